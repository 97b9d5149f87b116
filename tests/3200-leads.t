# Leads: what begins them, what is asked, what is kept: wa-lead(1), wa-leads(5).
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

export WA_HOME=$T WA_NOW=2026-03-18T09:00:00Z
n=0
# A fresh desk in $w.
desk() {
	n=$((n + 1)) w=$T/desk$n
	leads_desk "$w" "${1:-home}" Europe/Madrid
	sed -i 's/^# team:.*/team: [{name: ana}]/' "$w/workspace.yaml"
	cat >> "$w/faq.yaml" <<-'END'

		- id: quote
		  ask: [How much would you charge me?, What would that come to?]
		  answer: "That depends."
		- id: parking
		  ask: [Where can I park?, Is there parking?, Do you have a car park?]
		  answer: "Behind the house."
	END
}
# says WHO TEXT [JQ]: what wa-lead makes of it; JQ changes the event before.
says() {
	echo "$2" | wa-event -w "$w" --contact "$1" --language en | wa-classify -w "$w" | jq -c "${3:-.}" | wa-lead -w "$w" > "$T/said"
	jq -c .lead "$T/said"
}
asks() { says "$@" | jq -r .ask; }
fields() { wa-lead list -w "$w" --json | jq -c --arg k "$1" 'select(.contact == $k) | .fields'; }
rows() { sqlite3 "$w/var/wa.db" "$1"; }

desk
is "a word begins a lead, and the first field is asked for" "$(says a 'hello, a quote please' | jq -c '[.id, .status, .ask, .messages[].text.body]')" \
	'[1,"new","service","What do you need done?"]'
is "every field is there, null while nothing is known" "$(jq -c .lead.fields "$T/said")" \
	'{"service":null,"city":null,"when":null,"phone":null,"budget":null,"size":null}'
is "missing are the required ones" "$(jq -c .lead.missing "$T/said")" '["service","city","when","phone"]'
is "one field is asked for at a time" "$(asks a 'a plumber')" city
is "a question is asked in the customer's language" "$(says a 'Barcelona' '.class.language = "es" | .class.language_confidence = 1' | jq -r '.messages[].text.body')" "¿Qué día y a qué hora le viene bien?"
is "an answer that says nothing of it is kept in its words" "$(asks a 'whenever the moon is full')" phone
is "and is not asked for again" "$(says a '612345678' | jq -c '[.ask, .missing]')" '[null,["when"]]'
like "with the last answer comes what happens next" "$(jq -r '.lead.messages[0].text.body' "$T/said")" '^Thank you, that is all'
is "words that came to nothing stand beside the fields" "$(wa-lead list -w "$w" --json | jq -r .said.when)" "whenever the moon is full"
is "what comes after that is noted, and nothing is asked" "$(says a 'sorry, Madrid' | jq -c '[.fields.city, .ask, .messages[].text.body]')" \
	'["madrid",null,"Thank you, I have noted that for our team."]'
is "what is known already is not worth a word" "$(says a 'Madrid' | jq -c .messages)" '[]'
is "a message that says nothing to a lead passes" "$(says a 'do you like music?')" null
is "a lead that has all it needs is told to whoever is on duty" "$(rows "SELECT what, lead FROM notice WHERE what = 'lead'")" "lead|1"

is "what is no lead gets nothing" "$(says b 'are you open on sundays?')" null
is "nobody's lead is listed" "$(fields b)" ""
is "what somebody said before is known when the lead begins" "$(says b 'I live in Seville' > /dev/null; says b 'what is the price?' | jq -r .fields.city)" sevilla

about='.class += {intent: "quote", confidence: 0.97, threshold: 0.85}'
is "an entry begins a lead when the message is surely about it" "$(asks c 'what would that come to for me' "$about")" service
is "an unsure one doesn't" "$(says d 'what would that come to for me' "$about | .class.confidence = 0.5")" null
is "a word that is called off begins nothing" "$(says e 'I want to cancel the quote')" null
is "a stop word begins nothing" "$(says f 'stop')" null
is "nor does what is said in a group" "$(says g 'a quote please' '.message.group = "120363"')" null

is "the phone somebody writes from is not asked for" "$(says h 'quote for a plumber in Madrid tomorrow' '.contact.wa_id = "34600111222"' | jq -c '[.ask, .fields.phone]')" '[null,"+34600111222"]'
echo '{}' | wa-lead -w "$w" > /dev/null 2>&1
rows "INSERT INTO contact (key, created) VALUES ('i', 0); INSERT INTO attribute (contact, name, value, at, who) SELECT id, 'city', 'bcn', 0, 'ana' FROM contact WHERE key = 'i'; INSERT INTO conversation (contact, created) SELECT id, 0 FROM contact WHERE key = 'i'"
is "an attribute of the field's name is known" "$(says i 'a quote please' | jq -r .fields.city)" barcelona

