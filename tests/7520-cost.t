# shellcheck shell=bash
# wa-stats cost: what WhatsApp charged for, in money where prices are set.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/numbers.sh"

n=100
# told WAMID PHONE STATE TIME TYPE CATEGORY: a status, as WhatsApp reports it.
told() {
	n=$((n + 1))
	jq -nc --arg id "$1" --arg to "$2" --arg state "$3" --arg at "$4" --arg type "$5" --arg category "$6" '
		{v: 1, id: "x\($id)\($state)", type: "status", time: $at, received: $at, contact: {wa_id: $to},
		 status: {id: $id, state: $state, pricing: {billable: ($type == "regular"), pricing_model: "PMP", type: $type, category: $category}}}' > body
	sqlite3 shop/var/journal.db "INSERT INTO entry (seq, once, type, id, time, received, body)
		VALUES ($n, randomblob(16), 'status', 'x$1$3', $(ms "$4"), $(ms "$4"), '$(cat body)')"
}
SPAIN=34600000001 GERMANY=491510000001 BRAZIL=5511900000001
told m1 $SPAIN sent 2026-11-05T10:00:00Z regular utility
told m1 $SPAIN delivered 2026-11-05T10:00:01Z regular utility
told m2 $GERMANY delivered 2026-11-05T10:01:00Z regular utility
told m3 $BRAZIL read 2026-11-05T10:02:00Z regular utility # an open chat skips delivered
told m4 $SPAIN delivered 2026-11-05T10:03:00Z free_customer_service service
told m5 $SPAIN delivered 2026-11-05T10:04:00Z regular service
told m6 $SPAIN sent 2026-11-05T10:05:00Z regular marketing # and never delivered
told m7 $SPAIN delivered 2026-11-05T10:06:00Z free_entry_point marketing
told m8 $SPAIN delivered 2026-11-05T10:07:00Z regular marketing
told m8 $SPAIN read 2026-11-05T10:08:00Z regular marketing # told twice
told m9 $SPAIN delivered 2026-11-06T10:00:00Z regular marketing # of another day, and another price
stats() { wa-stats -w ./shop --since 2026-11-05 --until "${until:-2026-11-07}" "$@"; }
by() { stats --json cost --by "$1" | jq -c "[.$1, .n, .open, .sum]" | sort | paste -sd' '; }

is "without prices it is how many" "$(stats --json cost)" '{"number":"cost","n":6}'
cat >> shop/workspace.yaml <<'END'
prices:
  - from: 2026-11-06
    currency: EUR
    messages: {marketing: 0.08}
  - currency: EUR
    messages:
      utility: {ES: 0.02, DE: 0.055, other: 0.008}
      marketing: 0.06
END
ok "prices are settings" wa-check -w ./shop -q
is "with prices it is money, by category" "$(by topic)" '["marketing",2,0,0.14] ["service",0,1,0] ["utility",3,0,0.083]'
is "what has no price is open" "$(stats --json cost)" '{"number":"cost","n":5,"open":1,"sum":0.223,"currency":"EUR"}'
is "of the first day alone" "$(until=2026-11-06 stats --json cost | jq .sum)" 0.143
like "for people" "$(stats cost)" '^cost +5 +1 +0.22 EUR$'
is "and for spreadsheets" "$(stats --csv cost | tail -n 1)" '"cost","",5,1,,,,,,0.223000'
is "each message can be looked at" "$(stats --rows cost | jq -s 'map(.value // 0) | add * 1000 | round')" 223
for bad in '{currency: Euro}' '{currency: EUR, messages: {utility: cheap}}' '{currency: EUR, messages: {utility: {Spain: 1}}}' '[{currency: EUR}, {currency: USD}]'; do
	sed -i '/^prices:/,$d' shop/workspace.yaml
	echo "prices: $bad" >> shop/workspace.yaml
	status "a mistake is told: $bad" 78 wa-stats -w ./shop cost
	like "with its line" "$(cat .out)" 'workspace.yaml:[0-9]+: '
done
done_testing
