# shellcheck shell=bash disable=SC2016 # what is in quotes is jq's or SQL's
# Scripts from the greeting to an entry of the FAQ, over the whole line:
# what is known is answered, what is wanted becomes a lead, what nobody has
# written down goes to a person, whose answer the desk then keeps.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

export WA_NOW=@$T/now WA_MEMBER=mia
printf '2026-11-24T09:30:00Z' > "$T/now" # a Tuesday

# desk_of NAME LEADS: a workspace as wa init makes it, with a parking place.
desk_of() {
	QUIET=0s desk_make "$T/$1"
	export WA_WORKSPACE=$T/$1
	sed -n '/^- id: parking/,$p' "$D/faq.yaml" > "$T/parking"
	{ cat "$ROOT/etc/init/faq.yaml"; echo; cat "$T/parking"; } > "$D/faq.yaml"
	cp "$ROOT/tests/data/leads/$2.yaml" "$D/leads.yaml"
	echo 'team: [{name: mia}]' >> "$D/workspace.yaml"
	desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
	sandbox_set settings '{"delivered_ms":-1,"read_ms":-1}'
	desk_listen
	wait_for 20 curl -sf "http://127.0.0.1:$PORT/healthz"
	desk_line
	n=$((${n:-0} + 1))
	WHO=49151000000$n
}
desk_away() {
	desk_end "$LINE"
	desk_end "$LISTENER"
	desk_end "$SANDBOX"
}
# write TEXT: the customer writes, and the desk comes to rest.
write() {
	jq -nc --arg from "$WHO" --arg text "$1" '{from: $from, text: $text}' > "$T/one"
	inject "$T/one" > /dev/null
	wait_for 30 settled
}
said() { sandbox_get sends | jq -r --arg to "+$WHO" 'select(.to == $to and .message.type != null) | .message | (.text.body // .interactive.body.text)'; }
last() { said | tail -n "${1:-1}"; }
lead() { wa-lead list --json | jq -c "$1"; }
inquiry() { wa-inquiry list --all --json | jq -r "$1" | tail -n 1; }
control() { wa-conv list --json | jq -r .control; }
# answer TEXT: the member answers the case, and the desk keeps the answer.
answer() { wa-inquiry resolve --yes --reply "$1" --faq "$(wa-inquiry list -q | tail -n 1)" > "$T/diff" 2>&1; wait_for 20 settled; }
kept() { # kept NAME QUESTION ANSWER
	like "$1: the member's answer reaches the customer" "$(said)" "$3"
	like "$1: question and answer become an entry" "$(cat "$T/diff" "$D/faq.yaml")" "$2"
	ok "$1: the file is still a good one" wa-faq lint -q
	is "$1: the case is closed" "$(inquiry .status)" resolved
	is "$1: and the agent has the conversation again" "$(control)" bot
}

# 1: an appointment today, and a special case in the same message.
desk_of appointment clinic
write "Hello"
like "appointment: a greeting is returned" "$(last)" 'Harbour Clinic'
write "Can I book a check-up for today? My daughter is allergic to latex, is that a problem?"
is "appointment: a lead begins, with what was said" "$(lead '[.fields.treatment, .fields.day]')" '["checkup","2026-11-24"]'
is "appointment: the special case goes to a person" "$(inquiry .category)" medical
like "appointment: the customer is asked for the next detail and told of the person" "$(last 3)" 'what time'
like "appointment: with the part that waits quoted" "$(last 3)" '^> My daughter is allergic to latex, is that a problem'
write "at 5, please"
is "appointment: the dialogue goes on meanwhile" "$(last)" "What is your name?"
write "Ana Bell"
is "appointment: nothing is promised" "$(last)" "Thank you. We check the book and confirm here."
is "appointment: the lead is complete" "$(lead '[.fields.time, .fields.name, .missing]')" '["17:00","Ana Bell",[]]'
answer "Our gloves are free of latex, so she can come."
kept appointment "allergic to latex" "free of latex"
desk_away

# 2: whether somebody may be treated.
desk_of eligibility clinic
write "Hi there"
like "eligibility: a greeting is returned" "$(last)" 'Harbour Clinic'
write "Where can I park?"
like "eligibility: what is known is answered" "$(last)" 'behind the house'
write "Am I eligible for treatment if I live in another country?"
is "eligibility: who may come is never guessed" "$(inquiry .category)" eligibility
is "eligibility: and no lead begins" "$(lead .id)" ""
answer "Yes, with a passport everybody is treated here."
kept eligibility "live in another country" "with a passport"
desk_away

# 3: a quote for cleaning, without any details.
desk_of quote home
write "Hello"
write "How much would you charge me for cleaning? I need a quote"
is "quote: the first thing missing is asked for" "$(last 3 | grep -c 'Which city are you in')" 1
is "quote: no price is guessed" "$(said | grep -c '[0-9] *\(EUR\|euro\|€\)')" 0
write "Madrid, about 80 m2"
write "on Friday morning"
is "quote: what was said is known, the phone too" "$(lead '[.fields.service, .fields.city, .fields.size, .fields.when.time, .fields.phone]')" \
	"[\"cleaning\",\"madrid\",\"80 m2\",\"morning\",\"+$WHO\"]"
like "quote: what happens next is said" "$(last)" 'that is all we need'
is "quote: and a person has the case" "$(inquiry .status)" open
answer "For 80 square metres we charge 120 EUR."
kept quote "charge me for cleaning" "120 EUR"
desk_away

# 4: a detail of a property that nobody has written down.
desk_of property estate
write "Good morning"
write "I am looking for a flat to rent in Retiro"
is "property: the lead asks on" "$(last)" "What is your budget?"
write "Does the building have a lift for wheelchairs?"
is "property: what nobody has written down goes to a person" "$(inquiry .status)" open
is "property: nothing more is asked meanwhile" "$(said | grep -c 'How many bedrooms')" 0
answer "Yes, there is a lift from the street, wide enough for a wheelchair."
kept property "lift for wheelchairs" "wide enough"
write "my budget is 1200 euros"
is "property: the lead goes on where it was" "$(last)" "How many bedrooms do you need?"
is "property: with all that was said" "$(lead '[.fields.deal, .fields.area, .fields.budget]')" '["rent","retiro",1200]'
desk_away

# 5: a wish, and in the same sentence what has to be known first.
desk_of first clinic
write "I'd like an appointment, but first: where can I park?"
like "first: what is known is answered" "$(last 2)" 'behind the house'
like "first: and the lead begins" "$(last 2)" 'What is the appointment for'
is "first: without a case for anybody" "$(inquiry .status)" ""
WHO=4915100000099
write "I want an appointment but first, do you take DKV insurance?"
is "first: what nobody has written down goes to a person" "$(inquiry .status)" open
like "first: with the question quoted" "$(last 3)" 'do you take DKV insurance'
is "first: and the lead begins all the same" "$(lead .status)" '"new"
"new"'
WHO=4915100000100
write "I would like an appointment for a cleaning, can I park there?"
like "comma: what is known is answered" "$(last 2)" 'behind the house'
like "comma: and the lead asks on" "$(last 2)" 'Which day'
WHO=4915100000101
write "I'd like an appointment on Friday, is that possible?"
is "comma: whether the day will do is the lead's" "$(last)" "What is the appointment for?"
WHO=4915100000102
write "I need an appointment, do you accept the AOK insurance?"
like "comma: what nobody has written down goes to a person" "$(last 3)" 'do you accept the AOK insurance'
like "comma: and the lead begins" "$(last 3)" 'What is the appointment for'
desk_away
done_testing