is "a refused field is null, and the next one follows" "$(asks j 'quote for painting in Madrid'; asks j "I'd rather not say")" $'when\nphone'
is "an optional field is kept when it is said" "$(says k 'a quote for painting 80 m2 in Madrid for 500 euros' | jq -c '[.fields.size, .fields.budget]')" '["80 m2",500]'
is "and never asked for" "$(asks k 'on Friday at 10'; asks k '612345678')" $'phone\nnull'

asks l 'quote for painting' > /dev/null
is "a question of theirs stops the asking" "$(asks l 'what do you charge for ladders?')" null
is "the next detail takes it up again" "$(asks l 'Madrid')" when
is "one that is called off asks no more" "$(asks l 'never mind, I will think about it')" null

asks m 'quote for painting' > /dev/null
rows "UPDATE conversation SET control = 'human', control_since = 1773824400000 WHERE contact = (SELECT id FROM contact WHERE key = 'm')"
is "a person in control silences the asking" "$(says m 'Madrid, tomorrow' | jq -c '[.ask, .messages, .fields.city]')" '[null,[],"madrid"]'
rows "UPDATE conversation SET control = 'bot'"
is "given back, it goes on" "$(asks m 'my budget is 300 euros')" phone

ad='.context.referral = {source_type: "ad", source_id: "120208", headline: "Spring offer"}'
says o 'hi there, a price for cleaning?' "$ad" > /dev/null
is "the ad and the first message stay with the lead" "$(wa-lead list -w "$w" --source=120208 --json | jq -c '[.contact, .source]')" '["o","120208"]'
like "show tells them" "$(wa-lead show -w "$w" "$(wa-lead list -w "$w" --source=120208 -q)")" 'first +hi there, a price for cleaning'

# Time.
asks p 'quote for a plumber' > /dev/null
is "an answer the next morning still is one" "$(WA_NOW=2026-03-19T10:00:00Z asks p 'Valencia')" when
WA_NOW=2026-03-19T10:00:00Z asks p 'Friday' > /dev/null; WA_NOW=2026-03-19T10:00:00Z asks p '612000000' > /dev/null
is "a session later another lead begins" "$(WA_NOW=2026-03-25T10:00:00Z says p 'a quote for painting' | jq -c '[.fields.city, .fields.phone, .ask]')" '[null,"+34612000000","city"]'
is "both are kept" "$(wa-lead list -w "$w" --json | jq -r 'select(.contact == "p") | .fields.service')" $'painting\nplumbing'

# The filter contract's state.
echo 'quote please' | wa-event -w "$w" --contact q | wa-classify -w "$w" > "$T/in"
wa-lead -w "$w" < "$T/in" > "$T/first"
wa-lead -w "$w" < "$T/in" > "$T/second"
ok "an event that comes again changes nothing" cmp "$T/first" "$T/second"
is "and makes no second lead" "$(rows "SELECT count(*) FROM lead l JOIN contact c ON c.id = l.contact WHERE c.key = 'q'")" 1
echo 'quote please' | wa-event -w "$w" --contact r | wa-classify -w "$w" | wa-lead -n -w "$w" > "$T/out"
is "-n asks" "$(jq -r .lead.ask "$T/out")" service
is "-n keeps nothing" "$(rows "SELECT count(*) FROM contact WHERE key = 'r'")" 0

# The agent beside it.
sed -i 's/intents: .quote./intents: [quote, never_quote]/' "$w/leads.yaml"
turn() { echo "$2" | wa-event -w "$w" --contact "$1" --language en | wa-classify -w "$w" | wa-lead -w "$w" | wa-reply -w "$w"; }
turn s 'I need a quote for painting' > "$T/out"
is "what begins a lead is not escalated" "$(jq -r .reply.decision.action "$T/out")" lead
is "nor is an answer" "$(turn s 'Madrid' | jq -r .reply.decision.action)" lead
is "nor a typed-in day" "$(turn s 'tomorrow at 5' | jq -r .reply.decision.action)" lead
# labelled CONFIDENCE: the message of another classifier, which names no threshold.
labelled() {
	echo 'how is the weather' | wa-event -w "$w" --contact "other$1" --language en |
		jq -c --argjson c "$1" '. + {class: {language: "en", intent: "never_quote", confidence: $c, candidates: [], signals: []}}' |
		wa-lead -n -w "$w" | jq -r .lead.ask
}
is "what another classifier is sure of begins a lead" "$(labelled 0.97)" service
is "what it is unsure of doesn't, though it names no threshold" "$(labelled 0.2)" null
turn t 'I need a quote for painting. My child swallowed some old paint, is that dangerous?' > "$T/out"
is "a special case beside it goes to a person" "$(jq -c '[.lead.ask, .reply.decision.action, .reply.decision.rest.category]' "$T/out")" '["city","lead","medical"]'
is "what is never guessed opens a case also when a lead begins with it" "$(turn v 'a quote please' | jq -c '[.lead.ask, .reply.decision.action, .reply.decision.handoff]')" '["service","lead",null]'
turn u 'I need a quote for painting. Where can I park?' > "$T/out"
is "a question beside it is answered" "$(jq -c '[.lead.ask, .reply.decision.action, .reply.messages[0].text.body]' "$T/out")" '["city","answer","Behind the house."]'

