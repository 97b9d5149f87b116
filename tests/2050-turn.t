# shellcheck shell=bash disable=SC2016 # what is in quotes is jq's, or read later
# wa-turn: bursts of short messages become one turn.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

QUIET=3s desk_make "$T/desk"
export WA_NOW=@$T/now
at() { date -u -d "2026-11-23T10:00:00Z + $1 seconds" +%FT%TZ > "$T/next"; mv "$T/next" "$T/now"; } # a Monday
at 0
# say SECOND WHO ID TEXT [JQ]: a message that came at 10:00 and so many seconds.
say() {
	jq -nc --argjson s "$1" --arg who "c_$2" --arg id "$3" --arg text "$4" '("2026-11-23T10:00:00Z" | fromdate + $s | todate) as $at |
		{v: 1, id: $id, type: "message", conversation: $who, time: $at, received: $at, contact: {key: $who}, message: {kind: "text", text: $text}}' |
		jq -c "${5:-.}"
}
replay() { jq -c '.replay = true' | wa-turn -w "$D"; }
# What became of them: "id<head", "id[merged ...]", or the id alone.
shape() { jq -r '.id + if .turn.head then "<" + .turn.head elif .turn then "[" + (.turn.merged | join(" ")) + "]" else "" end' | tr '\n' ' ' | sed 's/ $//'; }

# Which messages are one turn, by their own times.
is "what comes close together is one turn, the last message its head" \
	"$({ say 0 a 1 hi; say 2 a 2 'a question'; say 5 a 3 'open on sundays?'; } | replay | shape)" "1<3 2<3 3[1 2]"
is "the head has the words of all" "$({ say 0 a 1 hi; say 2 a 2 'open on sundays?'; } | replay | jq -r 'select(.id == "2") | .turn.text')" $'hi\nopen on sundays?'
is "a message alone is a turn without words of its own" "$(say 0 a 1 hi | replay | jq -c .turn)" '{"merged":[]}'
is "after the quiet time another begins" "$({ say 0 a 1 hi; say 4 a 2 there; } | replay | shape)" "1[] 2[]"
is "no burst is longer than the cap" "$(for i in 0 3 6 9 12 15 18; do say $i a $i x; done | replay | shape)" "0<15 3<15 6<15 9<15 12<15 15[0 3 6 9 12] 18[]"
is "every conversation has its own" "$({ say 0 a 1 hi; say 1 b 2 yo; say 2 a 3 there; say 2 b 4 you; } | replay | shape)" "1<3 3[1] 2<4 4[2]"

for word in STOP 'human!' 'operador' start; do
	is "'$word' doesn't wait, nor does what was said before" "$({ say 0 a 1 hi; say 1 a 2 "$word"; say 1 a 3 more; } | replay | shape)" "1[] 2 3[]"
done
is "a tap stands for itself" "$({ say 0 a 1 hi; say 1 a 2 Yes '.message.kind = "interactive" | .message.choice = {id: "entry:x"}'; } | replay | shape)" "1[] 2"
is "and so does a picture" "$({ say 0 a 1 hi; say 1 a 2 x '.message = {kind: "image", text: "this one"}'; say 2 a 3 there; } | replay | shape)" "1[] 2 3[]"
is "and a voice note that nobody understood" "$({ say 0 a 1 hi; say 1 a 2 x '.message = {kind: "audio"}'; } | replay | shape)" "1[] 2"
is "one that was understood has words like others" "$({ say 0 a 1 hi; say 1 a 2 x '.message = {kind: "audio"} | .transcript.text = "on sundays?"'; } | replay | jq -r 'select(.id == "2") | .turn.text')" $'hi\non sundays?'
is "an echo ends it" "$({ say 0 a 1 hi; say 1 a 2 'I am here' '.type = "echo"'; say 2 a 3 thanks; } | replay | shape)" "1[] 2 3[]"
is "a reaction or a status in between keeps its place and ends nothing" \
	"$({ say 0 a 1 hi; say 1 a 2 '👍' '.message.kind = "reaction"'; say 1 a 3 x '.type = "status"'; say 2 a 4 there; } | replay | shape)" "1<4 2 3 4[1]"
is "the same message twice is merged once" "$({ say 0 a 1 hi; say 0 a 1 hi; say 1 a 2 there; } | replay | shape)" "1<2 1<2 2[1]"
is "who has no name waits for nobody" "$(say 0 a 1 hi 'del(.conversation)' | replay | shape)" 1
is "replays write nothing" "$(store 'SELECT count(*) FROM memo')$(store 'SELECT count(*) FROM turn')" 00

