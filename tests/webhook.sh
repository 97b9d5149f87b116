# shellcheck shell=bash
# A listener under test: . "$ROOT/tests/webhook.sh" after tests/lib.sh.
# $W is its address, $LISTENER its pid, $T/listen.err what it said.

export WA_HOME=$T/home LOAD=$ROOT/${BUILD:-build}/bench/webhook-load
# Under valgrind only the commands are replaced.
[ -x "$LOAD" ] || LOAD=$ROOT/build/bench/webhook-load
PRELOAD=
unset WA_SANDBOX WA_STATE STATE_DIRECTORY

# desk NAME NUMBER [APP_SECRET]: a workspace with its secrets in files.
desk() {
	mkdir -p "$WA_HOME/$1"
	printf 'numbers:\n  - phone_number_id: %s\n    display: "+49 30 %s"\nsecrets:\n  app_secret_file: app_secret\n  verify_token_file: verify_token\n' \
		"$2" "$2" > "$WA_HOME/$1/workspace.yaml"
	(umask 077 && echo "${3:-test_app_secret}" > "$WA_HOME/$1/app_secret" && echo "token of $1" > "$WA_HOME/$1/verify_token")
}
# listen [OPTION...]: started, and ready.
listen() {
	: > "$T/listen.err"
	LD_PRELOAD=$PRELOAD wa-recv --listen 127.0.0.1:0 "$@" 2> "$T/listen.err" &
	LISTENER=$!
	_pids+=("$LISTENER")
	wait_for 10 grep -q listening "$T/listen.err" || { cat "$T/listen.err" >&2; return 1; }
	W=$(sed -n 's/.*listening on http:..//p' "$T/listen.err")
}
hmac() { perl -MDigest::SHA=hmac_sha256_hex -0777 -e 'print hmac_sha256_hex(<STDIN> // "", $ARGV[0])' "$1"; }
# post FILE [APP_SECRET] [CURL OPTION...]: the status of a signed delivery.
post() {
	local file=$1 secret=${2:-test_app_secret}
	shift $(($# < 2 ? $# : 2))
	curl -s -o "$T/answer" -w '%{http_code}' -m 30 -H "X-Hub-Signature-256: sha256=$(hmac "$secret" < "$file")" \
		-H 'Content-Type: application/json' -H 'Expect:' --data-binary @"$file" "$@" "http://$W/webhook"
}
# text NUMBER ID [WORDS]: a body with one message.
text() {
	jq -nc --arg n "$1" --arg id "$2" --arg t "${3:-Hi}" '{entry: [{id: "1", changes: [{field: "messages", value: {metadata:
		{phone_number_id: $n}, messages: [{from: "49151", id: $id, timestamp: "1739321024", type: "text", text: {body: $t}}]}}]}]}'
}
# journal NAME SQL
journal() { sqlite3 "$WA_HOME/$1/var/journal.db" "$2"; }
arrived() { [ "$(journal "$1" "SELECT count(*) FROM entry")" -ge "$2" ]; }
health() { curl -s "http://$W/healthz"; }
