# shellcheck shell=bash disable=SC2016 # what is in quotes is jq's, or read later
# wa-send as a filter and as a command: what it queues, hands over and refuses.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

# Validation needs no workspace.
if [ -d "$ROOT/../shared/corpus/request" ]; then
	ok "every documented request passes" bash -c 'for f in "$ROOT"/../shared/corpus/request/*.json; do jq -c . "$f"; done | wa-send -n'
else
	skip "no corpus of requests here"
fi
bad() { printf '%s\n' "$1" | wa-send -n 2>&1; }
is "a bad message is named by field, limit and value" \
	"$(bad '{"type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"A title that is too long"}}]}}}')" \
	"wa-send: line 1: interactive.action.buttons[0].reply.title is 24 characters long, at most 20 (131009)"
status "a bad message is exit status 65" 65 bad '{"type":"text","text":{}}'
status "a letter's message is checked too" 65 bad '{"to":"1","message":{"type":"poll"}}'
status "a line that is neither is exit status 65" 65 bad '{"hello":1}'
status "a long text is no mistake: it will be cut" 0 bad "$(jq -nc '{to: "1", message: ("word " * 2000)}')"

desk_make "$T/desk"
desk_open
arrived() { [ "$(journal "SELECT count(*) FROM entry")" = "$1" ]; }
total=0
# arrive FILE [JQ]: customers write; JQ decides; the line ends at wa-send.
arrive() {
	total=$((total + $(wc -l < "$1")))
	inject "$1" > ids
	wait_for 15 arrived "$total" || echo "only $(journal "SELECT count(*) FROM entry") of $total arrived" >&2
	wa-recv -w "$D" --follow --once | jq -c "${2:-.}" | wa-send -w "$D" --no-drain > sent 2> err
}
one() { jq -nc --arg from "$1" --arg text "$2" '{from: $from, name: "Ana", text: $text}' > in; }
say='def say($t): {type: "text", text: {body: $t}};
def reply($a; $m): .reply = {decision: {action: $a, reason: "test"}, messages: $m};'
outcome() { store "SELECT coalesce(outcome, 'handed: ' || intended) FROM message WHERE id = '$(head -n 1 ids)'"; }
queued() { store "SELECT count(*) FROM outbox WHERE event = '$(head -n 1 ids)'"; }

one 491511 "Hi"
arrive in "$say reply(\"answer\"; [say(\"Hello\")])"
is "an answer is queued and handed over" "$(outcome) $(queued)" "handed: answered 1"
is "and shown in the key" "$(jq -c '.sent | [.outcome, .messages[0].state]' sent)" '["answered","queued"]'
is "it is addressed to the phone that wrote" "$(store "SELECT payload ->> 'to' FROM outbox")" "+491511"
wa-send -w "$D" --no-drain < <(jq -c 'del(.sent)' sent) > again
is "an event that comes again queues nothing more" "$(queued)" 1
ok "and shows the same" cmp sent again

jq -nc '{user_id: "DE.77", name: "Bo", text: "Hi"}' > in
arrive in "$say reply(\"clarify\"; [say(\"Which one?\")])"
is "somebody without a phone is answered by user id" "$(store "SELECT payload ->> 'recipient' FROM outbox WHERE event = '$(cat ids)'")" "DE.77"
is "asking back is asked" "$(outcome)" "handed: asked"

one 491512 "Hi"
arrive in
is "nothing decided is failed, and a person is told" "$(outcome) $(store "SELECT count(*) FROM inquiry_event WHERE event = '$(cat ids)'")" "failed 1"
like "with a line" "$(cat err)" "^wa-send: wamid.*: failed: nothing was decided"

one 491513 "Hi"
arrive in "$say reply(\"answer\"; [{type: \"text\", text: {body: 7}}])"
is "a message that WhatsApp won't take is failed" "$(outcome) $(queued)" "failed 0"
like "naming where it stands" "$(jq -r .sent.outcome sent) $(cat err)" 'failed .*reply.messages\[0\]: text.body must be a string'

one 491514 "Hi"
arrive in "$say reply(\"escalate\"; [say(\"A colleague will write.\")])"
is "an escalation without wa-inquiry in the line still opens a case" "$(outcome) $(store "SELECT count(*) FROM inquiry_event WHERE event = '$(cat ids)'")" "handed: escalated 1"

