# shellcheck shell=bash
# wa-faq propose: what resolved inquiries teach, as a diff with its evidence.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/lived.sh"

lived_make
cat >> shop/workspace.yaml <<'END'
rules:
  # Be brief.
  tone: short
  never_guess:
    - how long a delivery takes # it depends
END
cat > shop/faq.yaml <<'END'
# What we say.

- id: sundays # the most asked
  ask: {en: [Are you open on Sundays?, Do you open on Sunday?], es: [¿Abren los domingos?, ¿Está abierto el domingo?]}
  answer: {en: "Yes, from 10 to 14 h."} # in summer too

# The end.
END
# asked PHONE TIME TEXT ANSWER: and resolved five minutes later.
asked() {
	says "$1" "$2" "$3"
	lived
	local id
	id=$(WA_NOW=$2 wa-inquiry list --json | jq -r --arg text "$3" 'select(.text == $text) | .id' | tail -n 1)
	WA_NOW=$(date -u -d "$2 + 5 minutes" +%FT%TZ) wa-inquiry resolve "$id" ${4:+--reply "$4"} > /dev/null 2>> log
}
asked 34600000001 2026-11-02T10:00:00Z "Do you repair a broken bicycle?" "Yes, we repair bicycles on Tuesdays. Which model is yours?"
asked 34600000002 2026-11-02T11:00:00Z "can you repair a broken bicycle" "Yes, we repair bicycles on Tuesdays. Which model is yours?"
asked 34600000003 2026-11-02T12:00:00Z "do you also repair a broken bicycle?" "Sure, we repair bicycles on Tuesdays. Which model is yours?"
n=0
for answer in "About forty euros." "That would be 120." "It is free for members" "Come by and ask Eva about that"; do
	n=$((n + 1))
	says 3460000001$n 2026-11-03T1$n:00:00Z "How much does a wheel adjustment cost"
	lived
	phones 3460000001$n 2026-11-03T1$n:01:00Z "Hello. What size is the wheel?"
	lived
	id=$(wa-inquiry list --json --limit 0 | jq -r 'select(.text | test("wheel")) | .id' | head -n 1)
	WA_NOW=2026-11-03T1$n:09:00Z wa-inquiry resolve "$id" --reply "$answer" > /dev/null 2>> log
done
for n in 1 2 3; do
	says 3460000002$n 2026-11-04T1$n:00:00Z "is the wheelchair ramp open in winter"
	says 3460000003$n 2026-11-05T1$n:00:00Z "I have a question"
	lived
	phones 3460000003$n 2026-11-05T1$n:02:00Z "Hi! Is it about an order or about a repair?"
done
says 34600000041 2026-11-06T10:00:00Z "zebra quantum marmalade"
lived
asked 34600000051 2026-11-06T11:00:00Z "¿Abren los domingos?" "Sí, de 10 a 14 h."

export WA_NOW=2026-11-08T00:00:00Z
diff=$(wa-faq propose)
cd shop && git init -q . && git add faq.yaml workspace.yaml && git -c user.name=x -c user.email=x@x commit -qm x
ok "git takes the diff, of both files" git apply <<< "$diff"
is "which changes one line and adds others" "$(git diff --numstat | awk '{print $2}' | sort -u | paste -sd' ')" "0 1"
cd "$T" || exit 1
ok "lint takes what comes of it" wa-faq lint -q
ok "and so does the desk" wa-check -q
entry() { wa-faq show "$1" --json; }
repair=$(wa-faq list --json | jq -c 'select(.ask | tostring | test("bicycle"))')
is "what people answered becomes an entry" "$(jq -r .answer.en <<< "$repair")" "Yes, we repair bicycles on Tuesdays."
is "the question at its end is what to ask next" "$(jq -r .ask_next.en <<< "$repair")" "Which model is yours?"
is "with the ways it was asked" "$(jq '.ask.en | length' <<< "$repair")" 3
like "and what it rests on" "$diff" '^\+# 3 questions, inquiries 1, 2, 3: 3 of 3 answers of people come to this'
is "what people answered in another language is an answer of the entry" "$(entry sundays | jq -c .answer)" '{"en":"Yes, from 10 to 14 h.","es":"Sí, de 10 a 14 h."}'
is "what nobody answered goes to a person" "$(wa-faq list --json | jq -r 'select(.ask | tostring | test("ramp")) | .escalate')" support
like "and says so" "$diff" '^\+# 3 questions, inquiries [0-9, ]+: nobody answered them in words'
unlike "what came once is nobody's entry" "$diff" marmalade
is "what was answered each time otherwise is never guessed" "$(wa-config -w ./shop rules.never_guess | jq -c .)" '["How much does a wheel adjustment cost","how long a delivery takes"]'
like "which rests on them" "$diff" '^\+ +# 4 questions, inquiries [0-9, ]+: people answered 4 times, not alike'
is "what people asked first about a price is asked before a quote" "$(wa-config -w ./shop rules.ask_before_quote | jq -c .)" '["What size is the wheel?"]'
opener=$(wa-faq list --json | jq -c 'select(.ask | tostring | test("I have a question"))')
is "an opener is asked what people asked" "$(jq -r .answer.en <<< "$opener")" "Is it about an order or about a repair?"
like "as often as they did" "$diff" 'what people asked next, 3 of 3 times'
is "all comments are still there" "$(grep -c -e '# Our desk.' -e '# Be brief.' -e '# it depends' shop/workspace.yaml; grep -c -e '# What we say.' -e '# the most asked' -e '# in summer too' -e '# The end.' shop/faq.yaml)" "3
4"
is "the agent does what was proposed" "$(printf '%s\n' 'can you repair my broken bicycle?' 'is the wheelchair ramp open this winter?' | wa-event | wa-classify -n | wa-reply -n | jq -r .reply.decision.action | paste -sd' ')" "answer escalate"
is "the same proposal is the same bytes" "$(cd shop && git checkout -q . && cd .. && wa-faq propose | sha256sum)" "$(sha256sum <<< "$diff")"
status "of a time in which nothing came there is none" 1 wa-faq propose --until 2026-01-01
mv shop/faq.yaml old.yaml
like "without a file it is a new one" "$(wa-faq propose 2> /dev/null | head -n 2 | tail -n 1)" '^\+\+\+ b/faq.yaml'
done_testing
