# shellcheck shell=bash
# A desk for tests that need more than one program: a workspace, a sandbox in
# WhatsApp's place, the listener and the line, and ways to look at them.
#   . "$ROOT/tests/desk.sh"
# One desk at a time: $D is its directory, $S its state. scripts/soak and the
# benchmarks use this file too.

export WA_SANDBOX=1
SANDBOX='' LISTENER='' LINE=''
_sessions=()
trap '_desk_cleanup; _cleanup' EXIT
_desk_cleanup() {
	local s
	for s in "${_sessions[@]}"; do kill -9 "$s" 2> /dev/null; done
	for s in "${_sessions[@]}"; do pkill -KILL -s "$s"; done
}

# desk_make DIR [NUMBER [PORT]]: a workspace that nobody has used.
desk_make() {
	D=$1 S=$1/var/sandbox PORT=${3:-$(free_port)}
	(umask 077 && mkdir -p "$S")
	cat > "$D/workspace.yaml" <<-END
		name: Harbour Clinic
		description: A walk-in clinic by the harbour.
		language: en
		languages: [en, es]
		timezone: Europe/Berlin
		numbers:
		  - phone_number_id: "${2:-100000000000001}"
		    display: "+49 30 5550001"
		listen: 127.0.0.1:$PORT
		handoff: {takes_control: no} # one customer asks many things here
		turn: {quiet: ${QUIET:-0s}, cap: ${CAP:-15s}}
		send:
		  rate: 0
		  in_flight: 64
		  budget_per_hour: 600
		  unknown_after: ${UNKNOWN_AFTER:-4s}
	END
	cat > "$D/faq.yaml" <<-'END'
		- id: sundays
		  ask:
		    en: [Are you open on Sundays?, Do you open on Sunday?, Is the clinic open on Sundays?]
		    es: [¿Abren los domingos?]
		  answer:
		    en: Yes, on Sundays we are open from 10 to 14 h.
		    es: Sí, los domingos abrimos de 10 a 14 h.
		- id: parking
		  ask:
		    en: [Where can I park?, Is there parking?, Do you have a car park?]
		    es: [¿Dónde puedo aparcar?]
		  answer:
		    en: There is a car park behind the house, free for patients.
		    es: Detrás de la casa hay un aparcamiento gratuito para pacientes.
	END
}

# desk_events N: N lines of messages from N / 3 customers.
desk_events() {
	jq -nc --argjson n "$1" '
		["Are you open on Sundays?", "Hi", "My neighbour says blue is nicer", "Where can I park?"] as $texts |
		range($n) | . as $i | ($i / 3 | floor) as $who | ("c_" + ("000000000000000\($who)" | .[-16:])) as $key |
		{v: 1, id: "wamid.test.\($i)", type: "message", workspace: "desk", conversation: $key,
		 time: (now - 60 + $i / 100 | todate), received: (now | todate),
		 contact: {key: $key, wa_id: "49151\(1000000 + $who)", name: "Customer \($who)"},
		 message: {kind: "text", text: $texts[$i % 4]}}'
}

# The sandbox: desk_sandbox [OPTION...]; then $URL.
desk_sandbox() {
	setsid wa-sandbox -w "$D" --no-limits "$@" 2>> "$D/log" &
	SANDBOX=$!
	disown
	_sessions+=("$SANDBOX")
	wait_for 10 desk_ready || return 1
	URL=$(jq -r .url "$S/sandbox.json")
}
desk_ready() { curl -sf "$(jq -r .url "$S/sandbox.json")/sandbox/stats"; }
sandbox_get() { curl -sf "$URL/sandbox/$1"; }
sandbox_set() { curl -sf --data-binary "$2" "$URL/sandbox/$1" > /dev/null; } # faults or settings
# inject FILE: what customers write; the ids on stdout.
inject() { curl -sf --data-binary "@$1" "$URL/sandbox/inject"; }
delivered() { [ "$(sandbox_get stats | jq .webhooks.waiting)" = 0 ]; }

# again COMMAND: in a session of its own, started again whenever it ends.
again() {
	# shellcheck disable=SC2016 # the inner shell's
	setsid bash -c 'while [ -d "$D" ]; do eval "$0"; sleep 0.05; done' "$1" >> "$D/log" 2>&1 &
	_sessions+=($!)
	disown
}
# The filters between source and sink; tests leave one out or put one in.
FILTERS='wa-media -w "$D" | wa-turn -w "$D" | wa-classify -w "$D" | wa-lead -w "$D" | wa-reply -w "$D" | wa-inquiry -w "$D"'
# desk_listen, desk_line: listener and line, each started again when it dies.
desk_listen() {
	export D PORT
	again 'wa-recv -w "$D" --listen "127.0.0.1:$PORT"'
	LISTENER=$!
}
desk_line() {
	export D
	again 'wa-recv -w "$D" --follow | '"${1-$FILTERS}"' | wa-send -w "$D" > /dev/null'
	LINE=$!
}
# desk_open: a sandbox, and a listener that answers; without them the test ends.
desk_open() {
	desk_sandbox || { fail "the sandbox starts" "$(cat "$D/log")"; done_testing; }
	desk_listen
	wait_for 20 curl -sf "http://127.0.0.1:$PORT/healthz"
}
# desk_ask PHONE TEXT: a customer writes, and it has arrived.
desk_ask() {
	local before
	before=$(_messages)
	jq -nc --arg from "$1" --arg text "$2" '{from: $from, name: "N", text: $text}' > in
	inject in > /dev/null
	wait_for 10 _more_than "$before"
}
_messages() { journal "SELECT count(*) FROM entry WHERE type = 'message'"; }
_more_than() { [ "$(_messages)" -gt "$1" ]; }
# desk_once: what is there goes through the line, and nothing is sent.
desk_once() {
	wa-recv -w "$D" --follow --once | wa-classify -w "$D" | wa-reply -w "$D" | wa-inquiry -w "$D" | wa-send -w "$D" --no-drain > /dev/null
}
# desk_end SESSION: the shell first, so that it starts nothing more.
desk_end() {
	kill -9 "$1" 2> /dev/null
	pkill -TERM -s "$1"
	wait_for 20 desk_ended "$1" || pkill -KILL -s "$1"
}
desk_ended() { ! pgrep -s "$1" > /dev/null; }

# Rows: journal QUERY, store QUERY.
journal() { sqlite3 -readonly -cmd '.timeout 5000' "$S/journal.db" "$1"; }
store() { sqlite3 -readonly -cmd '.timeout 5000' "$S/wa.db" "$1"; }
none() { [ "$(store "$1")" = 0 ]; } # a count that should be 0
# Every message that came in has ended, and nothing is on its way.
settled() {
	delivered && [ "$(journal "SELECT count(*) FROM entry WHERE type = 'message'")" = "$(store "SELECT count(*) FROM message WHERE type = 'message'")" ] &&
		none "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND ended IS NULL)" &&
		none "SELECT count(*) FROM message WHERE type = 'message' AND outcome IS NULL"
}
