# shellcheck shell=bash
# A desk whose customers and people write when a test says so: in the journal,
# without a listener, decided about by the line as of then.
#   . "$ROOT/tests/lived.sh"; the workspace is $WA_WORKSPACE

# lived_make: a shop that nobody has used, and Ana at its desk.
lived_make() {
	export WA_WORKSPACE=./shop WA_MEMBER=ana
	mkdir shop
	cat > shop/workspace.yaml <<-'END'
		# Our desk.
		name: Shop
		language: en
		languages: [en, es]
		timezone: Europe/Madrid
		numbers: [{phone_number_id: "1"}]
		team: [{name: ana}]
		handoff: {takes_control: no}
		turn: {quiet: 0s}
	END
}

_seq=0
_entry() { # TYPE PHONE TIME TEXT
	_seq=$((_seq + 1))
	jq -nr --argjson n "$_seq" --arg type "$1" --arg from "$2" --arg at "$3" --arg text "$4" '
		def quoted: "'\''" + gsub("'\''"; "'\'''\''") + "'\''";
		($at | fromdate * 1000) as $ms | "wamid.lived.\($n)" as $id |
		({v: 1, id: $id, type: $type, time: $at, received: $at, contact: {wa_id: $from, name: "Customer"}, message: {kind: "text", text: $text}} | tojson) as $body |
		"INSERT INTO entry (seq, once, type, id, time, received, peer, body) VALUES (\($n), randomblob(16), \($type | quoted), \($id | quoted), \($ms), \($ms), \($from | quoted), \($body | quoted));"' >> lived.sql
}
# A customer writes; a person writes from the phone, which takes the
# conversation at once: what came before has been lived by then.
says() { _entry message "$@"; }
phones() { _entry echo "$@"; }
# lived: all that was written since the last time goes through the line.
lived() {
	[ -e "$WA_WORKSPACE/var/journal.db" ] || WA_NOW=2026-01-01T00:00:00Z wa-recv --follow --once > /dev/null 2>&1
	sqlite3 "$WA_WORKSPACE/var/journal.db" < lived.sql
	rm lived.sql
	WA_CLOCK=received wa-recv --follow --once | WA_CLOCK=received wa-classify | WA_CLOCK=received wa-lead | WA_CLOCK=received wa-reply |
		WA_CLOCK=received wa-inquiry | WA_CLOCK=received wa-send --no-drain > /dev/null
}
