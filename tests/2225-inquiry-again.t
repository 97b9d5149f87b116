# A case that waits while its lead goes on: what the customer tells then may
# be what a route asks for, and the case is routed once more.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

export WA_NOW=2026-11-24T09:00:00Z
w=$T/desk
leads_desk "$w" home Europe/Madrid
sed -i '/^hours:/,/^[a-z]/{/^hours:\|^ /d}' "$w/workspace.yaml"
cat >> "$w/workspace.yaml" <<'END'
team: [{name: ana}, {name: leo}, {name: eva}, {name: bob}]
categories: {support: {owners: [ana]}, quote: {owners: [ana]}}
routes:
  - name: south
    when: {lead: {city: [sevilla]}}
    owner: [leo, eva]
    priority: 4
assign: round-robin
END
says() { echo "$2" | wa-event -w "$w" --contact "$1" --language en | wa-classify -w "$w" | wa-lead -w "$w" | wa-reply -w "$w" | wa-inquiry -w "$w" > "$T/out"; }
case_is() { wa-inquiry show -w "$w" --json "$1" | jq -c "$2"; }
ask='I need a quote for painting. Do you also lend ladders to dragons?'

says a "$ask"
is "a case is opened beside the lead" "$(case_is 1 '[.status, .rule, .owner]')" '["open","default","ana"]'
says a "Sevilla"
is "what a route asks for is told later: it is routed again" "$(case_is 1 '[.rule, .priority]')" '["south",4]'
is "and goes to somebody who is fit" "$(case_is 1 .owner)" '"leo"'
is "as its history says" "$(case_is 1 '[.log[] | select(.what == "routed" or .what == "released" or .what == "assigned") | [.who, .what]]')" \
	'[["rule","assigned"],["rule","routed"],["rule","released"],["rule","assigned"]]'
says a "on Friday at 10"
is "what no route asks for moves nothing" "$(case_is 1 '[.owner, (.log | map(select(.what == "routed")) | length)]')" '["leo",1]'
says b "$ask"
WA_MEMBER=ana wa-inquiry claim -w "$w" 2
says b "Sevilla"
is "one that is claimed stays whose it is" "$(case_is 2 '[.rule, .owner, .status]')" '["default","ana","claimed"]'
says c "$ask"
WA_MEMBER=ana wa-inquiry assign -w "$w" 3 eva
says c "Madrid"
is "another value is none that the route asks for" "$(case_is 3 '[.rule, .owner]')" '["default","eva"]'
says d "$ask"
WA_MEMBER=eva wa-inquiry assign -w "$w" 4 bob
says d "Sevilla"
is "whom a member gave it keeps it" "$(case_is 4 '[.rule, .owner]')" '["south","bob"]'
says e "$ask"
WA_MEMBER=bob wa-lead set -w "$w" 5 city=sevilla
is "what a member writes down is heeded as well" "$(case_is 5 '[.rule, .priority]')" '["south",4]'
is "and whose it was no longer is it, when not fit" "$(case_is 5 '.owner == "leo" or .owner == "eva"')" true
says f "$ask"
WA_MEMBER=ana wa-inquiry claim -w "$w" 6
WA_MEMBER=bob wa-lead set -w "$w" 6 city=sevilla
is "but for one that is claimed" "$(case_is 6 '[.rule, .owner]')" '["default","ana"]'
WA_MEMBER=bob wa-lead set -w "$w" 5 budget=300
is "what no route asks for moves nothing" "$(case_is 5 '[.log[] | select(.what == "routed")] | length')" 1
WA_MEMBER=bob wa-lead set -w "$w" 5 city=madrid
is "put right, it goes back" "$(case_is 5 .rule)" '"default"'
done_testing
