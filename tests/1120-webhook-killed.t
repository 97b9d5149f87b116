# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/webhook.sh"

desk shop 100
listen -w shop || { fail "a listener starts"; done_testing; }

# Killed at once.
for round in 1 2 3; do
	: > acked # the last round's count must not be taken for this one's
	"$LOAD" --to "$W" --secret "$WA_HOME/shop/app_secret" --prefix "kill$round" --count 100000 --ids > acked 2> out &
	load=$!
	enough() { [ "$(wc -l < acked)" -ge 500 ]; }
	wait_for 60 enough
	kill -9 "$LISTENER"
	wait "$load" "$LISTENER" 2> /dev/null
	journal shop "SELECT id FROM entry WHERE id LIKE 'wamid.kill$round.%'" | sort > kept
	is "round $round: killed with -9, nothing acknowledged is lost" "$(sort acked | comm -23 - kept | wc -l) $(($(wc -l < acked) >= 500))" "0 1"
	listen -w shop || fail "it starts again"
done

# Asked to end under load: what was taken is answered.
"$LOAD" --to "$W" --secret "$WA_HOME/shop/app_secret" --prefix term --count 100000 --ids > acked 2> out &
load=$!
enough() { [ "$(wc -l < acked)" -ge 500 ]; }
wait_for 60 enough
kill -TERM "$LISTENER"
wait "$LISTENER"
is "SIGTERM under load ends it cleanly" $? 0
wait "$load"
journal shop "SELECT id FROM entry WHERE id LIKE 'wamid.term.%'" | sort > kept
is "everything acknowledged is kept, and everything kept was acknowledged" "$(sort acked | comm -3 - kept | wc -l)" 0

done_testing