# Live, by the clock; ten times as slow, for the test has its own haste.
sed -i 's/quiet: 3s, cap: 15s/quiet: 30s, cap: 150s/' "$D/workspace.yaml"
out() { shape < "$T/out"; }
shows() { [ "$(out)" = "$1" ]; }
open_turn() {
	rm -f "$T/in"; mkfifo "$T/in"
	wa-turn -w "$D" < "$T/in" > "$T/out" 2>> "$D/log" & turn=$!
	_pids+=("$turn")
	exec 4> "$T/in"
}
open_turn
say 0 a live.1 hi >&4
say 0 b live.2 human >&4
ok "others are not held up" wait_for 20 shows live.2
at 20
say 20 a live.3 'on sundays?' >&4
at 40
say 40 c live.4 x '.message.kind = "reaction"' >&4
ok "what isn't over waits" wait_for 20 shows "live.2 live.4"
at 60
ok "after the quiet time it is answered, while the input stays open" wait_for 20 shows "live.2 live.4 live.1<live.3 live.3[live.1]"
is "which message is of which is on record" "$(store 'SELECT event, head FROM turn')" "live.1|live.3"
say 60 a live.5 again >&4
say 60 a st.1 x '.type = "status"' >&4
say 60 b live.6 human >&4
wait_for 20 shows "live.2 live.4 live.1<live.3 live.3[live.1] live.6"
kill -TERM "$turn"; wait "$turn"
is "on SIGTERM what comes again is dropped, what does not is shown" "$? $(out)" "0 live.2 live.4 live.1<live.3 live.3[live.1] live.6 st.1"
exec 4>&-
is "a turn that was made stays as it was made" "$({ say 0 a live.1 hi; say 20 a live.3 'on sundays?'; say 20 a live.7 more; } | wa-turn -w "$D" | shape)" "live.1<live.3 live.3[live.1] live.7[]"
at 3600
{ say 10 d d1 hi; say 30 d d2 there; say 70 d d3 hello; } > "$T/late"
is "messages that waited for the line find together by their times" "$(shape < <(wa-turn -w "$D" < "$T/late"))" "d1<d2 d2[d1] d3[]"

# A person takes over while something waits.
sqlite3 "$S/wa.db" "INSERT INTO contact (id, key, created) VALUES (9, 'c_t', 0); INSERT INTO conversation (contact, created) VALUES (9, 0)"
open_turn
say 3600 t t1 hi >&4
sleep 0.3 # let it wait a little
is "it waits" "$(out)" ""
sqlite3 -cmd '.timeout 5000' "$S/wa.db" "UPDATE conversation SET control = 'human' WHERE contact = 9"
ok "a takeover ends the waiting" wait_for 20 shows "t1[]"
say 3600 t t2 more >&4
ok "and where a person has it nothing waits" wait_for 20 shows "t1[] t2[]"
exec 4>&-
wait "$turn"

# A clock that stands still.
QUIET=1s desk_make "$T/still"
say 3600 s s1 hi > "$T/still.in"
is "where the clock stands still, nobody waits for it for ever" "$({ cat "$T/still.in"; sleep 3; } | wa-turn -w "$D" | { IFS= read -r -t 2.5 line; shape <<< "$line"; })" "s1[]"
D=$T/desk

# Off.
QUIET=0s desk_make "$T/off"
is "without a quiet time nothing waits and nothing is added" "$({ say 0 a 1 hi; say 1 a 2 there; } | wa-turn -w "$T/off" | shape)" "1 2"

# With the whole line: one answer, and all of them have its outcome.
unset WA_NOW
QUIET=1s desk_make "$T/whole"
desk_open
desk_line
jq -nc '["Hi", "one question", "Are you open on Sundays?"][] | {from: "491511", name: "Ana", text: .}' > "$T/burst"
inject "$T/burst" > "$T/ids"
ok "a burst comes to its end" wait_for 20 settled
is "with one answer" "$(sandbox_get sends | jq -r 'select(.message.type == "text") | .message.text.body')" "Yes, on Sundays we are open from 10 to 14 h."
is "every message of it ends as it ended" "$(store "SELECT group_concat(DISTINCT outcome), count(*) FROM message")" "answered|3"
is "and in equals out" "$(wa-audit -w "$D")" "in 3 = 3 answered"
jq -nc '{from: "491522", name: "Eva", text: "My neighbour says"}, {from: "491522", text: "blue is nicer"}' > "$T/burst"
inject "$T/burst" > /dev/null
ok "a burst for a person comes to its end" wait_for 20 settled
is "it is one inquiry, and one acknowledgement" "$(store "SELECT count(*) FROM inquiry") $(sandbox_get sends | jq -r 'select(.to == "+491522" and .message.type == "text") | .message.text.body' | wc -l)" "1 1"
is "of which both are" "$(store "SELECT group_concat(outcome) FROM message m JOIN contact c ON c.id = m.contact WHERE c.wa_id = '491522'")" "escalated,escalated"
done_testing
