# What people say to a desk that asks for leads: the right fields, nothing
# asked twice. tests/data/leads has the dialogues.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

# The required fields of a leads.yaml.
required() { grep -c '^ *required: true' "$ROOT/tests/data/leads/$1.yaml"; }

judge() { # judge SET FILE
	ok "$1: all are played" leads_play "$2" "$T/result"
	is "$1: each has its result" "$(wc -l < "$T/result")" "$(wc -l < "$2")"
	share=$(leads_share < "$T/result")
	if [ "$share" -ge 950 ]; then
		pass "$1: at least 95 % of the fields are right ($share of 1000)"
	else
		fail "$1: at least 95 % of the fields are right ($share of 1000)" "$(leads_wrong < "$T/result")"
	fi
	is "$1: nothing is asked twice" "$(jq -c 'select((.asked | unique | length) < (.asked | length)) | .id' "$T/result")" ""
	for desk in home clinic estate garage; do
		is "$1: $desk asks no more than it is told to" "$(jq -r --arg d "$desk" --argjson n "$(required "$desk")" \
			'select(.desk == $d and (.asked | length) > $n) | .id' "$T/result")" ""
	done
}

judge "dialogues" "$ROOT/tests/data/leads/dialogues.ndjson"
judge "dialogues in other words" "$ROOT/tests/data/leads/held.ndjson"
judge "dialogues with corrections, matters and towns unasked" "$ROOT/tests/data/leads/more.ndjson"

# The same turn by turn, each line a process of its own.
jq -c 'select(.id | IN("h07", "h18", "c02", "e02", "h47"))' "$ROOT/tests/data/leads/dialogues.ndjson" > "$T/few"
while IFS= read -r dialogue; do
	id=$(jq -r .id <<< "$dialogue")
	leads_desk "$T/$id" "$(jq -r .desk <<< "$dialogue")" "$(jq -r .zone <<< "$dialogue")"
	export WA_NOW
	WA_NOW=$(jq -r .at <<< "$dialogue")
	while IFS= read -r turn; do
		echo "$turn" | wa-event -w "$T/$id" --contact "$id" --language "$(jq -r .language <<< "$dialogue")" |
			wa-classify -w "$T/$id" | wa-lead -w "$T/$id" > /dev/null
	done < <(jq -r '.turns[]' <<< "$dialogue")
	is "$id: turn by turn it is the same" "$(wa-lead list -w "$T/$id/" --json | jq -cS '.fields | with_entries(select(.value != null))')" \
		"$(jq -cS .fields <<< "$dialogue")"
done < "$T/few"
done_testing
