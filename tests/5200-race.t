# shellcheck shell=bash disable=SC2016
# A person takes over while the agent's answer is on its way: 1,000 times, with
# a drainer of its own and the sandbox. RACE_ROUNDS and RACE_SEED change it.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

rounds=${RACE_ROUNDS:-1000} seed=${RACE_SEED:-$$}
race=$ROOT/${BUILD:-build}/bench/race
[ -x "$race" ] || race=$ROOT/build/bench/race

desk_make "$T/desk"
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
background wa-send -w "$D" --drain 2>> "$D/log"
drainer=$!
"$race" -w "$D" --rounds="$rounds" --seed="$seed" > "$T/out" 2> "$T/err"
status=$?
sed 's/^/# /' "$T/out"
is "after $rounds takeovers no row that was queued then has gone out (RACE_SEED=$seed)" "$status $(head -n 5 "$T/err")" "0 "
mid() { awk -v w="$1:" '$1 == w { n = $3 + $5 } END { print (n > 0) }' "$T/out"; }
is "echoes, filed and not, and members came before and into the middle of answers" "$(mid echo-filed)$(mid echo)$(mid take)" 111
sandbox_get sends | jq -r .callback | sort > "$T/accepted"
store "SELECT callback FROM outbox WHERE state IN ('sent', 'delivered', 'read')" | sort > "$T/known"
is "what was on the wire is on record" "$(diff "$T/accepted" "$T/known" | head -n 5)" ""
is "nothing went twice" "$(uniq -d "$T/accepted")" ""
is "every message has ended: answered where all or a part was sent, else a person's" \
	"$(store "SELECT DISTINCT m.outcome = CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE event = m.id AND state <> 'dropped') THEN 'answered' ELSE 'human' END FROM message m WHERE type = 'message'")" 1
is "a member's takeover and a send are never one inside the other" "$(store "SELECT count(*) FROM outbox o JOIN transition t ON t.contact = o.contact WHERE t.who = 'ana' AND o.attempts > 0 AND o.state = 'dropped'")" 0
kill "$drainer"; wait "$drainer"
done_testing
