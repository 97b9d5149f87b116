# Leads at the desk: wa-lead list, show, set, status, export.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

export WA_HOME=$T WA_NOW=2026-03-18T09:00:00Z
w=$T/desk
leads_desk "$w" home Europe/Madrid
sed -i 's/^# team:.*/team: [{name: ana}, {name: ben}]/' "$w/workspace.yaml"
sed -i 's/^confirm:/  - {key: name}\n&/' "$w/leads.yaml"

says() { # says TIME WHO TEXT
	echo "$3" | WA_NOW=$1 wa-event -w "$w" --contact "$2" --name "${4:-$2}" --language en | WA_NOW=$1 wa-classify -w "$w" | WA_NOW=$1 wa-lead -w "$w" > /dev/null
}
says 2026-03-10T09:00:00Z a 'quote for painting in Madrid tomorrow at 5, my number is 612345678, my budget is 500 euros'
says 2026-03-12T09:00:00Z b 'quote for a plumber in Barcelona, my name is =HYPERLINK("http://evil.example")' '@sum(1+1)'
says 2026-03-14T09:00:00Z c 'a quote please'
says 2026-03-16T09:00:00Z d 'quote for painting in Barcelona on Friday, my name is Zoë "Zed" Müller' Zoë
list() { wa-lead list -w "$w" "$@" --json | jq -r .contact | paste -sd' '; }

is "leads are listed, the newest first" "$(list)" "d c b a"
is "by a field" "$(list --field=city=barcelona)" "d b"
is "by several" "$(list --field=city=barcelona --field=service=painting)" d
is "a date is met with its time" "$(list --field='when=2026-03-11 17:00')" a
is "and without" "$(list --field=when=2026-03-11)" a
is "by time" "$(list --since=2026-03-11 --until=2026-03-15)" "c b"
is "by source" "$(list --source=chat)" "d c b a"
is "no more than asked for" "$(list --limit=2 2> "$T/err")" "d c"
like "and it says that there are more" "$(cat "$T/err")" 'and more; --limit=0 lists all'
is "-q prints their numbers" "$(wa-lead list -w "$w" -q | paste -sd' ')" "4 3 2 1"
is "JSON has every field" "$(wa-lead list -w "$w" --field=city=madrid --json | jq -c '[.id, .contact, .status, .source, .opened, .fields, .missing]')" \
	'[1,"a","new","chat","2026-03-10T09:00:00Z",{"service":"painting","city":"madrid","when":{"date":"2026-03-11","time":"17:00"},"phone":"+34612345678","budget":500,"size":null,"name":null},[]]'
like "the table shows who and what" "$(wa-lead list -w "$w" | grep -E '^ *1 ')" '8d +new +.*a +painting +madrid +2026-03-11 17:00 +\+34612345678 +500'

status "status wants a member" 78 wa-lead status -w "$w" 1 won
export WA_MEMBER=ana
ok "a member says what became of it" wa-lead status -w "$w" 1 won
is "it is listed so" "$(list --status=won)" a
status "no other word is a status" 64 wa-lead status -w "$w" 1 maybe
status "a lead that isn't there is a failure" 1 wa-lead status -w "$w" 99 won
ok "a member gives it to another" wa-lead set -w "$w" 3 owner=ben
is "who has it finds it" "$(list --member=ben)" c
status "not to nobody" 1 wa-lead set -w "$w" 3 owner=zed
ok "values are set as they are said" wa-lead set -w "$w" 3 'city=barna' 'when=next Friday at 6pm' size=80m2
is "and kept as values" "$(wa-lead show -w "$w" --json 3 | jq -c '[.fields.city, .fields.size]')" '["barcelona","80 m2"]'
is "leads are found by them" "$(list --field=city=barcelona)" "d c b"
ok "an empty one takes the value away" wa-lead set -w "$w" 3 city=
is "and the lead is no longer found by it" "$(list --field=city=barcelona)" "d b"
status "what is no such value is refused" 1 wa-lead set -w "$w" 3 'when=31 April'
like "saying so" "$(wa-lead set -w "$w" 3 'when=31 April' 2>&1)" 'when: 31 April: no date'
status "as is a field that isn't there" 1 wa-lead set -w "$w" 3 'colour=red'
is "a refused change changes nothing" "$(wa-lead set -w "$w" 3 city=madrid colour=red 2> /dev/null; wa-lead show -w "$w" --json 3 | jq -c .fields.city)" null
is "who did it is remembered" "$(wa-lead show -w "$w" --json 1 | jq -c '.history[-1] | [.who, .what, .value]')" '["ana","status","won"]'
like "show tells the words beside the values" "$(wa-lead show -w "$w" 1)" '^when +2026-03-11 17:00 \("tomorrow at 5"\)'
says 2026-03-18T09:00:00Z e $'quote please \e[31mred'
unlike "no control character reaches a terminal" "$(wa-lead show -w "$w" 5)" $'\e'
status "a lead that isn't there can't be shown" 1 wa-lead show -w "$w" 99