# What is for a person alone.
desk
grave='.class += {intent: "never_distress", confidence: 0.5, candidates: [{id: "never_distress", score: 0.9}], parts: []}'
is "a call for help begins no lead" "$(says g 'a quote or I will hurt myself' "$grave")" null
says g 'a quote for a plumber, please' > /dev/null
is "nothing is asked of whoever is in distress" "$(says g 'I want to hurt myself')" null
is "the details from before are kept" "$(fields g | jq -c '[.service, .city]')" '["plumbing",null]'
is "and of that lead nothing is asked any more" "$(says g 'Madrid' | jq -c '[.ask, .took]')" '[null,["city"]]'
says h 'a quote for a plumber, please' > /dev/null
is "a complaint ends the questions as well" "$(says h 'your man was rude and broke my door, I want to complain')" null
is "other topics that nobody may guess leave the lead going" "$(asks i 'a quote for a plumber. Do I qualify for a discount if I am retired?')" city
sed -i 's/^fields:/stop: {categories: [eligibility]}\nfields:/' "$w/leads.yaml"
is "which topics these are is the desk's to say" "$(says j 'a quote for a plumber. Do I qualify for a discount if I am retired?')" null
is "an answer that looks like a question of the list is none" \
	"$(asks k 'a quote for a plumber in Madrid' > /dev/null; says k 'tomorrow at 5' | jq -c .about)" '["quote","never_availability"]'

# Switched off, and the file's mistakes.
desk
sed -i '1i enabled: off' "$w/leads.yaml"
is "switched off, there are no leads" "$(says a 'a quote please')" null
desk
rm "$w/leads.yaml"
is "without the file there are no leads" "$(says a 'a quote please')" null
cat > "$w/leads.yaml" <<-'END'
	start: {words: {en: [quote]}}
	fields:
	  - key: city
	    type: plaza
	    required: maybe
	  - key: city
	    ask: {english: "Where?"}
	  - key: owner
	  - key: kind
	    type: choice
	  - key: when
	    type: date
	    ask: "{{nobody|x}} when?"
	    colour: red
END
wa-lead lint -w "$w" > "$T/out" 2>&1
is "lint fails on mistakes" $? 1
for mistake in ':4: type: "plaza": no such choice; did you mean place\?' ':5: required: "maybe"' ':6: city: stands here twice' ':7: ask: "english": not a language' \
	':8: owner: every lead has one' ':9: kind: a choice without choices' ':13: .*nobody.*no such variable' ':14: "colour": no such key'; do
	like "lint says $mistake" "$(cat "$T/out")" "$mistake"
done
status "the filter refuses such a file" 78 wa-lead -w "$w" < /dev/null
cat > "$w/leads.yaml" <<-'END'
	start: {intents: [nonsuch], words: {en: [stop]}}
	fields:
	  - {key: city, type: place, required: on}
	  - {key: name, ask: "Your name?"}
	  - {key: kind, type: choice, required: on, choices: {a: [same], b: [same]}, ask: {es: "¿Cuál?"}}
END
wa-lead lint -w "$w" > "$T/out" 2>&1
is "remarks alone do not fail" $? 0
for remark in 'intents: nonsuch: no such entry' 'words: stop: alone it stops' 'city: required, and no question' 'name: not required, so nobody asks' \
	'kind: nothing in en' 'kind: same stands for'; do
	like "lint remarks $remark" "$(cat "$T/out")" "$remark"
done
status "with --strict they do" 1 wa-lead lint -w "$w" --strict
like "wa-check says them, too" "$(wa-check "$w" 2>&1)" 'leads.yaml:3: remark: city: required'
done_testing
