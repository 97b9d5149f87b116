# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
sandbox_start --no-limits

business & _pids+=($!)
last() { control "events?contact=$ANA" | jq -c 'select(.kind == "own")' | tail -1; }

# Scripted
is "lines are sent and answers printed" "$(printf '%s\n' Hello 'How are you?' | chat)" "customer: Hello
business: You said: Hello
customer: How are you?
business: You said: How are you?"
is "several answers are waited for" "$(echo twice | chat --settle 1500)" "customer: twice
business: One.
business: Two."
is "silence is not waited for without end" "$(printf 'silence\nHi' | chat --wait 1)" "customer: silence
customer: Hi
business: You said: Hi"
is "a choice is made by number" "$(printf '%s\n' buttons 2 3 | chat)" "customer: buttons
business: Shall we?
  [1] Yes
  [2] No
customer: [No]
business: You said: No
customer: 3
business: You said: 3"
is "of a list too" "$(printf '%s\n' list 1 | chat)" "customer: list
business: Which?
  [1] One - the first
  [2] Two
customer: [One]
business: You said: One"
is "which the business gets as a reply to its message" "$(last | jq -c '.message.interactive')" \
	'{"type":"list_reply","list_reply":{"id":"r1","title":"One","description":"the first"}}'
chat <<< evil > out
unlike "control characters never come out" "$(cat -v out)" '\^|M-'
is "lines after the first are indented" "$(tail -1 out)" "  second line"
printf 'fake' > 'my photo.jpg'
is "a file is sent, with its caption" "$(echo '/image "my photo.jpg" Look here' | chat | head -1)" "customer: [image: my photo.jpg] Look here"
is "a voice note, a place, a contact" "$(printf '%s\n' '/voice my' '/location 52.5 13.4 The Tower' '/contact +4930123 Bo B' | chat 2> err | grep customer)" \
	"customer: [location: 52.5 13.4] The Tower
customer: [contact: Bo B]"
like "what can't be sent is said" "$(cat err)" '^wa-chat: /voice: my: No such file'
is "a reaction and a quotation go to a message of this conversation" "$(printf '%s\n' Hello '/react 👍' '/reply 1 Indeed' '/reply 9 No' | chat 2> err | grep customer)" \
	"customer: Hello
customer: [reacts: 👍]
customer: [to 1] Indeed"
like "others don't exist" "$(cat err)" 'no such message'
status "and that is told at the end" 1 chat --wait 1 <<< '/reply 9 No'
status "an unknown command too" 1 chat <<< '/imge x'
like "with the nearest name" "$(cat "$T/.out")" 'did you mean /image'
is "two slashes are one" "$(echo '//help' | chat | head -1)" "customer: /help"
is "quit ends it" "$(printf '%s\n' /quit Hello | chat)" ""
is "empty lines are nothing" "$(printf '\n\n' | chat)" ""

# Who
echo Hi | chat --as '+49 (151) 999-0000' --name Bo --wait 0 > /dev/null
is "one can be somebody else" "$(control people | jq -c 'select(.name == "Bo") | .phone')" '"491519990000"'
echo Hi | chat --user-id DE.77 --name Cy --wait 0 > /dev/null
is "or somebody without a phone" "$(control people | jq -c 'select(.name == "Cy") | [.phone, .user_id]')" '[null,"DE.77"]'
status "a phone must be one" 64 chat --as tomorrow
status "a user id too" 64 chat --user-id 'a b'
status "no sandbox is said" 69 wa-chat --state "$T/nowhere"
status "a full disk too" 74 bash -c "echo Hi | wa-chat --state $T/sb > /dev/full"

# The sandbox goes
{ echo Hi; kill "$SANDBOX"; sleep 1; } | chat --wait 1 > out 2> err
like "a sandbox that goes is noticed" "$(cat err)" 'the sandbox has gone'
done_testing