wa-lead export -w "$w" > "$T/csv"
is "the export begins with a header" "$(head -n 1 "$T/csv" | tr -d '\r')" \
	"lead,contact,contact_name,contact_phone,lead_status,owner,source,opened,changed,first_message,service,city,when,phone,budget,size,name"
is "a line each, ended as spreadsheets want" "$(grep -c $'\r$' "$T/csv")" 6
cat > "$T/cells.py" <<'END'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
print(all(len(r) == len(rows[0]) for r in rows), [c for r in rows for c in r if c[:1] in "=+-@\t\r" and c])
END
if command -v python3 > /dev/null; then
	is "no cell is a formula, and all lines have all cells" "$(python3 "$T/cells.py" "$T/csv")" "True []"
else
	unlike "no cell is a formula" "$(cat "$T/csv")" '(^|,)"?[=+@-]'
fi
like "a phone is not one either" "$(cat "$T/csv")" ",'\+34612345678,500,"
like "quotes are doubled" "$(cat "$T/csv")" 'Zoë ""Zed"" Müller'
is "--json exports the same lines" "$(wa-lead export -w "$w" --json | jq -r .id | paste -sd' ')" "5 4 3 2 1"
is "filters count" "$(wa-lead export -w "$w" --field=city=barcelona | wc -l)" 3
status "not both" 64 wa-lead export -w "$w" --csv --json
# What the desk says of itself has a say only when it is asked for.
w=$T/own
leads_desk "$w" home Europe/Madrid
sed -i '1i areas: [Porto, Gaia]' "$w/workspace.yaml"
printf '%s\n' '- {name: {en: full service}, price: "60 EUR"}' > "$w/services.yaml"
cat > "$w/leads.yaml" <<'X'
start: {words: {en: [book]}}
fields:
  - {key: city, type: place, required: yes, ask: {en: Which city are you in?}}
  - {key: what, required: yes, ask: {en: Which service do you need?}}
X
talk() { # the answers to TEXT..., a line each
	printf '%s\n' "$@" | wa-event -w "$w" --contact o --language en | wa-classify -w "$w" | wa-lead -w "$w" | wa-reply -w "$w" |
		jq -r '[.lead.messages[]?, .reply.messages[]? | .text.body] | join(" + ")'
}
is "a place that is served answers where somebody is, a service what he needs" \
	"$(talk 'I want to book' 'Do you serve Gaia?' 'Porto' 'full service' | head -n 3)" \
	$'Which city are you in?\nThe areas we serve: Porto, Gaia.\nWhich service do you need?'
is "and stands with the lead" "$(wa-lead list -w "$w/" --json | jq -c .fields)" '{"city":"Porto","what":"full service"}'
is "texts are tried without a lead" "$(printf 'tomorrow at 5\n31 April\n' | wa-lead parse -w "$w" --type=date --language=en)" $'{"date":"2026-03-19","time":"17:00"}\nnull'
status "an unknown command is a mistake" 64 wa-lead -w "$w" frobnicate
done_testing
