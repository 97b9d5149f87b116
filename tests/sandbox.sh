# shellcheck shell=bash
# A sandbox by itself for a test, and ways to talk to it.
#   . "$ROOT/tests/sandbox.sh"

# sandbox_start [OPTION...]: in $T/sb; then $URL and $TOKEN.
sandbox_start() {
	background wa-sandbox --state "$T/sb" "$@" 2> "$T/sandbox.log"
	SANDBOX=$!
	wait_for 10 sandbox_ready || fail "the sandbox starts" "$(cat "$T/sandbox.log")"
	URL=$(jq -r .url "$T/sb/sandbox.json") TOKEN=$(jq -r .token "$T/sb/sandbox.json")
}
sandbox_ready() { curl -sf "$(jq -r .url "$T/sb/sandbox.json")/sandbox/stats"; }
sandbox_end() { kill "$SANDBOX"; wait "$SANDBOX"; }
control() { curl -s "$URL/sandbox/$1" "${@:2}"; } # stats, sends ...
setting() { curl -sf --data-binary "$2" "$URL/sandbox/$1" > /dev/null; } # faults, settings, reset
inject() { curl -s --data-binary @- "$URL/sandbox/inject${1:-}"; }
graph() { curl -s -H "Authorization: Bearer $TOKEN" "${@:2}" "$URL/v26.0/$1"; }
NUMBER=100000000000001
post() { graph "$NUMBER/messages" -H 'Content-Type: application/json' -d "$1"; }
# text TO [WORDS [CALLBACK]]: a text's request.
text() {
	jq -nc --arg to "$1" --arg body "${2:-Hello}" --arg cb "${3:-cb}" '{messaging_product: "whatsapp", to: $to,
		type: "text", text: {body: $body}, biz_opaque_callback_data: $cb}'
}
code() { jq -r '.error.code // "ok"'; }
# many FILE...: one request for each, over one connection; prints the answers.
many() {
	local f
	for f; do
		printf 'next\nurl = "%s"\nheader = "Authorization: Bearer %s"\ndata = "@%s"\n' "$URL/v26.0/$NUMBER/messages" "$TOKEN" "$f"
	done > "$T/many"
	curl -s -K "$T/many"
}
# burst N TO: so many texts; prints how often which code came.
burst() {
	local i files=()
	text "$2" > "$T/burst.json"
	for ((i = 0; i < $1; i++)); do files+=("$T/burst.json"); done
	many "${files[@]}" | code | sort | uniq -c | tr -s ' \n' ' '
}
delivered() { [ "$(control stats | jq .webhooks.waiting)" = 0 ]; }

# A listener that keeps what it is posted: $T/hooks/N.body and N.head; its
# answer's status is what $T/hooks/status says (200). Then $HOOK.
listener_start() {
	mkdir -p "$T/hooks"
	echo 200 > "$T/hooks/status"
	background perl "$ROOT/tests/data/listener.pl" "$T/hooks"
	wait_for 10 test -s "$T/hooks/port"
	HOOK=http://127.0.0.1:$(cat "$T/hooks/port")/
}
# All bodies posted so far, a line each, in order.
hooks() { for f in $(printf '%s\n' "$T"/hooks/*.body | sort -V); do cat "$f"; echo; done; }

# A business that marks read, types, and answers $ANA by what it is asked.
ANA=491511234567
message() { jq -nc --arg to "+$ANA" --argjson m "$1" '{messaging_product: "whatsapp", to: $to} + $m'; }
business() {
	local since=0 seq lines id words
	while lines=$(control "events?contact=$ANA&since=$since&wait=20"); do
		[ -n "$lines" ] || continue
		while IFS=$'\t' read -r seq id words; do
			since=$seq
			[ -n "$id" ] || continue
			post "{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"$id\",\"typing_indicator\":{\"type\":\"text\"}}"
			case $words in
			buttons) post "$(message '{"type":"interactive","interactive":{"type":"button","body":{"text":"Shall we?"},"action":{"buttons":[
				{"type":"reply","reply":{"id":"y","title":"Yes"}},{"type":"reply","reply":{"id":"n","title":"No"}}]}}}')" ;;
			list) post "$(message '{"type":"interactive","interactive":{"type":"list","body":{"text":"Which?"},"action":{"button":"Pick","sections":[
				{"title":"S","rows":[{"id":"r1","title":"One","description":"the first"},{"id":"r2","title":"Two"}]}]}}}')" ;;
			evil) post "$(message '{"type":"text","text":{"body":"red \u001b[31m bell \u0007 csi \u009b2J\nsecond line"}}')" ;;
			twice) post "$(text +$ANA 'One.')"; post "$(text +$ANA 'Two.')" ;;
			silence) ;;
			*) post "$(text +$ANA "You said: $words")" ;;
			esac
		done < <(jq -r '[.seq, if .kind == "own" then .id, (.message | .text.body // .interactive.button_reply.title //
			.interactive.list_reply.title // .type) else "", "" end] | @tsv' <<< "$lines") > /dev/null
	done
}
chat() { wa-chat --state "$T/sb" --settle 120 "$@"; }
