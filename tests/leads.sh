# shellcheck shell=bash
# Dialogues with leads, tests/data/leads: a line has the leads.yaml of its
# `desk`, the time `at` which it is said, its `turns`, and the `fields` that
# must be known in the end; a field that isn't named is null.
#   . "$ROOT/tests/leads.sh"

# leads_desk DIR DESK ZONE: a fresh workspace that asks for leads.
leads_desk() {
	wa-init "$1" > /dev/null 2>&1
	cp "$ROOT/tests/data/leads/$2.yaml" "$1/leads.yaml"
	sed -i "s|^timezone: .*|timezone: $3|" "$1/workspace.yaml"
}

# leads_events < dialogues: their turns as events, all first ones first.
leads_events() {
	jq -cs '[.[] | . as $d | .turns | to_entries[] | {turn: .key, text: .value, d: $d}] | sort_by(.turn)[] |
		{v: 1, id: "\(.d.id).\(.turn)", type: "message", conversation: .d.id, time: .d.at, received: .d.at,
		 contact: {key: .d.id, language: .d.language}, message: {kind: "text", text: .text}}'
}

# leads_play FILE OUT: every dialogue, one run of the line for each desk, zone
# and time; in OUT a line each: {id, want, got, asked}.
leads_play() {
	local n=0 desk zone at w
	: > "$2"
	while IFS=$'\t' read -r desk zone at; do
		n=$((n + 1)) w=$T/leads$n
		rm -rf "$w"
		leads_desk "$w" "$desk" "$zone"
		jq -c --arg d "$desk" --arg z "$zone" --arg a "$at" 'select(.desk == $d and .zone == $z and .at == $a)' "$1" > "$T/group"
		leads_events < "$T/group" | WA_NOW=$at wa-classify -w "$w" | WA_NOW=$at wa-lead -w "$w" > "$T/heard" || return 1
		WA_NOW=$at wa-lead list -w "$w" --json --limit=0 > "$T/known" || return 1
		jq -nc --slurpfile heard "$T/heard" --slurpfile known "$T/known" '
			($known | map({key: .contact, value: .fields}) | from_entries) as $known |
			($heard | group_by(.conversation) | map({key: .[0].conversation, value: [.[].lead.ask // empty]}) | from_entries) as $asked |
			inputs | {id, desk, want: .fields, got: ($known[.id] // {}), asked: $asked[.id]}' "$T/group" >> "$2"
		rm -rf "$w"
	done < <(jq -r '[.desk, .zone, .at] | @tsv' "$1" | sort -u)
}

# leads_wrong < results: fields that are not as they must be.
leads_wrong() {
	jq -c '.id as $id | .want as $want | .got as $got | ([.want, .got] | map(keys) | add | unique[]) |
		select($want[.] != $got[.]) | {id: $id, field: ., want: $want[.], got: $got[.]}'
}
# leads_share < results: right fields of all, in per mille.
leads_share() {
	jq -s 'map(.want as $w | .got as $g | [[.want, .got] | map(keys) | add | unique[] | $w[.] == $g[.]]) | add |
		(map(select(.)) | length) * 1000 / length | floor'
}

# leads_required DESK: how many fields it asks for.
leads_required() { grep -c '^ *required: true' "$ROOT/tests/data/leads/$1.yaml"; }

# leads_judge SET FILE: the right fields, nothing asked twice, no more asked than is told.
leads_judge() {
	ok "$1: all are played" leads_play "$2" "$T/result"
	is "$1: each has its result" "$(wc -l < "$T/result")" "$(wc -l < "$2")"
	share=$(leads_share < "$T/result")
	if [ "$share" -ge 950 ]; then
		pass "$1: at least 95 % of the fields are right ($share of 1000)"
	else
		fail "$1: at least 95 % of the fields are right ($share of 1000)" "$(leads_wrong < "$T/result")"
	fi
	is "$1: nothing is asked twice" "$(jq -c 'select((.asked | unique | length) < (.asked | length)) | .id' "$T/result")" ""
	for desk in $(jq -r .desk "$2" | sort -u); do
		is "$1: $desk asks no more than it is told to" "$(jq -r --arg d "$desk" --argjson n "$(leads_required "$desk")" \
			'select(.desk == $d and (.asked | length) > $n) | .id' "$T/result")" ""
	done
}
