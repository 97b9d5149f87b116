# shellcheck shell=bash disable=SC2016 # what is in quotes is jq's, or read later
# The drainer against a WhatsApp that misbehaves: order, refusals, lost
# answers, the gate, and death at every step.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

UNKNOWN_AFTER=60s
desk_make "$T/desk"
sed -i 's|^numbers:|&\n  - phone_number_id: "100000000000007"|' "$D/workspace.yaml"
desk_open

say='def say($t): {type: "text", text: {body: $t}};
def answer($m): .reply = {decision: {action: "answer"}, messages: $m};'
re='answer([say("Re: " + .message.text)])'
arrived() { [ "$(journal "SELECT count(*) FROM entry WHERE type = 'message' AND id = '$1'")" = 1 ]; }
# ask FROM [TEXT] [JQ]: a customer writes and the answer is queued; its event in $event.
ask() {
	jq -nc --arg from "$1" --arg text "${2:-Hi}" '{from: $from, name: "C", text: $text, number: "100000000000001"}' > in
	event=$(inject in)
	wait_for 15 arrived "$event"
	wa-recv -w "$D" --follow --once | jq -c "$say if .type == \"message\" then ${3:-$re} else . end" |
		wa-send -w "$D" --no-drain > sent 2>> "$D/log"
}
follow() { wa-recv -w "$D" --follow --once > /dev/null; }
drain() { wa-send -w "$D" < /dev/null 2> err; }
row() { store "SELECT $1 FROM outbox WHERE event = '${2:-$event}' ORDER BY part LIMIT 1"; }
state_is() { [ "$(row state "${2-}")" = "$1" ]; }
is_in() { follow; [[ "$(row state "${2-}")" =~ $1 ]]; }
outcome() { store "SELECT coalesce(outcome, '-') FROM message WHERE id = '${1:-$event}'"; }
inquiries() { store "SELECT i.category FROM inquiry i JOIN inquiry_event e ON e.inquiry = i.id WHERE e.event = '${1:-$event}'"; }
sends() { sandbox_get sends | jq -r "select(.to == \"+$1\") | .message.text.body"; }
faults() { sandbox_set faults "$1"; }

# All is well.
ask 491001 "One"
ask 491001 "Two" 'answer([say("Re: Two"), say("and more")])'
ask 491002 "Three"
drain
is "what is due is sent before the end" "$(row state)" sent
is "in order within a conversation" "$(sends 491001 | tr '\n' '|')" "Re: One|Re: Two|and more|"
is "the customer sees it read, then typing, then the answer" \
	"$(sandbox_get 'events?contact=491002&number=100000000000001' | jq -r .kind | grep -v own | uniq | tr '\n' ' ')" "read typing message "
is "the message has ended as intended" "$(outcome)" answered
ok "statuses come in" wait_for 15 is_in read
is "with their times" "$(row "sent <= delivered AND delivered <= read")" 1

is "the number that was written to answers" "$(sandbox_get sends | jq -r .number | sort -u)" 100000000000001

