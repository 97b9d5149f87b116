# shellcheck shell=bash
# Notices: that something happened is on record with it, and members and hooks
# are told afterwards.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
line() { wa-reply -w ./shop "$@" | wa-inquiry -w ./shop "$@"; }
from() { jq -c --arg key "$1" '.contact.key = $key | .conversation = $key | .contact.name = "Ana"'; }
store() { sqlite3 shop/var/wa.db "$1"; }

echo 'refund please' | classified refund 1 | from c_a > q
line < q > /dev/null
is "an escalation leaves a notice of the handoff and of its inquiry" "$(store "SELECT what, who, planned IS NULL FROM notice")" $'handoff|agent|1\ninquiry|agent|1'
line < q > /dev/null
echo 'and now?' | classified '' 0 | from c_a | line > /dev/null
is "one, however often the event comes and whatever joins" "$(store "SELECT count(*) FROM notice WHERE what = 'inquiry'")" 1
is "what the classifier found is kept beside the decision" "$(store "SELECT intent, confidence FROM label WHERE event = (SELECT event FROM decision ORDER BY at LIMIT 1)")" "refund|1.0"
done_testing
