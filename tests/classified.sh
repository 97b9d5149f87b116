# shellcheck shell=bash
# A small desk for tests: a workspace in $T/NAME, and events with a class as wa-classify would add it.

# make_desk NAME: workspace.yaml, faq.yaml and secrets.
make_desk() {
	mkdir -p "$T/$1"
	cat > "$T/$1/workspace.yaml" <<-YAML
	name: ${1^}
	language: en
	languages: [en, es]
	numbers:
	  - phone_number_id: "${2:-106540352242922}"
	secrets: {app_secret_file: app-secret, verify_token_file: verify-token, token_file: token}
	YAML
	cat > "$T/$1/faq.yaml" <<-'YAML'
	- id: sunday
	  ask: {en: [do you open on sundays, sunday hours], es: [abren los domingos]}
	  answer: {en: "On Sundays from 10 to 2.", es: "Los domingos de 10 a 14."}
	- id: parking
	  ask: [where can I park, is there parking]
	  answer: {en: "Behind the house."}
	- id: refund
	  ask: [I want my money back, refund]
	  escalate: refund
	YAML
	(umask 077; echo secret-of-the-app > "$T/$1/app-secret"; echo verify-me > "$T/$1/verify-token"; echo token-of-the-desk > "$T/$1/token")
}

# classified ENTRY CONFIDENCE [LANGUAGE [SIGNAL,...]] < text: events as if wa-classify had seen them.
classified() {
	wa-event | jq -c --arg entry "$1" --argjson confidence "$2" --arg language "${3:-en}" --arg signals "${4:-}" '
		. + {class: {language: $language, language_confidence: 0.99, intent: $entry, confidence: $confidence,
			candidates: (if $entry == "" then [] else [{id: $entry, score: $confidence}] end),
			signals: ($signals | split(",") | map(select(. != "")))}}'
}
