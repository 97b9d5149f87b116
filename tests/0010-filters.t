# The contract of wa-filter(7), the same list for every filter in src/commands.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

template=$T/template
export WA_HOME=$T
. "$ROOT/tests/desk.sh"
QUIET=1s desk_make "$template"
# What a lead is, for those who ask.
cat > "$template/leads.yaml" <<-'END'
	start: {words: {en: [park]}}
	fields: [{key: name, required: on, ask: "Who will park?"}]
END
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
# Something that customers sent, for those who fetch.
medium=$(curl -s -H "Authorization: Bearer $(jq -r .token "$S/sandbox.json")" -F messaging_product=whatsapp \
	-F "file=@$ROOT/tests/data/media/picture.png;type=image/png" "$URL/v26.0/100000000000001/media" | jq -r .id)
export medium

n=0
# A desk that nobody has used yet; its state in $state.
fresh() {
	n=$((n + 1))
	desk=$T/desk$n
	cp -R "$template" "$desk"
	state=$desk/var/sandbox
}
# run [OPTION...]: the filter on $T/in: $T/out, $T/err and its status.
run() {
	"$filter" -w "$desk" "$@" < "$T/in" > "$T/out" 2> "$T/err"
	got=$?
	# Filters for slow work keep order within a conversation only.
	[ -z "$slow" ] || in_order
}
# Brings $T/out into the order of $T/in; as it came it is in $T/raw.
in_order() {
	mv "$T/out" "$T/raw"
	LC_ALL=C awk 'match($0, /"id" ?: ?"[^"]*"/) { id = substr($0, RSTART, RLENGTH) }
		NR == FNR { rank[id] = FNR; next } { print rank[id] "\t" $0 }' "$T/in" "$T/raw" | sort -s -n -k1,1 | cut -f2- > "$T/out"
}
# Ids, by conversation where others may overtake.
order() { if [ -n "$slow" ]; then jq -r '"\(.conversation) \(.id)"' "$1" | sort -s -k1,1; else jq -r .id "$1"; fi; }
# All rows of the desk's stores, so that two moments can be compared; full-text
# indexes, which follow from other rows, are not empty when they are made.
rows() {
	local db
	for db in "$state"/*.db; do
		[ ! -e "$db" ] || sqlite3 "$db" .dump | grep '^INSERT' | grep -v '^INSERT INTO \(sqlite_schema\|.[a-z]*_words_\)'
	done
	cat "$state/dead.ndjson" 2> /dev/null
	find "$state/media" 2> /dev/null | sort
}
# served LINE RESULT: the result is the line's own bytes, or these with the key
# before the last brace where the filter has something to say.
served() {
	local head=${1%\}*}
	[[ $1 == "$2" || ($2 == "$head,\"$key\":"* && $2 == *"}") ]]
}
all_served() {
	local line result i=0
	while IFS= read -r line && IFS= read -r result <&3; do
		i=$((i + 1))
		served "$line" "$result" || { echo "line $i: $result"; return 1; }
	done < "$1" 3< "$2"
	[ "$(wc -l < "$1")" = "$(wc -l < "$2")" ] || { echo "lines in and out differ"; return 1; }
	jq -c . "$2" > /dev/null
}
lines_out() { [ "$(wc -l < "$T/live.out")" -ge "$1" ]; }
gone() { ! kill -0 "$1" 2> /dev/null; }

# A line that is not an event: $2 is its bytes, between two that are.
bad_line() {
	fresh
	{ head -n 1 "$T/events"; printf '%b\n' "$2"; sed -n 2p "$T/events"; } > "$T/in"
	run
	is "$filter: $1 is reported by exit status 65" "$got" 65
	sed -n 1,2p "$T/events" > "$T/want"
	ok "$filter: $1 does not stop the good ones" all_served "$T/want" "$T/out"
	is "$filter: $1 goes to dead.ndjson with its reason" "$(jq -r 'has("reason")' "$state/dead.ndjson" 2>&1)" true
	unlike "$filter: $1 does not show its words on stderr" "$(cat "$T/err")" 'hushhush'
}

contract() {
	fresh
	: > "$T/in"
	run
	is "$filter: empty input is fine" "$got $(wc -c < "$T/out")" "0 0"

	fresh
	cp "$T/events" "$T/in"
	run
	is "$filter: good events end well" "$got" 0
	ok "$filter: every message goes on as its own bytes with \"$key\" before the last brace" all_served "$T/in" "$T/out"
	ok "$filter: adds \"$key\"" jq -e -s --arg k "$key" 'any(has($k))' "$T/out"
	cp "$T/out" "$T/first"
	run
	ok "$filter: events that come again get the same answer" cmp "$T/first" "$T/out"

	fresh
	sed 's/^{"v":1,/{ "v" : 1 , "later":{"x":[1, 2.50 ]},/' "$T/events" > "$T/in"
	run
	ok "$filter: keys it doesn't know and blanks stay as they are" all_served "$T/in" "$T/out"

	fresh
	printf '%s' "$(head -n 1 "$T/events")" > "$T/in"
	run
	is "$filter: a last line without a newline is served" "$got $(wc -l < "$T/out")" "0 1"

	bad_line "a line that isn't JSON" '{"hushhush'
	bad_line "bad UTF-8" '{"v":1,"id":"x","type":"message","a":"hushhush\0377"}'
	bad_line "a NUL byte" '{"v":1,"id":"x","type":"message",\0000"a":"hushhush"}'
	bad_line "JSON that is no event" '["hushhush"]'
	bad_line "a line over 1 MiB" "{\"v\":1,\"id\":\"x\",\"type\":\"message\",\"a\":\"hushhush$(head -c 1100000 /dev/zero | tr '\0' a)\"}"
	bad_line "nesting without end" "$(head -c 100000 /dev/zero | tr '\0' '[')"

	fresh
	cat > "$T/in" <<-'END'
		{"v":1,"id":"odd.1","type":"zebra","workspace":"desk", "n":1.50e3,"text":"caf\u00e9"}
		{"v":1,"id":"odd.2","type":"status","workspace":"desk","status":{"id":"wamid.1","state":"sent"},"class":1,"reply":2,"inquiry":3,"sent":4}
		{"v":1,"id":"odd.3","type":"account","workspace":"desk","account":{"kind":"x","raw":{}}}
	END
	run
	is "$filter: types it doesn't know are no failure" "$got" 0
	ok "$filter: types it doesn't know pass as they are" cmp "$T/in" "$T/out"

	fresh
	rows > "$T/before"
	sed "s/}\$/,\"$key\":{\"mine\": true}}/" "$T/events" > "$T/in"
	run
	ok "$filter: an event that has \"$key\" passes as it is" cmp "$T/in" "$T/out"

	fresh
	cp "$T/events" "$T/in"
	run -n
	ok "$filter: -n serves" all_served "$T/in" "$T/out"
	rows > "$T/after"
	ok "$filter: -n writes nothing" cmp "$T/before" "$T/after"

	fresh
	sed 's/}$/,"replay":true}/' "$T/events" > "$T/in"
	run
	ok "$filter: replayed events are served" all_served "$T/in" "$T/out"
	rows > "$T/after"
	ok "$filter: replayed events write nothing" cmp "$T/before" "$T/after"

	fresh
	cp "$T/many" "$T/in"
	run
	is "$filter: many events are served" "$got" 0
	ok "$filter: order is kept${slow:+ within a conversation}" cmp <(order "$T/in") <(order "$T/${slow:-out}")

	fresh
	status "$filter: a full disk behind stdout is exit status 74" 74 bash -c '"$1" -w "$2" < "$3" > /dev/full' - "$filter" "$desk" "$T/events"
	fresh
	status "$filter: a closed stdin is exit status 74" 74 timeout 20 bash -c '"$1" -w "$2" <&-' - "$filter" "$desk"
	ok "$filter: --help explains and ends well" "$filter" --help
	like "$filter: --help names the workspace's option" "$("$filter" --help 2>&1)" '--workspace'
	status "$filter: an unknown option is exit status 64" 64 "$filter" --nonsuch
	is "$filter: an unknown option prints nothing on stdout" "$("$filter" --nonsuch 2> /dev/null)" ""
	status "$filter: an unknown workspace is exit status 78" 78 "$filter" -w "$T/nowhere/"

	fresh
	"$filter" -w "$desk" < "$T/many" 2> "$T/err" | head -n 1 > /dev/null
	is "$filter: a reader that goes ends it without a word" "$(cat "$T/err")" ""

	# Alive: input stays open.
	fresh
	mkfifo "$T/pipe"
	"$filter" -w "$desk" < "$T/pipe" > "$T/live.out" 2> "$T/live.err" &
	local pid=$!
	exec 4> "$T/pipe"
	sed -n 1,2p "$T/events" >&4
	ok "$filter: answers while its input stays open" wait_for 20 lines_out 2
	sed -n 3p "$T/events" >&4
	wait_for 20 lines_out 3
	kill -TERM "$pid"
	wait "$pid"
	is "$filter: SIGTERM ends it with status 0" $? 0
	sed -n 1,3p "$T/events" > "$T/want"
	ok "$filter: SIGTERM leaves whole lines" all_served "$T/want" "$T/live.out"
	exec 4>&-
	rm "$T/pipe"

	# Its reader goes while nothing comes in.
	fresh
	mkfifo "$T/pipe" "$T/reader"
	"$filter" -w "$desk" < "$T/pipe" > "$T/reader" 2> "$T/live.err" &
	pid=$!
	exec 4> "$T/pipe" 5< "$T/reader"
	exec 5<&-
	ok "$filter: notices on a quiet desk that its reader has gone" wait_for 20 gone "$pid"
	kill -9 "$pid" 2> /dev/null
	wait "$pid" 2> /dev/null
	exec 4>&-
	rm "$T/pipe" "$T/reader"
	rm -rf "$T"/desk[0-9]*
}

while read -r filter key upstream; do
	case $filter in '' | '#'*) continue ;; esac
	export desk
	slow=
	! grep -q filter_run_slow "$ROOT/src/$filter.c" || slow=raw
	fresh
	desk_events 6 > "$T/plain"
	desk_events 200 > "$T/plenty"
	rm -f "$state"/*.db*
	bash -c "set -o pipefail; ${upstream:-cat}" > "$T/events" < "$T/plain" 2> "$T/err" || fail "$filter: what stands before it works" "$(cat "$T/err")"
	bash -c "set -o pipefail; ${upstream:-cat}" > "$T/many" < "$T/plenty" 2> "$T/err"
	contract
done < "$ROOT/src/commands"
done_testing
