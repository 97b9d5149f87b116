# shellcheck shell=bash
# wa-lead parse: texts on stdin, one JSON value a line. What single expressions
# mean is in tests/unit/values.c; here, what the command makes of a workspace.
. "$ROOT/tests/lib.sh"

export WA_NOW=2026-03-27T09:00:00Z
desk=$T/shop
wa init "$desk" > /dev/null
sed -i 's|^timezone:.*|timezone: Europe/Madrid|; s|^language:.*|language: es|; s|^languages:.*|languages: [es, en]|' "$desk/workspace.yaml"

# parse TYPE TEXT [OPTION...]
parse() { local type=$1 text=$2; shift 2; printf '%s\n' "$text" | wa-lead parse -w "$desk" --type "$type" "$@" 2> "$T/err"; }
set_zone() { sed -i "s|^timezone:.*|timezone: $1|" "$desk/workspace.yaml"; }

is "a date is one, in the workspace's zone" "$(parse date 'pasado mañana' --language es)" '"2026-03-29"'
is "a day and its hour are both" "$(parse date 'tomorrow at 5' --language en)" '{"date":"2026-03-28","time":"17:00"}'
is "without a language it is the workspace's" "$(parse time 'a las cinco y media')" '"17:30"'
is "what can be meant in two ways is null" "$(parse date 'next Saturday' --language en)" null
is "an hour that the clocks skip is null" "$(parse date 'el domingo a las 02:30')" null
is "a range of money has its ends and its currency" "$(parse money 'hasta 500 €')" '{"min":null,"max":500,"currency":"EUR"}'
is "each line has its value, in order" \
	"$(printf '%s\n' 'no lo sé' '80 m2' '' 'tres' | wa-lead parse -w "$desk" --type number --language es | tr '\n' ' ')" 'null "80 m2" null 3 '
is "no text, no value" "$(wa-lead parse -w "$desk" --type date < /dev/null)" ''

is "a phone is of the country of the time zone" "$(parse phone '600 123 456')" '"+34600123456"'
set_zone America/Buenos_Aires
is "also by a zone's old name" "$(parse phone '011 15 2345 6789')" '"+5491123456789"'
set_zone UTC
is "without a country it is its digits" "$(parse phone '600 123 456')" '"600123456"'
sed -i 's|# display: .*|display: "+34 600 000 000"|' "$desk/workspace.yaml"
is "the desk's own number tells the country" "$(parse phone '600 123 456')" '"+34600123456"'
echo 'country: PT' >> "$desk/workspace.yaml"
is "and the setting before all" "$(parse phone '912 345 678')" '"+351912345678"'

cat > "$desk/leads.yaml" <<'YAML'
start: {intents: [quote]}
fields:
  - key: city
    type: place
    required: true
    choices: {madrid: [madrid, mad], barcelona: [barcelona, bcn, barna]}
    ask: {es: "¿En qué ciudad?"}
  - key: other
    type: place
    choices: {sevilla: [seville]}
    ask: {es: "¿Y cuál más?"}
YAML
is "a place is one of the choices of leads.yaml" "$(parse place 'estoy en Barna')" '"barcelona"'
is "of any field of the type" "$(parse place 'Seville' --language en)" '"sevilla"'
is "another place is none" "$(parse place 'Valencia')" null

status "an unknown type is an error" 64 wa-lead parse -w "$desk" --type colour < /dev/null
like "that says which there are" "$(cat "$T/.out")" 'phone.*date.*money'
status "no type, too" 64 wa-lead parse -w "$desk" < /dev/null
status "a full disk is noticed" 74 bash -c 'echo mañana | wa-lead parse -w "$0" --type date > /dev/full' "$desk"
done_testing
