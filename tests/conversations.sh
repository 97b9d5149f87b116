# shellcheck shell=bash
# A desk whose customers write through the webhook, for tests of what the team
# does then: . "$ROOT/tests/conversations.sh" after tests/lib.sh.
# The desk is ./shop, the clock stands still, ana and bea are the team.

export WA_NOW=2026-11-21T09:00:00Z
. "$ROOT/tests/classified.sh"
. "$ROOT/tests/webhook.sh"
export WA_HOME=$T WA_WORKSPACE=shop WA_MEMBER=ana
now=$(date -d "$WA_NOW" +%s)
make_desk shop 100
cat >> shop/workspace.yaml <<-'X'
	timezone: Europe/Berlin
	team:
	  - {name: ana}
	  - {name: bea}
X
store() { sqlite3 -cmd '.timeout 5000' "$T/shop/var/wa.db" "$1"; }

# wrote WHO ID SECONDS_AGO NAME TEXT: from a phone or a user id.
wrote() {
	jq -nc --arg who "$1" --arg id "$2" --arg time "$((now - $3))" --arg name "$4" --arg text "$5" '
		($who | test("^[0-9]+$")) as $phone |
		{contacts: [{profile: {name: $name}} + (if $phone then {wa_id: $who} else {user_id: $who} end)],
		 messages: [(if $phone then {from: $who} else {from_user_id: $who} end) + {id: $id, timestamp: $time, type: "text", text: {body: $text}}]}' | arrives
}
# echoed TO ID SECONDS_AGO TEXT: a person wrote from the phone app.
echoed() {
	jq -nc --arg to "$1" --arg id "$2" --arg time "$((now - $3))" --arg text "$4" '
		{message_echoes: [{from: "100", to: $to, id: $id, timestamp: $time, type: "text", text: {body: $text}}]}' | arrives smb_message_echoes
}
# The value of a webhook's change on stdin, delivered.
arrives() {
	jq -c --arg field "${1:-messages}" '{object: "whatsapp_business_account", entry: [{id: "1", changes: [{field: $field,
		value: ({metadata: {phone_number_id: "100"}} + .)}]}]}' > body
	[ "$(post body secret-of-the-app)" = 200 ]
}
# line ENTRY CONFIDENCE: what arrived goes through the line, classified so; nothing is sent.
line() {
	wa-recv --follow --once | jq -c --arg entry "$1" --argjson confidence "$2" --arg mood "${3:-neutral}" '
		if .type == "message" then . + {class: {language: "en", language_confidence: 0.99, intent: $entry, confidence: $confidence,
			sentiment: $mood, candidates: [{id: $entry, score: $confidence}], signals: []}} else . end' |
		wa-reply | wa-inquiry | wa-send --no-drain > /dev/null
}
# What was handed over has been sent.
sent() { store "UPDATE outbox SET state = 'sent', sent = queued WHERE state = 'queued'; UPDATE message SET outcome = intended, settled = handed WHERE outcome IS NULL AND handed IS NOT NULL"; }
listen -w shop
