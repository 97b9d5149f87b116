# shellcheck shell=bash
# What workspace.yaml and services.yaml say becomes entries like any other.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir bare shop
# sorted: what is asked for is which entries there are.
ids() { wa-faq list -q -w "$1" | sort | tr '\n' ' '; }
# reply SHOP TEXT: action, source and the agent's words.
reply() {
	wa-event -w "$1" <<< "$2" | wa-classify -w "$1" -n | wa-reply -w "$1" -n |
		jq -r '[.reply.decision.action, .reply.decision.sources[0], .reply.messages[0].text.body] | map(. // "-") | join("|")'
}

wa-init -y ./fresh 2> /dev/null
printf -- '- id: a\n  ask: [one, two]\n  answer: x\n' > fresh/faq.yaml
is "a new workspace with an FAQ of its own knows only that" "$(ids ./fresh)" "a "

cat > shop/workspace.yaml <<'X'
name: Corner Shop
description: {en: "Bicycle repairs and rentals.", es: "Arreglo y alquiler de bicicletas.", de: "Fahrräder."}
languages: [en, es]
areas: [Madrid, Toledo]
policies: {returns: {en: "within 30 days", es: "en 30 días"}, loan_bikes: "One a customer."}
rules:
  objections: [{when: [{en: that is too expensive}], answer: {en: "It lasts for years."}}]
  never_guess: [{en: my bike was stolen}]
answer: {threshold: 0.1}
X
cat > shop/services.yaml <<'X'
- name: {en: Full inspection, es: Revisión completa}
  synonyms: {en: [bike check], es: puesta a punto}
  price: "60 EUR"
  duration: 90m
  notes: {en: "Call {{phone|us}}."}
- id: tandem
  name: {en: tandem rental}
  ask_before_quote: {en: "For how many days?"}
- name: wheel building
  range: {from: 80 EUR, to: 140 EUR}
- name: {en: frame welding}
  category: welding
X
sed -i 's/^name:/variables: {phone: "123"}\nname:/' shop/workspace.yaml
is "what is written becomes entries" "$(ids ./shop)" "policies.loan_bikes policies.returns rules.never_guess.1 rules.objections.1 \
services.frame_welding services.frame_welding.price services.full_inspection services.full_inspection.duration services.full_inspection.price \
services.tandem services.tandem.price services.wheel_building services.wheel_building.price workspace.areas workspace.assistant workspace.description "
is "who are you" "$(reply ./shop 'who are you?')" "answer|workspace.description|This is Corner Shop. Bicycle repairs and rentals."
like "in a language of the description's own" "$(wa-faq show -w ./shop -l de workspace.description)" 'Hier ist Corner Shop. Fahrräder.'
is "a place that is served" "$(reply ./shop 'do you serve toledo')" "answer|workspace.areas|The areas we serve: Madrid, Toledo."
is "a policy, in the customer's language" "$(reply ./shop '¿Cuál es la política de devoluciones?')" "answer|policies.returns|Devoluciones: en 30 días"
is "a policy of the workspace's own" "$(reply ./shop 'loan bikes policy')" "answer|policies.loan_bikes|Loan bikes: One a customer."
is "a price" "$(reply ./shop 'how much does a bike check cost?')" "answer|services.full_inspection.price|Full inspection: the price is 60 EUR. Call 123."
is "a price in another language" "$(reply ./shop '¿cuánto cuesta la puesta a punto?')" "answer|services.full_inspection.price|Revisión completa: el precio es 60 EUR."
is "a range" "$(reply ./shop 'price of wheel building?')" "answer|services.wheel_building.price|wheel building: from 80 EUR to 140 EUR."
is "how long it takes" "$(reply ./shop 'how long does the full inspection take?')" "answer|services.full_inspection.duration|Full inspection: it takes 90 min."
like "whether it is done" "$(reply ./shop 'do you offer wheel building?')" "answer\|services.wheel_building\|Yes, we offer this: wheel building"
is "a price that needs a question first gets it" "$(reply ./shop 'how much is tandem rental?')" "answer|services.tandem.price|For how many days?"
is "a price that isn't written is a person's to name" "$(reply ./shop 'how much is frame welding?')" "escalate|services.frame_welding.price|-"
is "what must not be guessed" "$(reply ./shop 'my bike was stolen')" "escalate|rules.never_guess.1|-"
is "an objection" "$(reply ./shop 'that is too expensive')" "answer|rules.objections.1|It lasts for years."

cat > shop/faq.yaml <<'X'
- id: location
  ask: [where are you, what is your address, which street is it]
  answer: {en: "Main Street 1."}
- id: services.tandem
  ask: [do you offer tandem rental]
  answer: {en: "Only in summer."}
X
is "faq.yaml's own question has its own answer" "$(reply ./shop 'Where are you?')" "answer|location|Main Street 1."
unlike "and what is asked there is not asked here" "$(wa-faq show -w ./shop workspace.areas)" 'Where are you'
like "an entry of the same id replaces the one made of a service" "$(wa-faq list -w ./shop)" '^services\.tandem  .*Only in summer'

