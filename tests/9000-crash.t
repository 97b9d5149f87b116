# Kill anything anywhere: every acknowledged message ends with exactly one
# outcome and nothing is sent twice. CRASH_ROUNDS and CRASH_LOAD make it longer.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"
. "$ROOT/tests/crash.sh"

rounds=${CRASH_ROUNDS:-20}
load=${CRASH_LOAD:-100}
RANDOM=${CRASH_SEED:-$$}
seed=${CRASH_SEED:-$$}
: > "$T/injected"
: > "$T/kills"

QUIET=1s desk_make "$T/desk"
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
sandbox_set faults '{"lose":0.05,"duplicate":0.1,"reorder":0.1}'
desk_listen
desk_line

for ((r = 1; r <= rounds; r++)); do
	crash_round "$r" "$load" $((1 + RANDOM % 5))
done
ok "after $rounds rounds under kill -9 everything comes to an end (CRASH_SEED=$seed)" wait_for 60 settled
facts=$(crash_facts)
is "after $rounds rounds of $load messages and $(wc -l < "$T/kills") kills nothing is lost, doubled or out of order" "$facts" ""
[ -z "$facts" ] || { tail -5 "$T/kills"; tail -20 "$D/log"; } | sed 's/^/#   /'
ok "messages that were interrupted came again" [ "$(store "SELECT count(*) FROM message WHERE emissions > 1")" -gt 0 ]
ok "files came and were fetched" [ "$(store "SELECT count(*) FROM media WHERE path IS NOT NULL")" -gt 0 ]
sandbox_set faults '{}'
jq -nc '("Hi", "Where can I park?") | {from: "491512999010", name: "Burst", id: "wamid.burst.\(.[:2])", text: .}' > "$T/burst"
inject "$T/burst" >> "$T/injected"
burst() { [ "$(store "SELECT group_concat(DISTINCT outcome) FROM message WHERE id LIKE 'wamid.burst.%'")" = answered ]; }
ok "a burst after all that is answered" wait_for 20 burst
is "a burst is taken as one" "$(store "SELECT event || ' ' || head FROM turn WHERE event LIKE 'wamid.burst.%'")" "wamid.burst.Hi wamid.burst.Wh"
# From here on one message at a time.
sed -i 's/quiet: 1s/quiet: 0s/' "$D/workspace.yaml"
desk_end "$LINE"
desk_line
one() { # one ID TEXT [CUSTOMER]
	jq -nc --arg id "$1" --arg text "$2" --arg from "${3:-491512999009}" '{from: $from, name: "Last", id: $id, text: $text}' > "$T/one"
	inject "$T/one" >> "$T/injected"
}
outcome() { store "SELECT outcome FROM message WHERE id = '$1'"; }
ended() { [ -n "$(outcome "$1")" ]; }

# A request whose fate nobody tells, because WhatsApp never took it.
sandbox_set faults '{"hangup":{"rate":1,"times":1}}'
one wamid.gone "Where can I park?" 491512998001
given_up() { [ "$(store "SELECT count(*) FROM outbox WHERE event = 'wamid.gone' AND state = 'failed' AND reason LIKE '%no status%'")" = 1 ]; }
ok "a send whose fate nobody tells is given up in the end" wait_for 20 given_up
is "a send whose fate nobody tells is not sent again" "$(sandbox_get sends | jq -r 'select(.contact == "491512998001") | .callback' | wc -l)" 0
is "a send whose fate nobody tells goes to a person" "$(store "SELECT count(*) FROM inquiry JOIN inquiry_event ON inquiry = id WHERE event = 'wamid.gone' AND category = 'delivery'")" 1

# A filter dies while nobody writes.
victim=$(pgrep -s "$LINE" '^wa-classify')
kill -9 "$victim"
reborn() { local now; now=$(pgrep -s "$LINE" '^wa-classify') && [ "$now" != "$victim" ] && [ "$(pgrep -s "$LINE" -c '^wa-reply')" = 1 ]; }
ok "a filter that dies on a quiet desk takes the line with it, and it starts again" wait_for 10 reborn
one wamid.quiet "Where can I park?"
ok "the next message is served" wait_for 10 ended wamid.quiet
is "the next message is answered" "$(outcome wamid.quiet)" answered
desk_end "$LINE"

# A filter is missing from the line.
desk_line 'wa-classify -w "$D"'
one wamid.undecided "Are you open on Sundays?"
ok "without wa-reply a message ends all the same" wait_for 10 ended wamid.undecided
is "without wa-reply it is failed, not silently undecided" "$(outcome wamid.undecided)" failed
is "without wa-reply a person is asked" "$(store "SELECT count(*) FROM inquiry_event WHERE event = 'wamid.undecided'")" 1
desk_end "$LINE"
desk_line 'wa-reply -w "$D" | wa-inquiry -w "$D"'
one wamid.unlabelled "Are you open on Sundays?"
ok "without wa-classify a message ends with an outcome" wait_for 10 ended wamid.unlabelled
desk_end "$LINE"
desk_line 'wa-classify -w "$D" | wa-reply -w "$D"'
one wamid.unopened "My neighbour says blue is nicer" 491512999008
ok "without wa-inquiry a message ends with an outcome" wait_for 10 ended wamid.unopened
is "without wa-inquiry a person is asked" "$(store "SELECT count(*) FROM inquiry_event WHERE event = 'wamid.unopened'")" 1
desk_end "$LINE"

# An event that makes a filter die, among others that don't.
cat > "$T/fragile" <<'END'
#!/bin/bash
while IFS= read -r line; do
	case $line in *wamid.poison*) kill -9 $$ ;; esac
	printf '%s\n' "$line"
done
END
chmod +x "$T/fragile"
export T
desk_line "\"\$T/fragile\" | $FILTERS"
for i in 1 2 3; do one "wamid.before$i" "Where can I park?" "49151299900$i"; done
one wamid.poison "Where can I park?" 491512999004
for i in 5 6 7; do one "wamid.after$i" "Where can I park?" "49151299900$i"; done
ok "a message on which the line dies again and again ends" wait_for 30 ended wamid.poison
is "a message on which the line dies again and again is failed" "$(outcome wamid.poison)" failed
is "a message on which the line dies goes to a person" "$(store "SELECT count(*) FROM inquiry_event WHERE event = 'wamid.poison'")" 1
ok "everything comes to an end beside it" wait_for 20 settled
is "the others are answered" "$(store "SELECT group_concat(DISTINCT outcome) FROM message WHERE id LIKE 'wamid.before%' OR id LIKE 'wamid.after%'")" answered
is "nothing is lost, doubled or out of order in the end" "$(crash_facts)" ""
desk_end "$LINE"
desk_end "$LISTENER"
desk_end "$SANDBOX"
done_testing
