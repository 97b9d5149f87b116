# shellcheck shell=bash
# wa-faq themes, and the week's digest: what inquiries were about.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/lived.sh"

lived_make
n=0
# week DAY TEXT...: in the week from that day, each text from a customer of its own.
week() { local day=$1 text; shift; for text in "$@"; do n=$((n + 1)); says "3460000$((1000 + n))" "$(date -u -d "$day $n minutes" +%FT%TZ)" "$text"; done; lived; }
week 2026-10-27 "Do you repair a broken bicycle?" "can you repair broken bicycles" "is the wheelchair ramp open" "wheelchair ramp, is it open?" "is the ramp for a wheelchair open"
week 2026-11-03 "do you repair a broken bicycle" "Can you repair my broken bicycle?" "could you repair a broken bicycle" "do you ship to Portugal <b>fast</b>?" \
	"is the wheelchair ramp open today" "human please"
answer() { WA_NOW=$1 wa-inquiry resolve "$(wa-inquiry list --json | jq -r --arg text "$2" 'select(.text == $text) | .id')" --reply "$3" > /dev/null 2>> log; }
answer 2026-11-03T10:00:00Z "do you repair a broken bicycle" "Yes, bicycles on Tuesdays and Thursdays."
answer 2026-11-03T11:00:00Z "Can you repair my broken bicycle?" "Sure, bicycles on Tuesdays and Thursdays."

export WA_NOW=2026-11-10T00:00:00Z
themes() { wa-faq themes --json --since 2026-11-02T23:00:00Z --until "${1:-2026-11-09T23:00:00Z}"; }
is "those that ask for the same are one, beside the week before" "$(themes | jq -c '[.n, .before]' | paste -sd' ')" "[3,2] [1,3] [1,0]"
like "each has a name of its own words" "$(themes | jq -r .name | head -n 1)" "repair.* bicycle"
is "and the answer that people gave" "$(themes | jq -c '[.answered, .alike, .answer]' | head -n 1)" '[2,2,"Yes, bicycles on Tuesdays and Thursdays."]'
is "who asked for a person is none" "$(themes | grep -c human)" 0
is "before it was given there was no answer" "$(themes 2026-11-03T09:00:00Z | jq -r '.answer' | head -n 1)" null
like "for people it is a table" "$(wa-faq themes --since 2026-11-02T23:00:00Z)" '^ +3 +2  .*bicycle'

week=$(wa-digest --week --date 2026-11-09)
like "the week's digest has them" "$week" "3 x  .*repair.*bicycle.* \(more, 2 the week before\)"
like "with what became fewer" "$week" "1 x  .*ramp.* \(fewer, 3 the week before\)"
like "and what is new" "$week" "1 x  .*Portugal.* \(new\)"
like "with the answer" "$week" "-> Yes, bicycles on Tuesdays and Thursdays. \(2 of 2 answers\)"
unlike "the day's has not" "$(wa-digest --date 2026-11-03)" "inquiries were about"
phones 34600001008 2026-11-10T10:00:00Z "We repair nothing."
lived
id=$(wa-inquiry list --json | jq -r 'select(.text == "could you repair a broken bicycle") | .id')
WA_NOW=2026-11-10T11:00:00Z wa-inquiry resolve "$id" 2>> log
is "it is the same bytes later, too" "$(WA_NOW=2026-12-01T00:00:00Z wa-digest --week --date 2026-11-09 | sha256sum)" "$(sha256sum <<< "$week")"
html=$(wa-digest --week --html --date 2026-11-09)
like "as HTML what customers write is text" "$html" "Portugal &lt;b&gt;fast"
like "as Markdown it is a table" "$(wa-digest --week --markdown --date 2026-11-09)" '^\| 3 \| .*bicycle.* \| more, 2 the week before \|'
is "as JSON all of it is there" "$(wa-digest --week --json --date 2026-11-09 | jq -c '.themes | map(.n)')" "[3,1,1]"
done_testing
