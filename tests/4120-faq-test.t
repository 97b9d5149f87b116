# shellcheck shell=bash
# The tests that entries carry, and messages that are for a person.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop
cat > shop/workspace.yaml <<'X'
languages: [en, es]
X
cat > shop/faq.yaml <<'X'
- id: hours
  ask: [when do you open, opening hours, are you open on monday]
  answer: {en: "From 9:00 to 17:00.", es: "De 9:00 a 17:00."}
  tests:
    match: ["When do you open?", "OPENING HOURS # today"]
    says: ["9:00", {es: "a 17:00"}]
    never: [where can I park]
    escalate: [can you open on sunday just for me and my seven dogs]
- id: refund
  ask: [my money back, I want a refund, refund me please]
  escalate: refunds
  tests: {match: [I want a refund]}
- id: untested
  ask: [where do you park]
  answer: x
X
out=$(wa-faq test -w ./shop); rc=$?
is "tests that hold are exit 0" "$rc" 0
is "and TAP" "$out" 'ok 1 - hours: match "When do you open?"
ok 2 - hours: match "OPENING HOURS \# today"
ok 3 - hours: escalate "can you open on sunday just for me and my seven dogs"
ok 4 - hours: never "where can I park"
ok 5 - refund: match "I want a refund"
1..5'
is "of named entries only theirs are run" "$(wa-faq test refund -w ./shop | tail -1)" "1..1"
is "no tests are no failure" "$(wa-faq test untested -w ./shop)" "1..0 # SKIP no entry has tests"

sed -i 's/From 9:00/From 8:00/' shop/faq.yaml
out=$(wa-faq test -w ./shop); rc=$?
is "an answer that was changed fails" "$rc" 1
like "and says what it is without" "$out" '^#   the answer is without "9:00"'
sed -i 's/From 8:00/From 9:00/; s/escalate: refunds/answer: {en: "Here you are."}/' shop/faq.yaml
like "an entry that is answered now fails where it must escalate" "$(sed -i 's/tests: {match: \[I want/tests: {escalate: [I want/' shop/faq.yaml; wa-faq test refund -w ./shop)" '^not ok 1 - refund: escalate'
echo '- {id: b, ask: [when do you open], escalate: x}' >> shop/faq.yaml
like "an entry that comes in between is named" "$(wa-faq test hours -w ./shop)" '#   got: escalate no-guess:x; closest '
echo '- broken' >> shop/faq.yaml
status "a file with mistakes is not tested" 78 wa-faq test -w ./shop
cp -R "$ROOT/etc/clinic" clinic
ok "the sample desk passes its own tests" wa-faq test -w ./clinic

share=$("$ROOT/scripts/bench-no-guess" 2> missed | sed -n 's/.*to a person \([0-9]*\).*/\1/p')
if [ "${share:-0}" -ge 95 ]; then
	pass "of messages for a person, in five languages, close to what the FAQ says, 95 of 100 get there"
else
	fail "of messages for a person, in five languages, close to what the FAQ says, 95 of 100 get there" "$share of 100" "$(cat missed)"
fi
done_testing
