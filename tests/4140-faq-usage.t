# shellcheck shell=bash
# wa-faq coverage, stats, propose: what real questions tell of the FAQ.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
cat >> "$D/workspace.yaml" <<'END'
team: [{name: ana}]
END
desk_open
desk_ask 491510000001 "Do you repair a broken bicycle?"
desk_ask 491510000002 "can you repair a broken bicycle"
desk_ask 491510000003 "do you also repair a broken bicycle?"
desk_ask 491510000004 "Is the wheelchair ramp open in winter?"
desk_ask 491510000005 "is the wheelchair ramp open in winter time"
desk_ask 491510000006 "wheelchair ramp open this winter?"
desk_ask 491510000007 "Are you open on Sundays?"
desk_ask 491510000008 "Where can I park?"
desk_ask 491510000009 "zebra quantum marmalade"
desk_once
export WA_MEMBER=ana
one=$(wa-inquiry list -w "$D" --json | jq -r 'select(.text | test("^Do you repair")) | .id')
two=$(wa-inquiry list -w "$D" --json | jq -r 'select(.text | test("^can you repair")) | .id')
for id in "$one" "$two"; do wa-inquiry resolve "$id" -w "$D" --reply "Yes, we repair bicycles on Tuesdays and Thursdays." > /dev/null 2>&1; done

report=$(wa-faq coverage -w "$D" --json)
is "two of nine were answered" "$(jq -c '[.questions, .answered]' <<< "$report")" '[9,2]'
is "what asks for the same is one miss, the most frequent first" "$(jq -c '[.misses[].n]' <<< "$report")" '[3,3,1]'
ok "told by a text of theirs" jq -e '.misses | map(.text) | any(test("bicycle")) and any(test("ramp"))' <<< "$report"
is "by language" "$(jq -c '.by_language | map(.questions) | add' <<< "$report")" 9
like "for people it is a table" "$(wa-faq coverage -w "$D")" "3 x .*(bicycle|ramp)"
is "of last year there is nothing" "$(wa-faq coverage -w "$D" --json --until 2020-01-01 | jq -c '[.questions, .share]')" '[0,null]'
is "entries count their answers" "$(wa-faq stats -w "$D" --json | jq -c '[.id, .answers, .corrected]' | sort | tr '\n' ' ')" '["parking",1,0] ["sundays",1,0] '

cp "$D/faq.yaml" before.yaml
diff=$(wa-faq propose -w "$D")
like "what a person answered becomes an entry" "$diff" '^\+.*repair bicycles on Tuesdays'
like "with the ways it was asked" "$diff" '^\+.*Do you repair a broken bicycle'
like "what came often and nobody answered goes to a person knowingly" "$diff" '^\+ +escalate: '
unlike "what came once is nobody's entry" "$diff" marmalade
ok "nothing is changed by proposing" cmp "$D/faq.yaml" before.yaml
cd "$D" && git init -q . && git add faq.yaml && git -c user.name=x -c user.email=x@x commit -qm x
ok "git takes the diff" git apply <<< "$diff"
cd "$T" || exit 1
ok "and lint the file" wa-faq lint -q -w "$D"
is "the next time the agent answers it" "$(echo 'can you repair a bicycle?' | wa-event -w "$D" | wa-classify -w "$D" -n | wa-reply -w "$D" -n | jq -r '.class.intent' | cut -c1-12)" "$(grep -o 'id: [a-z_]*bicycle[a-z_]*' "$D/faq.yaml" | cut -c5-16)"
for t in "are you open on sunday" "do you open on sundays?" "sunday opening" "is the clinic open on sunday"; do jq -nc --arg t "$t" '{text: $t, intent: "sundays"}'; done > some
for t in "where do I park" "is there a car park" "parking?" "can I park there"; do jq -nc --arg t "$t" '{text: $t, intent: "parking"}'; done >> some
for t in "what is love" "tell me a joke" "my cat is blue" "who won the cup"; do jq -nc --arg t "$t" '{text: $t, intent: null}'; done >> some
cat some some some > labelled
curve=$(wa-faq tune -w "$D" --labelled labelled --json)
is "the curve answers all at 0, and a third wrongly" "$(head -1 <<< "$curve" | jq -c '[.threshold, .answered, (.right * 3 | round)]')" '[0,1,2]'
ok "and less and less above" jq -se 'map(.answered) | . == (sort | reverse)' <<< "$curve"
is "it recommends one confidence" "$(jq -c 'select(.best) | .best' <<< "$curve" | wc -l)" 1
careful() { wa-faq tune -w "$D" --labelled labelled --json --cost "$1" | jq 'select(.best).threshold'; }
ok "the more a wrong answer costs, the more careful" jq -ne "$(careful 1) <= $(careful 100)"
like "for people it is drawn" "$(wa-faq tune -w "$D" --labelled labelled)" "answer.threshold: 0"
status "too little traffic tells nothing" 1 wa-faq tune -w "$D"
status "there is nothing more to propose" 1 wa-faq propose -w "$D" --until 2020-01-01
done_testing
