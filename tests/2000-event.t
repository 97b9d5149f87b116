# shellcheck shell=bash
# wa-event: text lines as messages.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

printf 'hi\nhow much?\n' | wa-event > out
is "a line is a message" "$(jq -r '[.v, .type, .message.kind, .message.text] | join(" ")' < out | head -1)" "1 message text hi"
is "each line comes from a contact of its own" "$(jq -r .contact.key < out | sort -u | wc -l)" 2
is "the conversation is the contact's key" "$(jq -r 'select(.conversation != .contact.key) | .id' < out)" ""
is "one contact may say it all" "$(printf 'a\nb\n' | wa-event --contact c_x --language es | jq -r '.contact | .key + .language' | uniq)" "c_xes"
is "ids never repeat" "$(printf 'a\na\n' | wa-event --contact c_x | jq -r .id | sort -u | wc -l)" 2
is "the clock is the one clock" "$(echo a | WA_NOW=2026-11-21T09:30:00Z wa-event | jq -r .time)" "2026-11-21T09:30:00Z"
printf 'ok\n\xff\xfe\nfine\n' | wa-event > out 2> err
is "a line that is no UTF-8 is said" "$?" 65
like "by its number" "$(cat err)" "^wa-event: line 2: "
is "and the others go on" "$(jq -r .message.text < out | xargs)" "ok fine"
is "a quote and a control character are one JSON string" "$(printf 'a"\tb\033[1m\n' | wa-event | jq -r .message.text)" "$(printf 'a"\tb\033[1m')"
status "an operand is a mistake" 64 wa-event hello
done_testing
