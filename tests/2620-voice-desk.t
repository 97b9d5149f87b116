# shellcheck shell=bash disable=SC2016 # what is in single quotes is jq's
# Customers who speak: the whole line with the embedded engine, against the sandbox.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"
. "$ROOT/tests/voice.sh"

desk_make "$T/desk"
printf 'inquiries: on\n' >> "$D/workspace.yaml"
cat >> "$D/faq.yaml" <<-'END'
	- id: never_refund
	  ask: {en: [I want my money back, Please refund me, Give me a refund]}
	  escalate: refund
END
FILTERS='wa-media -w "$D" | wa-transcribe -w "$D" | wa-turn -w "$D" | '$FILTERS
note clear.ogg "Are you open on Sundays?"
note refund.ogg "I want my money back"
# The end of the file is missing, and with it some silence.
speak spoken.wav "Where can I park?" && sox -q spoken.wav longer.wav pad 0 3 && record longer.wav whole.ogg
head -c $(($(stat -c %s whole.ogg) - 40)) whole.ogg > doubtful.ogg
sox -q -n -r 48000 -c 1 quiet.wav trim 0 2 && record quiet.wav silent.ogg
printf 'OggS\0\2%058d' 0 > broken.ogg
sox -q spoken.wav loud.wav gain 12 2> /dev/null && record loud.wav clipped.ogg
cp "$ROOT/tests/data/media/picture.png" picture.ogg
speak open.wav "Are you open on Sundays?"
{ head -c 40 open.wav; printf '\0\341\365\005'; tail -c +45 open.wav; } > claims.ogg # 100 MB
: > zero.ogg
sox -q spoken.wav three.wav pad 30 150 && record three.wav three.ogg
note spanish.ogg "¿Abren los domingos?" es

desk_sandbox || { fail "the sandbox starts" "$(cat "$D/log")"; done_testing; }
desk_listen
desk_line
wait_for 20 curl -sf "http://127.0.0.1:$PORT/healthz"
# This one greets in Spanish first.
jq -nc '{from: "491510009", name: "spanish", kind: "text", text: "Hola, buenos días"}' > in
inject in > /dev/null
wait_for 30 settled
jq -nc --arg dir "$T" '["clear", "refund", "doubtful", "silent", "broken", "clipped", "picture", "three", "spanish", "claims", "zero"] as $all |
	range($all | length) | {from: (491510001 + . | tostring), name: $all[.], kind: "voice", file: "\($dir)/\($all[.]).ogg"}' > in
inject in > /dev/null || fail "the notes are taken" "$(curl -s --data-binary @in "$URL/sandbox/inject")"
ok "every note comes to an end" wait_for 90 settled

# said N: what the desk wrote to that customer, on one line.
said() { sandbox_get "events?contact=4915100$(printf %02d "$1")" | jq -r 'select(.kind == "message") | .message | .text.body // .interactive.body.text' | tr '\n' '|'; }
outcome() { store "SELECT m.outcome FROM message m JOIN contact c ON c.id = m.contact WHERE c.wa_id = '4915100$(printf %02d "$1")' ORDER BY m.seq DESC LIMIT 1"; }
is "a question that is spoken clearly is answered" "$(said 1)" "Yes, on Sundays we are open from 10 to 14 h.|"
is "one about what is never guessed goes to a person" "$(outcome 2) $(store "SELECT reason FROM decision d JOIN contact c ON c.id = d.contact WHERE wa_id = '491510002'" | cut -d: -f1)" "escalated no-guess"
like "a doubtful one is confirmed" "$(said 3)" '^Thank you for the voice note\. .*did you mean "Where can I park\?" or '
is "with a button for what was heard, and one for neither" "$(sandbox_get "events?contact=491510003" | jq -c 'select(.kind == "message") | .message.interactive.action.buttons | map(.reply.id) | [first, last]')" '["entry:parking","entry:"]'
is "which counts as asked" "$(outcome 3)" asked
is "one that is clipped is heard" "$(said 6)" "There is a car park behind the house, free for patients.|"
is "and so is the question in three minutes of silence" "$(said 8)" "There is a car park behind the house, free for patients.|"
like "one in another language is acknowledged in it" "$(said 9)" 'Gracias por'
like "one that claims to be longer than it is is confirmed" "$(said 10)" 'did you mean "Are you open on Sundays\?"'
for n in 4 5 7 11; do
	like "one that can't be heard is acknowledged, never sent back ($n)" "$(said $n)" '^Thank you for the voice note\. I have passed it to our team'
	is "and is a case for a person ($n)" "$(outcome $n) $(store "SELECT kind FROM inquiry i JOIN contact c ON c.id = i.contact WHERE wa_id = '4915100$(printf %02d $n)'")" "escalated media"
done
unlike "nobody is asked to type" "$(for n in {1..11}; do said "$n"; done)" '[Tt]ype|[Ww]rite'
key=$(store "SELECT key FROM contact WHERE wa_id = '491510004'")
like "the case has the note" "$(wa-inquiry pack -w "$D" "$(store "SELECT i.id FROM inquiry i JOIN contact c ON c.id = i.contact WHERE key = '$key'")" 2>&1)" 'media/[0-9a-f]{2}/[0-9a-f]+\.ogg'
like "the team reads what was said" "$(wa-conv show -w "$D" "$(store "SELECT key FROM contact WHERE wa_id = '491510001'")")" 'are you open on sundays'

# The customer taps what was meant.
question=$(sandbox_get "events?contact=491510003" | jq -r 'select(.kind == "message") | .id')
jq -nc --arg id "$question" '{from: "491510003", kind: "button", reply_to: $id, button: {id: "entry:parking", title: "Where can I park?"}}' > in
inject in > tapped || fail "the tap is taken" "$(curl -s --data-binary @in "$URL/sandbox/inject")"
ok "the tap comes to an end" wait_for 30 settled
like "and is answered" "$(said 3)" '\|There is a car park behind the house'
is "nothing was lost" "$(wa-audit -w "$D" --json | jq -c '[.received == .settled, .waiting]')" '[true,0]'
done_testing
