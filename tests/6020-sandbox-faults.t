# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
listener_start
sandbox_start --webhook "$HOOK" --no-limits
ANA=491511234567
items() { hooks | jq -c ".entry[].changes[].value.$1[]?"; }
fresh() { rm -f "$T"/hooks/*.body "$T"/hooks/*.head; }
accepted() { control stats | jq .accepted; }
# The HTTP status and curl's own: 000 52 is a connection closed without an answer.
outcome() { curl -s -o answer -w '%{http_code} %{exitcode}' --max-time "${1:-10}" -H "Authorization: Bearer $TOKEN" -d "$(text +$ANA)" "$URL/v26.0/$NUMBER/messages"; }

setting faults '{"lose":{"rate":1,"times":1}}'
is "a lost answer is a closed connection" "$(outcome)" "000 52"
is "of a send that was accepted" "$(accepted) $(control sends | jq -c .lost)" "1 true"
wait_for 20 delivered
is "and gets its statuses" "$(items statuses | jq -r .status | tr '\n' ' ')" "sent delivered read "
is "times are kept to" "$(outcome)" "200 0"

setting faults '{"hangup":{"rate":1,"times":1}}'
is "a hang-up is a closed connection too" "$(outcome)" "000 52"
is "of a send that was not accepted" "$(accepted)" 2
setting faults '{"garble":1}'
is "a garbled answer is no JSON" "$(outcome) $(jq . answer > /dev/null 2>&1 || echo garbled)" "200 0 garbled"
is "though accepted" "$(accepted)" 3
setting faults '{"stall":1}'
is "a stalled one never comes" "$(outcome 0.3)" "000 28"
is "though accepted, too" "$(accepted)" 4
setting faults '{"http500":1}'
is "a 500 has no JSON" "$(outcome) $(jq . answer > /dev/null 2>&1 || echo garbled)" "500 0 garbled"
is "and accepts nothing" "$(accepted)" 4
setting faults '{"errors":[{"code":131016,"rate":{"no":1}}]}'
like "a wrong rate is refused" "$(curl -s -d '{"lose":2}' "$URL/sandbox/faults" | jq -r .error)" '^lose: a rate'
like "an unknown fault too" "$(curl -s -d '{"loose":1}' "$URL/sandbox/faults" | jq -r .error)" '^loose: no such fault'
is "and the faults stay as they were" "$(control faults)" '{"http500":1}'
setting faults '{"errors":[{"code":131016,"times":1},{"code":4711,"http":418,"details":"So there","times":1}]}'
is "an error ordered comes" "$(outcome) $(code < answer)" "500 0 131016"
is "and the next, with status and details of one's own" "$(outcome) $(jq -r .error.error_data.details answer)" "418 0 So there"
is "and then no more" "$(outcome)" "200 0"
setting faults '{"delay_ms":300}'
start=$(date +%s%N)
is "a delayed answer comes" "$(outcome)" "200 0"
ok "after its delay" test $((($(date +%s%N) - start) / 1000000)) -ge 300

# Chance
setting faults '{"errors":[{"code":131016,"rate":0.3}],"seed":7}'
burst 100 +$ANA > first
setting faults '{"errors":[{"code":131016,"rate":0.3}],"seed":7}'
burst 100 +$ANA > second
like "a rate is about kept" "$(cat first)" '^ (2[0-9]|3[0-9]|4[0-4]) 131016 [0-9]+ ok $'
is "and with the same seed exactly repeated" "$(cat second)" "$(cat first)"

# Statuses
setting faults '{}'
wait_for 20 delivered
fresh
setting faults '{"fail":{"code":131026,"rate":1}}'
outcome > x
wait_for 20 delivered
is "a failed one says so by its status alone" "$(items statuses | jq -c '[.status, .errors[0].code, .biz_opaque_callback_data]')" '["failed",131026,"cb"]'
fresh
setting faults '{"withhold":{"sent":1,"read":1}}'
outcome > x
wait_for 20 delivered
is "statuses can be withheld" "$(items statuses | jq -r .status)" delivered
fresh
setting faults '{"duplicate":1}'
outcome > x
wait_for 20 delivered
is "or come twice" "$(items statuses | jq -r .status | sort | uniq -c | tr -s ' \n' ' ')" " 2 delivered 2 read 2 sent "
fresh
setting faults '{"reorder":0.5,"seed":3}'
jq -nc --arg from $ANA 'range(20) | {from: $from, text: "\(.)"}' | inject > ids
wait_for 20 delivered
is "messages can overtake each other" "$(items messages | jq -r .text.body | sort -n | tr '\n' ' ') $([ "$(items messages | jq -r .text.body | tr '\n' ' ')" = "$(seq -s ' ' 0 19) " ] || echo mixed)" \
	"$(seq -s ' ' 0 19)  mixed"
setting reset ''
is "a reset ends the faults" "$(control faults) $(outcome)" "{} 200 0"

# The end comes whatever hangs
setting faults '{"stall":1}'
outcome 20 > stalled &
caller=$!
hangs() { [ "$(accepted)" = 2 ]; }
wait_for 20 hangs
setting faults '{"delay_ms":60000}'
outcome 20 > slow &
caller2=$!
hangs() { [ "$(accepted)" = 3 ]; }
wait_for 20 hangs
sandbox_end
is "SIGTERM ends it while answers are owed" $? 0
wait "$caller" "$caller2"
is "and settles them" "$(cat stalled) $(cat slow)" "000 52 200 0"
done_testing
