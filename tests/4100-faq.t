# shellcheck shell=bash
# The FAQ as operators meet it: shown, searched, and every mistake by its line.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop
echo 'languages: [en, es]' > shop/workspace.yaml
cat > shop/faq.yaml <<'X'
- id: hours
  ask: [when do you open, opening hours]
  answer: {en: "Nine to five, {{first_name|friend}}.", es: "De nueve a cinco."}
- id: refund
  ask: [my money back]
  escalate: refunds
X
is "list shows what is answered and what goes to a person" "$(wa-faq list -w shop)" "hours                        Nine to five, {{first_name|friend}}.
refund                       -> refunds"
like "show fills in variables as for a stranger" "$(wa-faq show hours -w shop)" "-> \[en\] Nine to five, friend\."
like "show answers in the language asked for" "$(wa-faq -w shop show hours --language es)" "De nueve a cinco"
is "search finds entries by words anywhere in them" "$(wa-faq search -q money -w shop)" refund
status "a search that finds nothing is exit 1" 1 wa-faq search unicorns -w shop
status "a clean file is exit 0" 0 wa-faq lint -w shop --strict
is "entries come as JSON with their line" "$(wa-faq list --json -w shop | jq -c '[.id, .line, .escalate]' | tail -1)" '["refund",4,"refunds"]'

cat > shop/faq.yaml <<'X'
- id: hours
  ask: [when do you open]
  anwser: Nine to five
- id: hours
  ask: {english: x}
  answer: Ten {{frist_name|friend}} {{name}} {{door
  escalate: refunds
- ask: [who]
  answer: me
- id: late
  ask: [late]
  answer: x
  valid_until: soon
  buttons: [a, b, c, this is a title far too long]
  media: {type: gif, link: http://example.org/x}
- just a text
X
out=$(wa-faq lint -w shop); rc=$?
is "mistakes are exit 1" "$rc" 1
for want in '3: "anwser": no such key; did you mean answer' '1: hours: neither answer nor escalate' '4: hours: stands here twice, first in line 1' \
	'5: ask: english: not a language' '7: hours: both answer and escalate' '6: \{\{frist_name\|...\}\}: no such variable; did you mean first_name' \
	'6: \{\{name\}\}: no default; write \{\{name\|' '6: a \{\{ without its \}\}' '8: id: missing' '13: valid_until: soon: not a date' '14: buttons: 4 of them; WhatsApp takes 3' \
	'14: buttons: "this is a title far too long" has 28 characters; WhatsApp takes 20' '15: type: "gif": no such choice' '15: link: http://example.org/x: WhatsApp fetches' \
	'16: a text stands here'; do
	like "lint says line $want" "$out" "^shop/faq.yaml:$want"
done
status "a file with mistakes is not loaded" 78 wa-faq list -w shop

mkdir -p shop/files
cp "$ROOT/tests/data/media/paper.pdf" shop/files/menu.pdf
with_media() { printf -- '- id: menu\n  ask: [menu]\n  answer: {en: Here, es: Aquí}\n  media: {type: document, %s}\n' "$1" > shop/faq.yaml; wa-faq lint -w shop; }
is "a file of the workspace can go with an answer" "$(with_media 'file: menu.pdf')" ""
like "one that isn't there is a mistake" "$(with_media 'file: ../workspace.yaml')" '^shop/faq.yaml:4: media: workspace.yaml: no such file below files/'
like "so is one without" "$(with_media 'caption: Look')" '^shop/faq.yaml:4: media: a link, or a file below files/'
rm -r shop/files

cat > shop/faq.yaml <<'X'
- id: hours
  ask: [when do you open?, "Open: when do you"]
  answer: Nine to five
- id: door
  ask: [you open when do]
  answer: {en: a, es: b}
  valid_until: 2020-01-01
- id: nobody
  ask: []
  escalate: things
X
out=$(wa-faq lint -w shop); rc=$?
is "remarks alone are exit 0" "$rc" 0
for want in '3: remark: hours: no answer in es; who asks in it gets a person' '2: remark: hours: "Open: when do you" says the same as "when do you open\?"; keep one' \
	'5: remark: door: "you open when do" says the same as "when do you open\?" of hours in line 1' '7: remark: door: past its date' '9: remark: ask: nothing that customers say'; do
	like "lint says line $want" "$out" "^shop/faq.yaml:$want"
done
status "--strict makes remarks fail" 1 wa-faq lint --strict -w shop
rm shop/faq.yaml
is "no file is an empty FAQ" "$(wa-faq list -w shop)" ""
done_testing
