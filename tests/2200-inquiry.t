# shellcheck shell=bash
# wa-inquiry: cases for humans.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
line() { wa-reply -w ./shop "$@" | wa-inquiry -w ./shop "$@"; }
from() { jq -c --arg key "$1" '.contact.key = $key | .conversation = $key | .contact.name = "Ana"'; }

# Most of these are about what the agent goes on saying.
sed -i '$a handoff: {takes_control: no}' shop/workspace.yaml

out=$(echo 'refund please' | classified refund 1 | from c_a | line | jq -c .inquiry)
is "an escalation opens an inquiry of the entry's category" "$(jq -c '[.id, .category, .reason, .owner]' <<< "$out")" '[1,"refund","no-guess:refund",null]'
like "and the customer is told" "$(jq -r '.messages[0].text.body' <<< "$out")" "."
out=$(echo 'and now?' | classified '' 0 | from c_a | line | jq -c .inquiry)
is "a second one joins it, silently" "$(jq -c '[.id, (.messages | length)]' <<< "$out")" '[1,0]'
is "an answer opens none" "$(echo 'sunday?' | classified sunday 1 | from c_b | line | jq 'has("inquiry")')" false
es=$(echo '¿reembolso?' | classified refund 1 es | from c_c | line | jq -r '.inquiry.messages[0].text.body')
unlike "the acknowledgement is in the customer's language" "$es" "team"
voice=$(echo x | classified '' 0 | jq -c '.message = {kind: "audio"}' | from c_d | line | jq -r '.inquiry.messages[0].text.body')
unlike "a voice note is never asked to be typed" "$voice" "type|text"

out=$(echo 'parking? refund?' | classified parking 0.9 | jq -c '.class.parts = [{intent: "parking", confidence: 0.99, question: true, candidates: [{id: "parking", score: 1}]}, {intent: "refund", confidence: 0.99, question: true, candidates: [{id: "refund", score: 1}]}]' | from c_g | line | jq -c '[.reply.decision.action, .inquiry.category]')
is "what an answer left over opens an inquiry too" "$out" '["answer","refund"]'

echo 'refund' | classified refund 1 | from c_e > q
one=$(line < q | jq -c .inquiry)
is "an event that comes again opens nothing more" "$(line < q | jq -c .inquiry)" "$one"
is "one inquiry a conversation" "$(wa-inquiry list -w ./shop -q | wc -l)" 5
is "the list knows who and what" "$(wa-inquiry list -w ./shop --json | jq -c 'select(.id == 1) | [.name, .text, .status]')" '["Ana",null,"open"]'
like "and is a table for people" "$(wa-inquiry list -w ./shop)" "^ *id +age +category"
is "the terminal is safe from a name" "$(printf 'x' | classified refund 1 | jq -c '.contact.name = "A\u001b[31m\nB"' | line > /dev/null; wa-inquiry list -w ./shop | grep -c "$(printf '\033')")" 0
status "an unknown command is a mistake" 64 wa-inquiry lits

# Hours. 2026-11-23 is a Monday.
cp shop/workspace.yaml keep
printf 'timezone: Europe/Madrid\nhours: {mon-fri: "09:00-18:00"}\n' >> shop/workspace.yaml
ack() { echo 'refund' | classified refund 1 | from "$1" | line | jq -r '.inquiry.messages[0].text.body'; }
like "after hours the customer is told when the desk is back" "$(WA_NOW=2026-11-23T20:00:00Z ack c_h1)" "(Tuesday, 09:00)"
like "on the same day by the hour alone" "$(WA_NOW=2026-11-23T06:00:00Z ack c_h2)" "\(09:00\)"
unlike "in hours nobody speaks of hours" "$(WA_NOW=2026-11-23T10:00:00Z ack c_h3)" "09:00"
# More of the same customer.
more() { (export WA_NOW=2026-11-23T$1Z; echo "$2" | classified "${3:-}" 0 en "${4:-}" | from c_h4 | line) | jq -r '.inquiry.messages[0].text.body // "-"'; }
like "the first question is acknowledged" "$(more 20:00:00 'a zebra?')" "^Thank you for your message.*(Tuesday, 09:00)"
is "what comes in the same breath is acknowledged with it" "$(more 20:00:03 'or two?')" "-"
is "what comes later is noted in a few words" "$(more 20:01:00 'and a giraffe?')" "Thank you, I have noted that too. You will get the answer here."
like "whoever asks for a person hears of them" "$(more 20:02:00 'a human please' '' human-wanted)" "(Tuesday, 09:00)"
like "whoever complains hears that it is a pity" "$(echo 'terrible!' | classified '' 0 en complaint | from c_h5 | WA_NOW=2026-11-23T10:00:00Z line | jq -r '.inquiry.messages[0].text.body')" "^I am sorry to hear this. Thank you"
mv keep shop/workspace.yaml

sed -i '$a inquiries: off' shop/workspace.yaml
out=$(echo 'refund' | classified refund 1 | from c_f | line | jq -c .inquiry)
is "switched off, no row is opened and the customer is told so" "$(jq -c '[.id, (.messages | length)]' <<< "$out")" '[null,1]'
done_testing