one 491515 "Hi"
arrive in "$say reply(\"ignore\"; [])"
is "what is to be ignored ends at once" "$(outcome)" ignored
jq -nc '{from: "491515", kind: "reaction", message_id: "wamid.x", emoji: "👍"}' > in
arrive in
is "a reaction is ignored without anybody's decision" "$(outcome)" ignored

one 491516 "Hi"
arrive in "$say reply(\"answer\"; [say(\"One. Shall I go on?\")]) | .flow = {messages: [say(\"Which day?\")]} | .lead = {messages: [say(\"Your name?\"), say(\"Noted.\")]}"
is "flow goes before reply and lead, with one question a turn" \
	"$(store "SELECT group_concat(payload ->> '\$.text.body', ' | ') FROM (SELECT payload FROM outbox WHERE event = '$(cat ids)' ORDER BY part)")" "Which day? | Noted."

one 491517 "Hi"
arrive in "$say reply(\"answer\"; [say(\"word \" * 2000)])"
is "a long text is cut into parts" "$(queued)" 3

one 491518 "Hi"
wa-send -w "$D" --no-drain --to 491511 --text x > /dev/null 2>&1
total_before=$total
inject in > ids && total=$((total + 1)) && wait_for 15 arrived "$total"
wa-recv -w "$D" --follow --once > held
sqlite3 "$S/wa.db" "UPDATE conversation SET control = 'human' WHERE contact = (SELECT id FROM contact WHERE wa_id = '491518')"
jq -c "$say reply(\"answer\"; [say(\"Hello\")])" held | wa-send -w "$D" --no-drain > sent
is "while a person has the conversation nothing is queued" "$(outcome) $(queued) $((total - total_before))" "human 0 1"

# Letters: messages that people send.
send() { wa-send -w "$D" --no-drain "$@"; }
inbox() { store "SELECT count(*) FROM outbox WHERE author <> 'agent'"; }
refused() { local name=$1 want=$2 before; shift 2; before=$(inbox); out=$("$@" 2>&1); rc=$?; is "$name" "$rc $(inbox)" "1 $before"; like "$name, and says why" "$out" "$want"; }
refused "people who never wrote are refused" '^wa-send: 4915199: never wrote to us' send --to 4915199 --text Hello
refused "so is a name nobody has" 'never wrote to us' send --to "c_0000000000000000" --text Hello
template='{"type":"template","template":{"name":"hello_world","language":{"code":"en"}}}'
letter() { jq -nc --arg to "$1" --argjson message "$2" '{to: $to, message: $message}'; }
stranger() { letter "+49 151 990$1" "$template" | send; }
refused "a template to one of them needs the switch" 'templates_to_strangers is off' stranger 1
printf '  templates_to_strangers: yes\n  template_daily_cap: 2\n' >> "$D/workspace.yaml"
stranger 1 > /dev/null 2>&1
stranger 2 > /dev/null 2>&1
is "with the switch it is queued" "$(store "SELECT group_concat(payload ->> 'to') FROM outbox WHERE kind = 'template'")" "+491519901,+491519902"
refused "up to the daily cap" 'send.template_daily_cap' stranger 3
sqlite3 "$S/wa.db" "UPDATE conversation SET last_in = last_in - 90000000 WHERE contact = (SELECT id FROM contact WHERE wa_id = '491515')"
refused "over 24 hours after their last message people get templates only" 'over 24 hours ago; only a template' send --to 491515 --text Hello

key=$(store "SELECT key FROM contact WHERE user_id = 'DE.77'")
WA_MEMBER=ana send --to "$key" --text "It is Ana" > out 2>&1
is "a member's message takes the conversation" "$(store "SELECT control FROM conversation c JOIN contact k ON k.id = c.contact WHERE k.key = '$key'")" human
is "and it is on record who did" "$(store "SELECT who FROM transition ORDER BY id DESC LIMIT 1")" ana
status "nobody is called agent" 78 env WA_MEMBER=agent wa-send -w "$D" --no-drain --to "$key" --text x
status "--text without --to is wrong usage" 64 wa-send -w "$D" --text x
sqlite3 "$S/wa.db" "UPDATE outbox SET state = 'sent' WHERE state = 'queued'"
for i in 1 2; do jq -nc '{to: "491511", id: "bill.7", message: "Your bill"}' | wa-send -w "$D" --no-drain > out 2>&1; done
is "a letter with an id of its own goes out once" "$(store "SELECT count(*) FROM outbox WHERE event = 'letter:bill.7'")" 1
done_testing
