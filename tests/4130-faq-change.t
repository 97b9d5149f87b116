# shellcheck shell=bash
# Changes of faq.yaml by program: seen before they are written, and nothing else touched.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop
echo 'languages: [en, es]' > shop/workspace.yaml
cat > first.yaml <<'X'
# Ours.

- id: hours   # the main one
  ask:
    en: [when do you open, opening hours]
    # Spanish later
    es:
      - cuándo abren
  # nine to five
  answer: {en: "Nine to five.", es: "De nueve a cinco."}

# The last one.
- id: refund
  escalate: refunds
  ask: [my money back]
# end
X
cp first.yaml shop/faq.yaml
cat > new.yaml <<'X'
- id: hours
  answer: {en: "Ten to five.", es: "De diez a cinco."}
  tags: [time]
- id: parking
  ask: ["where can I park?", "is there: parking"]
  answer: {en: "Behind: the \"house\" #1"}
X
cat > wanted.diff <<'X'
--- ./shop/faq.yaml
+++ ./shop/faq.yaml
@@ -7,10 +7,21 @@
     es:
       - cuándo abren
   # nine to five
-  answer: {en: "Nine to five.", es: "De nueve a cinco."}
+  answer:
+    en: Ten to five.
+    es: De diez a cinco.
+  tags:
+    - time
 
 # The last one.
 - id: refund
   escalate: refunds
   ask: [my money back]
 # end
+
+- id: parking
+  ask:
+    - where can I park?
+    - "is there: parking"
+  answer:
+    en: "Behind: the \"house\" #1"
X
out=$(wa-faq import -w ./shop new.yaml 2> err < /dev/null); rc=$?
is "without a terminal nothing is written" "$rc $(cmp first.yaml shop/faq.yaml && echo same)" "1 same"
is "but shown as a diff, in which comments and order stay" "$out" "$(cat wanted.diff)"
like "and how to write it is said" "$(cat err)" '\-\-yes writes it'
is "a dry run is no failure" "$(wa-faq import -n -w ./shop new.yaml | wc -l; cmp first.yaml shop/faq.yaml && echo same)" "25
same"
ok "--yes writes it" wa-faq import -y -w ./shop new.yaml
is "as it was shown" "$(diff -u --label ./shop/faq.yaml --label ./shop/faq.yaml first.yaml shop/faq.yaml)" "$(cat wanted.diff)"
is "the same again changes nothing" "$(wa-faq import -w ./shop new.yaml; echo $?)" 0
is "and from the standard input" "$(wa-faq import -w ./shop -f yaml - < new.yaml; echo $?)" 0

diff_of() { wa-faq "$@" -y -w ./shop | grep '^[-+] '; }
is "a phrasing joins a list in brackets" "$(diff_of learn hours 'until when')" '-    en: [when do you open, opening hours]
+    en: [when do you open, opening hours, until when]'
is "or one of lines, in its language" "$(diff_of learn -l es hours 'hasta qué hora, hoy')" '+      - "hasta qué hora, hoy"'
is "what a person must answer joins that entry" "$(diff_of learn -e refunds 'give it back, now')" '-  ask: [my money back]
+  ask: [my money back, "give it back, now"]'
wa-faq learn -y -w ./shop -e legal 'my lawyer will call' > /dev/null
is "or becomes one" "$(wa-faq show -w ./shop known_legal | tail -2)" '  [en] my lawyer will call
-> a person: legal'
is "what is learned already changes nothing" "$(wa-faq learn -w ./shop hours 'Until when?'; echo $?)" 0
out=$(wa-faq learn -y -w ./shop parking 'When do you open?' 2>&1); rc=$?
is "what another entry asks is refused" "$rc $(grep -c 'asked by hours in line 3' <<< "$out")" "1 1"
status "an entry that isn't there learns nothing" 1 wa-faq learn -y -w ./shop hoors x

cp shop/faq.yaml now.yaml
for form in --json --csv; do
	wa-faq export $form -w ./shop > "all.${form#--}"
	is "what is exported with $form comes back as it was" "$(wa-faq import -w ./shop "all.${form#--}"; echo $?)" 0
done
wa-faq export --markdown -w ./shop -l en > all.md
rm shop/faq.yaml
wa-faq import -y -w ./shop all.md > /dev/null
is "Markdown keeps questions, answers and ids" "$(wa-faq list -w ./shop)" "hours                        Ten to five.
refund                       -> refunds
parking                      Behind: the \"house\" #1
known_legal                  -> legal"
is "and again changes nothing" "$(wa-faq import -w ./shop all.md; echo $?)" 0
printf '# FAQ\n\n**Q:** Do you sell *cheese*?\n**A:** Yes,\nof course.\n\nQ: And bread?\nA: No.\n' > qa.md
wa-faq import -y -w ./shop qa.md > /dev/null
is "Q and A lines make ids of their questions" "$(wa-faq list --json -w ./shop | jq -c '[.id, .answer]' | tail -2)" '["do_you_sell_cheese","Yes,\nof course."]
["and_bread","No."]'
printf '\xef\xbb\xbfquestion;answer.es;tags\r\n"¿Abren ""hoy""?\r\n¿Y mañana?";Sí;a\r\n' > x.csv
wa-faq import -y -w ./shop x.csv > /dev/null
is "a table from a spreadsheet" "$(wa-faq list --json -w ./shop | jq -c '[.id, .ask, .answer, .tags]' | tail -1)" '["abren_hoy",["¿Abren \"hoy\"?","¿Y mañana?"],{"es":"Sí"},["a"]]'

cp now.yaml shop/faq.yaml
refused() {
	out=$(wa-faq import -y -w ./shop "$2" 2>&1); rc=$?
	is "$1" "$rc $(cmp now.yaml shop/faq.yaml && echo same)" "$3 same"
	like "and why is said" "$out" "$4"
}
printf -- '- id: x\n  anwser: y\n' > bad.yaml
refused "entries that could not be loaded are not written" bad.yaml 1 '"anwser": no such key; did you mean answer'
printf -- '- id: [\n' > bad.yaml
refused "broken YAML" bad.yaml 65 '^wa-faq: bad.yaml:[12]: '
printf '[{"id":"a","ask":["b"]},' > bad.json
refused "broken JSON" bad.json 65 'bad.json'
printf '[{"answer":"b"}]' > bad.json
refused "an entry nobody could name" bad.json 65 'entry 1: no id'
printf -- '- id: x\n  ask: [a]\n  answer: b\n- id: x\n  ask: [c]\n  answer: b\n' > bad.yaml
refused "the same id twice" bad.yaml 65 'entry 2: x stands here twice'
status "a file in no known format" 64 wa-faq import -w ./shop new.txt
echo '[{"id":"a","ask":["b"],"answer":{"en":"c"}},{"id":"d","ask":["e"],"answer":{"en":"f"}}]' > shop/faq.yaml
cp shop/faq.yaml now.yaml
refused "a file whose lines can't be told apart is left alone" new.yaml 65 'give each entry and key a line of its own'
done_testing