# A status never goes backwards.
wamid=$(row wamid)
status_of() { jq -nc --arg id "$1" --arg status "$2" --argjson more "${3:-null}" '{from: "491002", value: {messaging_product: "whatsapp",
	metadata: {phone_number_id: "100000000000001", display_phone_number: "49305550001"},
	statuses: [{id: $id, status: $status, timestamp: (now | floor | tostring), recipient_id: "491002"} + ($more // {})]}}' > st; inject st > /dev/null; }
news() { [ "$(journal 'SELECT max(seq) FROM entry')" -gt "$(store "SELECT value FROM mark WHERE name = 'journal'")" ]; }
status_of "$wamid" delivered '{"biz_opaque_callback_data":"none of ours"}'
wait_for 15 news; follow
is "delivered does not undo read" "$(row state)" read
status_of "$wamid" failed '{"errors":[{"code":131026,"title":"Undeliverable"}]}'
wait_for 15 news; follow
is "nor does failed" "$(row state) $(outcome)" "read answered"
status_of "wamid.of.another.program" sent
wait_for 15 news; follow
is "a status of what we did not send is kept for its time" "$(store "SELECT state FROM early_status")" sent

# Refusals.
faults '{"errors":[{"code":131000,"rate":1,"times":1}]}'
ask 491003
drain
is "what may pass is tried again" "$(row state) $(row attempts)" "sent 2"
faults '{"errors":[{"code":131056,"rate":1,"times":1}]}'
ask 491004; pair=$event
ask 491004 "Second"
ask 491005
drain
is "too many to one customer: that one waits" "$(row attempts "$pair") $(row attempts)" "2 1"
is "and others go on meanwhile" "$(store "SELECT (SELECT sent FROM outbox WHERE event = '$event') < (SELECT sent FROM outbox WHERE event = '$pair')")" 1
is "in order still" "$(sends 491004 | tr '\n' '|')" "Re: Hi|Re: Second|"
faults '{"errors":[{"code":131047,"rate":1,"times":1}]}'
ask 491006 "Hi" 'answer([say("a"), say("b")])'
drain
is "a refusal for good fails the message" "$(row state) $(row code) $(outcome)" "failed 131047 failed"
is "and a person is told" "$(inquiries)" delivery
is "what would have followed is not sent" "$(store "SELECT group_concat(state) FROM outbox WHERE event = '$event'") $(sends 491006)" "failed,dropped "
faults '{"errors":[{"code":190,"rate":1,"times":1}]}'
ask 491007
drain
is "an expired token stops sending until a new one is there" "$(row state)" sent
is "and is said once" "$(grep -c 'sending has stopped: 190' err) $(grep -c 'sending again' err)" "1 1"
unlike "without the token in any line" "$(cat err "$D/log")" "$(jq -r .token "$S/sandbox.json")"
faults '{"errors":[{"code":130429,"rate":1,"times":1}]}'
ask 491008
drain
like "over the throughput it slows down" "$(row state) $(cat err)" 'sent wa-send: desk: sending slows down'
faults '{"fail":{"code":131026,"rate":1,"times":1}}'
ask 491009
drain
ok "a status can still fail what was accepted" wait_for 15 is_in failed
is "which makes the message failed, and tells a person" "$(outcome) $(inquiries)" "failed delivery"

# Uncertainty.
n=0
for fault in lose garble http500; do
	n=$((n + 1))
	ask "4920$n" "$fault"
	sandbox_set settings '{"hold":true}'
	faults "{\"$fault\":{\"rate\":1,\"times\":1}}"
	drain
	is "$fault: no readable answer is uncertain" "$(row state)" unknown
	is "$fault: and it is not sent again" "$(drain; row attempts)" 1
	sandbox_set settings '{"hold":false}'
done
faults '{}'
lost=$(store "SELECT event FROM outbox WHERE payload LIKE '%Re: lose%'")
ok "the status with our own id settles a lost answer" wait_for 15 is_in 'sent|delivered|read' "$lost"
is "with WhatsApp's id and the outcome" "$(row "wamid IS NOT NULL" "$lost") $(outcome "$lost")" "1 answered"
is "it was sent once" "$(sends 49201 | wc -l)" 1
# http500 was never accepted: no status will come.
WA_NOW=$(date -u -d '+2 minutes' +%FT%TZ) wa-send -w "$D" --drain 2>> "$D/log" & drainer=$!
wait_for 10 state_is failed
kill $drainer
wait $drainer
is "without a status it is given up after a time, and a person is told" "$(row state) $(outcome) $(inquiries)" "failed failed delivery"
status_of "wamid.late" sent "$(jq -nc --arg c "$(row callback)" '{biz_opaque_callback_data: $c}')"
ok "a late status still tells the truth about it" wait_for 15 is_in sent

# Death while a request is on its way.
faults '{"delay_ms":700}'
ask 491011
wa-send -w "$D" --drain 2>> "$D/log" & drainer=$!
wait_for 15 state_is sending
kill -9 $drainer
wait $drainer 2> /dev/null
faults '{}'
drain
like "what a killed drainer left on its way is not sent again" "$(row "state || ' ' || attempts")" '^(unknown|sent|delivered|read) 1$'
ok "its status settles it" wait_for 15 is_in 'sent|delivered|read'
is "once" "$(sends 491011 | wc -l)" 1

faults '{"delay_ms":500}'
ask 491012
wa-send -w "$D" --drain 2>> "$D/log" & drainer=$!
wait_for 15 state_is sending
kill $drainer
wait $drainer
is "a drainer told to stop waits for its answers" "$? $(row state)" "0 sent"
faults '{}'

ask 491013
wa-send -w "$D" --drain 2>> "$D/log" & first=$!
wait_for 15 state_is sent
wa-send -w "$D" --drain 2>> "$D/log" & second=$!
kill -9 $first
wait $first 2> /dev/null
ask 491014
ok "another drainer takes the place of one that died" wait_for 15 state_is sent
kill $second
wait $second

# The gate.
set_conversation() { sqlite3 "$S/wa.db" "UPDATE conversation SET $2 WHERE contact = (SELECT id FROM contact WHERE wa_id = '$1')"; }
ask 491021; set_conversation 491021 "control = 'human'"; drain
is "a person has taken over: dropped" "$(row state) $(row reason) $(outcome)" "dropped human human"
ask 491022; set_conversation 491022 "opted_out = last_in + 1"; drain
is "the customer has opted out: dropped" "$(row state) $(row reason) $(outcome)" "dropped opted out ignored"
ask 491023; set_conversation 491023 "opted_out = last_in + 1, opted_out_event = '$event'"; drain
is "the confirmation of the opt-out may go" "$(row state)" sent
ask 491024; set_conversation 491024 "last_in = last_in - 86400000"; drain
is "the window has closed: failed, and a person is told" "$(row state) $(row reason) $(outcome) $(inquiries)" "failed window closed failed delivery"
ask 491025
jq -nc '{from: "491025", echo: true, text: "I have it"}' > in; inject in > /dev/null
wait_for 15 news
drain
is "an echo that nobody has filed yet counts: dropped" "$(row state) $(row reason)" "dropped human"
is "nothing of all that was sent" "$(sends 491021; sends 491022; sends 491024; sends 491025)" ""
follow
sed -i 's/budget_per_hour: .*/budget_per_hour: 2/' "$D/workspace.yaml"
ask 491026 "Hi" 'answer([say("a"), say("b"), say("c")])'; drain
is "the agent's budget is spent: failed" "$(store "SELECT group_concat(state) FROM outbox WHERE event = '$event'") $(outcome)" "sent,sent,failed failed"

# A person's message.
WA_MEMBER=ana wa-send -w "$D" --to 491026 --text 'It is me' > out 2> err
is "a person's message waits for what becomes of it" "$? $(jq -r '.messages[0].state' out)" "0 sent"
is "and is not the agent's: no budget" "$(sends 491026 | tail -n 1)" "It is me"
set_conversation 491026 "opted_out = last_in + 1"
WA_MEMBER=ana wa-send -w "$D" --to 491026 --text 'Again' > out 2> err
is "who opted out and hasn't written since is left alone" "$? $(jq -r '.messages[0] | .state + " " + .reason' out)" "1 dropped opted out"
is "nothing went out twice" "$(sandbox_get sends | jq -r .callback | sort | uniq -d)" ""
done_testing
