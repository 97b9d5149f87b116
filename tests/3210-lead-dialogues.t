# What people say to a desk that asks for leads: the right fields, nothing
# asked twice. tests/data/leads has the dialogues.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

leads_judge "dialogues" "$ROOT/tests/data/leads/dialogues.ndjson"
leads_judge "dialogues in other words" "$ROOT/tests/data/leads/held.ndjson"

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