cat > shop/faq.yaml <<'X'
- {id: check_price, answer: {en: "An inspection costs 60 euros."}, ask: [price of a full inspection, how much is the bike check, what does a bike check cost, how much do you charge for an inspection]}
- {id: payment, answer: x, ask: [how can I pay, can I pay by card, do you take cash]}
- {id: parking, answer: x, ask: [where can I park, is there parking, do you have a car park]}
- {id: helmets, answer: x, ask: [do you rent helmets, can I borrow a helmet, is a helmet included]}
- {id: child_seats, answer: x, ask: [do you have child seats, can I bring a baby, a seat for my son]}
- {id: punctures, answer: x, ask: [can you fix a flat tyre, I have a puncture, my tyre is flat]}
X
is "a price that faq.yaml tells in other words is left to it" "$(reply ./shop 'how much is the bike check?')" "answer|check_price|An inspection costs 60 euros."
candidates() { wa-event -w "$1" <<< "$2" | wa-classify -w "$1" -n | jq -r '[.class.candidates[].id] | join(" ")'; }
unlike "so that no other entry says the same" "$(candidates ./shop 'how much is the bike check?')" 'services.full_inspection.price'
like "what faq.yaml doesn't tell stays" "$(candidates ./shop 'how much is frame welding?')" '^services.frame_welding.price'
is "how long that takes is not" "$(reply ./shop 'how long does the full inspection take?')" "answer|services.full_inspection.duration|Full inspection: it takes 90 min."
rm shop/faq.yaml

cat >> shop/workspace.yaml <<'X'
hours: {mon-thu: "09:00-14:00, 16:00-20:00", fri: "22:00-02:00", sat: "10:00-24:00"}
holidays: [2026-12-25, 2027-01-01]
X
week="Monday–Thursday 09:00–14:00, 16:00–20:00; Friday 22:00–02:00; Saturday 10:00–24:00; Sunday closed"
is "when the desk is open" "$(reply ./shop 'are you open on saturday?')" "answer|workspace.hours|Our hours: $week. Closed on 2026-12-25, 2027-01-01."
like "in the customer's language" "$(reply ./shop '¿a qué hora cierran?')" "lunes–jueves 09:00–14:00, 16:00–20:00; viernes"
is "are you a robot" "$(reply ./shop 'Are you a robot?')" "answer|workspace.assistant|I am the automatic assistant of Corner Shop. What I am not sure of goes to a colleague, who answers you here."

cat > bare/workspace.yaml <<'X'
languages: [en]
X
cat > bare/services.yaml <<'X'
- id: a
  name: A
  prise: 3
- id: a
  name: B
  duration: soon
  synonyms: {english: x}
- name: 洗车
  price: "{{name}}"
  range: {from: 1}
- price: 3
X
out=$(wa-faq lint -w ./bare); rc=$?
is "mistakes are exit 1" "$rc" 1
for want in '3: "prise": no such key; did you mean price' '4: a: stands here twice' '6: duration: "soon": not a duration' \
	'7: synonyms: english: not a language' '8: id: missing, and there is no name in en to make one of' '9: \{\{name\}\}: no default' '10: both price and range' '10: range.to: missing' '11: name: missing'; do
	like "lint says line $want" "$out" "services.yaml:($want)"
done
status "services with mistakes are not loaded" 78 wa-faq list -w ./bare
like "wa check says them too" "$(wa-check ./bare)" 'services.yaml:3'
: > bare/services.yaml
ok "an empty file offers nothing" wa-faq lint -w ./bare --strict
# As a new workspace asks it, with the no-guess list beside.
wa-init -y ./salon 2> /dev/null
sed -i 's/^languages:.*/languages: [en, es]/' salon/workspace.yaml
cat >> salon/workspace.yaml <<'X'
hours: {tue-fri: "09:00-18:00"}
policies:
  payment: {en: "Cash and card.", es: "Efectivo y tarjeta."}
  cancellation: {en: "Free until the day before.", es: "Gratis hasta el día antes."}
X
is "a usual policy is asked for without its name" "$(reply ./salon 'can I pay by card?')" "answer|policies.payment|Payment: Cash and card."
is "in the customer's language" "$(reply ./salon 'aceptan tarjeta?')" "answer|policies.payment|Pago: Efectivo y tarjeta."
like "and what follows from something" "$(reply ./salon 'what happens if i cancel')" "^answer.policies.cancellation"
for t in 'I want to cancel my appointment' 'please cancel my booking' 'quiero cancelar mi cita' 'I was charged twice on my card'; do
	unlike "what is to be done is not answered with the rule: $t" "$(reply ./salon "$t")" "^answer"
done
is "each day is asked for" "$(for t in 'are you open on mondays' '¿abren el martes?' 'are you open thursday?'; do reply ./salon "$t" | cut -d'|' -f1,2; done | sort -u)" "answer|workspace.hours"
printf '%s\n' '- {id: sundays, ask: [Are you open on Sundays?, Do you open on Sunday?, Is the shop open on Sundays?], answer: Only in May.}' >> salon/faq.yaml
is "but for the day that faq.yaml tells of" "$(reply ./salon 'are you open on sunday?')" "answer|sundays|Only in May."
is "which leaves the others" "$(reply ./salon 'are you open on mondays?' | cut -d'|' -f1,2)" "answer|workspace.hours"
done_testing
