# shellcheck shell=bash
# One person, many identities: spellings, changed numbers, people without a
# phone, and contacts that members merge.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/conversations.sh"

names() { wa-conv list --json "$@" | jq -r '.name' | xargs; }

# Spellings: one person, found by either, and the id that WhatsApp gave is kept.
wrote 5511987654321 b1 9000 Bia "com o nove"
wrote 551187654321 b2 8000 Bia "sem o nove"
wrote 5491123456789 a1 7000 Alma "con el nueve"
wrote 541123456789 a2 6000 Alma "sin el nueve"
wrote 5215512345678 m1 5000 Meme "con el uno"
wrote 525512345678 m2 4000 Meme "sin el uno"
line '' 0
is "two spellings of a number are one person" "$(names)" "Meme Alma Bia"
is "with all that was said" "$(wa-conv show --json 5511987654321 | jq -r 'select(.who == "customer").text' | xargs)" "com o nove sem o nove"
is "whoever wrote last is how they are written to" "$(wa-conv list --json | jq -r 'select(.name == "Bia").wa_id')" 551187654321
is "no spelling is made up: a landline has none" "$(wrote 551133334444 l1 3000 Loja oi; line '' 0; wa-conv show +55-11-9-3333-4444 > /dev/null 2>&1; wa-conv list --json | jq -r 'select(.name == "Loja").wa_id')" 551133334444

# A contact without a phone.
wrote US.13491208655302741918 u1 2000 Eva "hi from a username"
line '' 0
eva=$(wa-conv list --json | jq -r 'select(.name == "Eva").conversation')
like "who has no phone is shown" "$(wa-conv show "$eva")" "^Eva  US.13491208655302741918  $eva"
is "found" "$(wa-conv search -q username)" "$eva"
wa-conv reply --text "Hello Eva" "$eva"
is "and answered" "$(store "SELECT payload ->> 'recipient', payload ->> 'to' IS NULL FROM outbox WHERE author = 'ana'")" "US.13491208655302741918|1"

# A changed number: the old conversation goes on.
jq -nc --arg time "$((now - 1500))" '{contacts: [], messages: [{from: "5511987654321", id: "s1", timestamp: $time, type: "system",
	system: {body: "changed", type: "user_changed_number", wa_id: "351911222333"}}]}' | arrives
line '' 0
wrote 351911222333 b3 1000 Bia "novo número"
line '' 0
is "a new number goes on with the old conversation" "$(wa-conv show --json +351911222333 | jq -r 'select(.who == "customer").text' | tr '\n' '|')" "com o nove|sem o nove|novo número|"
wrote 5511987654321 o1 900 Other "this number is mine now"
line '' 0
is "who gets the old number is somebody else" "$(wa-conv show --json 5511987654321 | jq -r 'select(.who == "customer").text')" "this number is mine now"

# Merging: nothing is moved, everybody sees one person.
wrote 34600000001 p1 800 "Ana Ruiz" "from my phone"
wrote 34700000002 p2 700 "A. Ruiz" "from my other phone"
line '' 0
sent
one=$(wa-conv list --json | jq -r 'select(.name == "Ana Ruiz").conversation')
two=$(wa-conv list --json | jq -r 'select(.name == "A. Ruiz").conversation')
rows() { for t in message conversation outbox inquiry transition alias decision; do store "SELECT * FROM $t"; done | md5sum; }
before=$(rows)
wa-conv tag --contact "$one" vip
wa-conv attr "$two" city=Madrid
status "a contact isn't merged with itself" 1 wa-conv merge "$one" "$one"
is "nor harmed by that" "$(wa-conv list -q | wc -l)" 8
wa-conv merge "$two" "$one"
is "nothing was moved" "$(rows)" "$before"
is "the list has one person, as the contact that wrote last" "$(wa-conv list --json | jq -r 'select(.person).conversation') $(wa-conv list -q | wc -l)" "$two 7"
is "under the name that stands for them" "$(wa-conv list --json | jq -r 'select(.person) | [.name, .person] | join(" ")')" "Ana Ruiz $one"
is "either key shows all" "$(wa-conv show --json "$one" | jq -r 'select(.who == "customer").text' | tr '\n' '|') $(wa-conv show --json "$two" | jq -r 'select(.who == "customer") | .conversation' | sort -u | wc -l)" "from my phone|from my other phone| 2"
like "the head names both" "$(wa-conv show "$two" | head -1)" "^Ana Ruiz  \+34600000001  $one  and  \+34700000002  $two"
is "what is tagged is the person" "$(wa-conv list --tag vip -q)" "$two"
like "what is known is of the person" "$(wa-conv show "$one")" "^known +city: Madrid"
is "a search in one is a search in all" "$(wa-conv search --in "$one" -q phone | sort)" "$(printf '%s\n' "$one" "$two" | sort)"
wa-conv reply --text "Which phone?" "$one"
is "an answer goes to the contact that wrote last" "$(store "SELECT json_extract(payload, '\$.to') FROM outbox ORDER BY id DESC LIMIT 1")" "+34700000002"
wrote 34600000001 p3 600 "Ana Ruiz" "this one"
line '' 0
wa-conv reply --text "Thanks" "$two"
is "and when the other writes, to that" "$(store "SELECT json_extract(payload, '\$.to') FROM outbox ORDER BY id DESC LIMIT 1")" "+34600000001"
wa-conv take "$two"
is "a person is taken as a whole" "$(store "SELECT count(*) FROM conversation v JOIN contact c ON c.id = v.contact WHERE c.key IN ('$one', '$two') AND control = 'human' AND assignee = 'ana'")" 2
status "twice is once" 1 wa-conv merge "$one" "$two"

# Three in a row, undone in the middle.
wa-conv merge "$one" "$eva"
is "a person can be merged on" "$(wa-conv show --json "$two" | jq -r .person | sort -u)" "$eva"
is "all of it" "$(wa-conv list -q | wc -l)" 6
wa-conv unmerge "$one"
is "and taken back, with what was merged before" "$(wa-conv show --json "$two" | jq -r .person | sort -u)" "$one"
wa-conv unmerge "$one"
is "to the last" "$(wa-conv list -q | wc -l)" 8
is "as if it had never been" "$(wa-conv show --json "$two" | jq -r 'select(.who == "customer").text') $(wa-conv list --tag vip -q)" "from my other phone $one"
status "what isn't merged can't be unmerged" 1 wa-conv unmerge "$one"
is "history has it all" "$(wa-conv history --json "$one" | jq -r 'select(.what == "merge").did' | xargs)" "merged merged unmerged unmerged"
done_testing
