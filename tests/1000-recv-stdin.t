# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
corpus=$ROOT/../shared/corpus/webhook

# What a file holds, counted and spelled by jq alone: [type, id, kind, text, wa_id or user id, media id].
cat > items.jq <<'JQ'
def list: if type == "array" then .[] elif . == null then empty else . end;
def media: .[.type // ""] | if type == "object" and has("mime_type") then .id else null end;
def words: (.type // "") as $t | .[$t] as $o |
	if $t == "text" then $o.body
	elif $t == "button" then $o.text
	elif $t == "interactive" then ($o.button_reply // $o.list_reply // {}).title
	elif $t == "reaction" then $o.emoji
	elif $t == "location" then [$o.name, $o.address] | map(select(.)) | join("\n") | if . == "" then null else . end
	elif $t == "contacts" then [$o[].name.formatted_name] | join(", ")
	elif $t == "order" then $o.text
	elif $t == "edit" then $o.message | words
	elif $t == "revoke" then null
	else ($o // {}) | .caption? end;
def said($type; $who): [$type, .id, .type, words, $who, (if .type == "edit" then .edit.message | media else media end)];
def change:
	.field as $f | .value as $v |
	if $f == "messages" then
		($v.messages | list |
			if .type == "system" then ["system", .id, .system.type, null, .from, null]
			else said("message"; .from_user_id // .from) end),
		($v.statuses | list |
			["status", .id, .status, null,
			 (if .recipient_type == "group" then .participant_recipient_id // .recipient_participant_id
			  else .recipient_user_id // .recipient_id end), null]),
		($v.errors | list | ["account", null, "error", null, null, null])
	elif $f == "smb_message_echoes" then $v.message_echoes | list | said("echo"; .to_user_id // .to)
	elif $f == "history" then
		($v.history | list | (.threads | list | .id as $id | .messages | list | said("history"; $id)),
			(.errors | list | ["account", null, "error", null, null, null])),
		($v.messages | list | said("history"; .from))
	elif $f == "smb_app_state_sync" then $v.state_sync | list | ["system", null, "app_contact", null, .contact.phone_number, null]
	elif $f == "user_preferences" then $v.user_preferences | list | ["system", null, "user_preference", null, .user_id // .wa_id, null]
	elif $f == "calls" then
		($v.calls | list | ["system", null, "call", null, (if .direction == "BUSINESS_INITIATED" then .to else .from end), null]),
		($v.statuses | list | ["system", null, "call_status", null, .recipient_id, null])
	elif ($v | has("groups")) then $v.groups | list | ["account", null, $f, null, null, null]
	elif ($v | has("automatic_events")) then $v.automatic_events | list | ["account", null, $f, null, null, null]
	else ["account", null, (if $v | has("new_quality_score") then "message_template_quality_update" else $f end), null, null, null] end;
if has("entry") then .entry[].changes[] | change else {field: "history", value: .} | change end
JQ
cat > events.jq <<'JQ'
[.type, (if .id | startswith("x_") then null else .id end),
 (.message.kind // .status.state // .system.kind // .account.kind),
 .message.text, (.contact.user_id // .contact.wa_id), .message.media.id]
JQ

if [ -d "$corpus" ]; then
	# One jq for all files, split by name after: a process each takes seconds.
	mkdir body got want
	jq -rc '(input_filename | sub(".*/"; "")), tojson' "$corpus"/*.json |
		while read -r name && read -r body; do printf '%s\n' "$body" > "body/$name"; done
	split() { while IFS=$'\t' read -r name item; do printf '%s\n' "$item" >> "$1/${name##*/}"; done; }
	for f in body/*; do wa-recv -n < "$f" > "got/${f##*/}.events"; done
	jq -rc "$(cat items.jq) | \"\(input_filename)\\t\(tojson)\"" body/* | split want
	jq -rc "$(cat events.jq) | \"\(input_filename | sub(\".events$\"; \"\"))\\t\(tojson)\"" got/*.events | split got
	for f in body/*; do
		name=${f##*/}
		if [ -s "want/$name" ] && cmp -s "want/$name" "got/$name"; then pass "$name: every item is an event"
		else fail "$name: every item is an event" "$(diff "want/$name" "got/$name")"; fi
	done
	cat body/* | wa-recv > all
	is "one stream of all samples has as many events as they have items" \
		"$(wc -l < all)" "$(cat "$corpus"/*.json | jq -c -f items.jq | wc -l)"
	is "what WhatsApp said about a message is whole under raw" \
		"$(jq -cS '.message.raw // .status.raw | select(.) | del(.history_context)' all | sort | md5sum)" \
		"$(cat "$corpus"/*.json | jq -cS 'if has("entry") then .entry[].changes[] else {value: .} end |
			.value | (.messages, .statuses, .message_echoes, (.history // [] | [.[].threads // [] | .[].messages[]])) // [] | .[] |
			select(.type != "system" and .type != "call") | del(.history_context)' | sort | md5sum)"
	is "every event has its time, its arrival and version" "$(jq -c 'select((.v == 1 and .time and .received) | not)' all)" ""
	is "the same bodies make the same ids and keys again" \
		"$(cat body/* | wa-recv | jq -c '[.id, .conversation]' | md5sum)" \
		"$(jq -c '[.id, .conversation]' all | md5sum)"
else
	skip "no corpus here"
fi

# Shapes that no page shows.
while IFS=$'\t' read -r name count body; do
	printf '%s\n' "$body" | wa-recv > out 2> err
	is "$name" "$? $(wc -l < out)" "0 $count"
done < "$ROOT/tests/data/webhook-odd.tsv"
jq -nc '{entry: [{changes: [{field: "history", value: {history: [{metadata: {phase: 1}, threads: [range(3) | {id: "\(.)",
	messages: [range(1000) as $m | {id: "h\(. * 1000 + $m)", type: "text", text: {body: "x"}}]}]}]}}]}]}' | wa-recv > out
is "a history of thousands is as many events" "$? $(wc -l < out)" "0 3000"

text='{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"100"},"contacts":[{"wa_id":"49151","profile":{"name":"Ana"}}],"messages":[{"from":"49151","id":"wamid.A","timestamp":"1739321024","type":"text","text":{"body":"Hi"}}]}}]}]}'
printf '%s\n{"entry":\n\n%s\n' "$text" "$text" | wa-recv > out 2> err
is "a bad line does not stop the good ones, and the exit status tells" "$? $(wc -l < out)" "65 2"
is "a bad line is said once" "$(grep -c 'line 2' err)" 1
printf '%s' "$text" | wa-recv > out
is "a last line without a newline counts" "$? $(wc -l < out)" "0 1"
is "no workspace, no workspace key" "$(jq -c 'has("workspace")' out)" false
like "the contact's key is made of the id" "$(jq -r .conversation out)" "^c_$(printf 49151 | sha256sum | cut -c1-16)\$"
is "empty input is no events" "$(wa-recv < /dev/null; echo $?)" 0
printf '%s\n' "$text" | wa-recv > /dev/full 2> err
is "a full disk behind stdout is noticed" $? 74
head -c 17000000 /dev/zero | tr '\0' 'x' | wa-recv > out 2> err
is "a line without an end is a bad line" "$? $(wc -l < out)" "65 0"
printf '\377\376{}\n' | wa-recv > out 2> err
is "bad UTF-8 is a bad line" "$? $(wc -l < out)" "65 0"

mkdir -p home/shop && printf 'numbers:\n  - phone_number_id: 100\n' > home/shop/workspace.yaml
export WA_HOME=$T/home
printf '%s\n' "$text" | wa-recv -w shop > out 2> err
is "with a workspace events carry its name" "$? $(jq -r .workspace out)" "0 shop"
printf '%s\n%s\n%s\n' "$text" "${text//\"100\"/\"200\"}" "${text//\"100\"/\"200\"}" | wa-recv -w shop > out 2> err
is "other numbers' events are left out, and the exit status tells" "$? $(wc -l < out)" "1 1"
is "another number is said once" "$(grep -c 'number 200' err)" 1
printf 'nonsense\n' | wa-recv -n -w shop > out 2> err
is "a dry run keeps no bad line" "$? $(ls home/shop/var)" "65 "
printf 'nonsense\n' | wa-recv -w shop > out 2> err
is "a bad line is kept for a person to see" "$? $(jq -r .line home/shop/var/dead.ndjson)" "65 nonsense"
status "operands are refused" 64 wa-recv x
status "two ways of working at once are refused" 64 wa-recv --listen 127.0.0.1:0 --follow
status "a webhook that keeps nothing is refused" 64 wa-recv -n --listen 127.0.0.1:0
done_testing
