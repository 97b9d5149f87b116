# shellcheck shell=bash
# Tags that nobody puts on by hand.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/conversations.sh"

cat >> shop/workspace.yaml <<'X'
tags:
  - {tag: invoice, words: [invoice, {es: factura}, "how much do I owe", "liefer*", 発票]}
  - {tag: german, language: [de]}
  - {tag: parker, entry: [parking], stays: yes}
  - {tag: rude, signal: [complaint], words: [fool]}
X
# wrote and classified: who, language, entry, signals, text, tags of the entry
says() {
	wrote "$1" "id.$1.$RANDOM" 60 "$1" "$5"
	wa-recv --follow --once | jq -c --arg language "$2" --arg entry "$3" --arg signals "$4" --arg tags "${6:-}" '
		. + {class: {language: $language, language_confidence: 0.99, intent: $entry, confidence: 0.99, sentiment: "neutral",
			candidates: [], signals: ($signals | split(",")), tags: ($tags | split(","))}}' | tee last | wa-reply | wa-inquiry | wa-send --no-drain > /dev/null
}
tags() { store "SELECT tag, stays, who FROM tag t JOIN contact c ON c.id = t.contact WHERE c.wa_id = '$1' ORDER BY tag" | xargs; }

says 3411 en '' '' "Where is my INVOICE?"
is "a rule's word tags the conversation" "$(tags 3411)" "invoice|0|rule"
says 3412 en '' '' "¿Y la Factura?"
is "in any language and case" "$(tags 3412)" "invoice|0|rule"
says 3413 en '' '' "tell me how much do I owe you"
is "a phrase" "$(tags 3413)" "invoice|0|rule"
says 3414 en '' '' "how much is it? I owe nothing"
is "is no bag of words" "$(tags 3414)" ""
says 3415 de '' '' "Die Lieferung fehlt"
is "a star stands for any ending; another rule holds too" "$(tags 3415)" "german|0|rule invoice|0|rule"
says 3416 zh '' '' "请给我発票好吗"
is "a part of a sentence without spaces" "$(tags 3416)" "invoice|0|rule"
says 3417 en parking '' "Where can I park?"
is "an entry asked for; the tag stays" "$(tags 3417)" "parker|1|rule"
says 3418 en '' complaint "you are great"
is "all that a rule names must hold" "$(tags 3418)" ""
says 3419 en '' complaint "you fool"
is "and then it does" "$(tags 3419)" "rude|0|rule"
says 3420 en sunday '' "sundays?" "hours,opening"
is "the entry's own tags are the agent's" "$(tags 3420)" "hours|0|agent opening|0|agent"
wa-conv untag 3420 hours
wa-reply < last > /dev/null
is "a message that comes again tags nobody again" "$(tags 3420)" "opening|0|agent"
wa-conv close 3420
is "what is the conversation's ends with it" "$(tags 3420)" ""
sed -i 's/tag: rude/tag: two words/' shop/workspace.yaml
status "a tag of two words is a mistake" 78 wa-conv list
done_testing
