# shellcheck shell=bash
# A month of a desk, made from a seed: every number a report gives is what
# tests/month.pl counted by other means.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop
cat > shop/workspace.yaml <<'END'
name: Shop
timezone: Europe/Madrid
hours: {mon-fri: "09:00-14:00, 16:00-20:00", sat: "10:00-13:00"}
holidays: [2026-10-12]
numbers: [{phone_number_id: "1"}]
team: [{name: ana}, {name: ben}, {name: eva}]
END
echo hi | wa-event -w ./shop | wa-reply -w ./shop > /dev/null
wa-recv -w ./shop --follow --once > /dev/null 2>&1
sqlite3 shop/var/wa.db "DELETE FROM decision; DELETE FROM label; DELETE FROM memo; PRAGMA foreign_keys = OFF; DELETE FROM session; DELETE FROM conversation; DELETE FROM contact"
perl "$ROOT/tests/month.pl" "${SEED:-20261001}" .
sqlite3 shop/var/wa.db < wa.sql && sqlite3 shop/var/journal.db < journal.sql

export WA_NOW=2026-11-02T08:00:00Z WA_WORKSPACE=./shop
from=2026-09-30T22:00:00Z until=2026-10-31T23:00:00Z
stats() { wa-stats --json --since "$from" --until "$until" "$@"; }
want() { jq -c "$1" numbers.json; }
same() { is "$1" "$(jq -c "$2" <<< "$3")" "$(want "$4")"; } # NAME FILTER JSON WANTED
rounded='. * 1000000 | round'

same "messages by day, the long one too" 'map({(.day): .n}) | add' "$(stats volume --by day | jq -s 'map(select(.n > 0))')" '.volume'
same "and by topic" 'map({(.topic): .n}) | add' "$(stats volume --by topic | jq -s 'sort_by(.topic)')" '.topics'
for n in answered escalated reopened breached failed; do
	same "the share $n" ".share | $rounded" "$(stats "$n")" ".$n | $rounded"
done
for n in sentiment satisfaction; do same "mean $n" ".mean | $rounded" "$(stats "$n")" ".$n | $rounded"; done
for n in first-response handoff resolution; do
	same "$n in business time, with what is open" '[.n, .open, .median_seconds, .p90_seconds]' "$(stats "$n")" ".\"${n%-response}\" | [.n, .open, .median, .p90]"
done
same "first responses by who gave them" 'map(select(.member != "-") | {(.member): {n, median: .median_seconds}}) | add' \
	"$(stats first-response --by member | jq -s 'sort_by(.member)')" '.first_by'
same "the queue at the end of each day" 'map({(.day): .level}) | add' "$(stats queue --by day | jq -s .)" '.level'
same "and at most in it" 'map({(.day): .highest}) | add' "$(stats queue --by day | jq -s .)" '.highest'
same "what was open when the month ended" 'length' "$(wa-inquiry list --json --at "$until" | jq -s .)" '.level["2026-10-31"]'

# Every day adds up, and its digest says what it was.
balanced=0
for d in {01..31}; do
	a=$(date -u -d "@$(TZ=Europe/Madrid date -d "2026-10-$d" +%s)" +%FT%TZ) b=$(date -u -d "@$(TZ=Europe/Madrid date -d "2026-10-$d 1 day" +%s)" +%FT%TZ)
	[ "$(wa-audit --json --since "$a" --until "$b" | jq -c '.out | with_entries(select(.value > 0))' | jq -cS .)" = "$(want ".outcomes[\"2026-10-$d\"]" | jq -cS .)" ] && balanced=$((balanced + 1))
done
is "the audit balances on all days" "$balanced" 31
status "and finds no fault with the month" 0 wa-audit
for d in 2026-10-12 2026-10-25; do
	digest=$(wa-digest --json --date "$d")
	same "the digest of $d has its messages" '.numbers.volume.n' "$digest" ".volume[\"$d\"]"
	same "and its open inquiries" '.inquiries | length' "$digest" ".level[\"$d\"]"
done
is "the same digest twice is the same bytes" "$(wa-digest --html --date 2026-10-25 | sha256sum)" "$(wa-digest --html --date 2026-10-25 | sha256sum)"
done_testing
