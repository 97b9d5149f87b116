# shellcheck shell=bash
# Members hear of inquiries on their phones, and claim them by a tap.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
cat >> "$D/workspace.yaml" <<'END'
notices: {whatsapp: yes, hook_timeout: 2s}
team:
  - {name: ana, phone: "+34 600 000 001"}
  - {name: bob, phone: "+34 600 000 002"}
  - {name: cleo}
  - {name: off, phone: "+34 600 000 004", off: [OFF]}
categories:
  refund: {owners: [bob]}
assign: round-robin
END
today=$(TZ=Europe/Berlin date +%F) tomorrow=$(TZ=Europe/Berlin date -d tomorrow +%F)
sed -i "s/OFF/$today, $tomorrow/" "$D/workspace.yaml"
cat >> "$D/faq.yaml" <<'END'
- id: refund
  ask: {en: [I want my money back, refund please, give me a refund]}
  escalate: refund
END
ANA=34600000001 BOB=34600000002 OFF=34600000004
export WA_WORKSPACE=$D
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
desk_listen
desk_line
again 'wa-notify -w "$D"'
TELLER=$!
# end_teller SIGNAL: the program, not the shell that starts it again.
end_teller() { pgrep -s "$TELLER" '^wa-notify' | xargs -r kill "-$1"; }
write() { jq -nc --arg from "$1" --arg text "$2" '{from: $from, name: "Customer \($from)", text: $text}' > "$T/w"; inject "$T/w" > /dev/null; }
tap() { jq -nc --arg from "$1" --arg id "$2" '{from: $from, kind: "button", button: {id: $id, title: "Claim"}}' > "$T/w"; inject "$T/w" > /dev/null; }
# got PHONE JQ: what was sent there.
got() { sandbox_get sends | jq -c "select(.contact.phone == \"$1\" and .message.type != null) | .message | $2"; }
heard() { got "$1" . | grep -q "$2"; }
inquiry() { wa-inquiry show "$1" --json | jq -r "$2"; }
tellings() { store "SELECT recipient, t.state, coalesce(reason, '') FROM telling t JOIN notice n ON n.id = t.notice WHERE n.what = 'inquiry' AND n.inquiry = $1 ORDER BY t.id"; }
ended() { settled && none "SELECT count(*) FROM telling t JOIN notice n ON n.id = t.notice WHERE n.inquiry = $1 AND t.state IN ('due', 'telling')" && none "SELECT count(*) FROM notice WHERE planned IS NULL"; }

# Ana has written to the business today, Bob has not.
write $ANA "Hi"
ok "a member who writes is served like anybody" wait_for 20 settled
write 491511000001 "Where can I park?"
wait_for 20 settled
write 491511000001 "I want my money back"
ok "an inquiry is opened and told" wait_for 20 heard $ANA 'New inquiry #1, refund'
note=$(got $ANA 'select(.type == "interactive")')
like "with what they ask" "$(jq -r .interactive.body.text <<< "$note")" "I want my money back"
like "what was said" "$(jq -r .interactive.body.text <<< "$note")" "[0-9]+:[0-9]+ agent: There is a car park"
like "and the command that claims" "$(jq -r .interactive.body.text <<< "$note")" "wa-inquiry claim 1$"
is "one button does it too" "$(jq -c '[.interactive.action.buttons[].reply | .id, .title]' <<< "$note")" '["claim:1","Claim"]'
ok "everything is told or known not to be" wait_for 20 ended 1
is "the owner first; who may not be written to has failed, with the reason; who is off or has no phone is left out" "$(tellings 1)" \
	"bob|failed|did not write to the business within 24 hours, and notices.template is not set
ana|told|"
is "the handoff is the inquiry's news" "$(got $ANA 'select(.type == "interactive" or (.text.body // "" | test("Handed"))) | .type' | wc -l)" 1
status "a failed notice is shown" 1 wa-notify list
is "nobody made a case of it" "$(store "SELECT count(*) FROM inquiry")" 1

# The tap.
tap $ANA claim:1
ok "the tap claims" wait_for 20 heard $ANA '#1 is yours'
is "for the member whose phone it came from" "$(inquiry 1 '[.status, .owner] | join(" ")')" "claimed ana"
like "and the answer has the context pack" "$(got $ANA 'select(.text.body // "" | test("is yours")) | .text.body' | tail -1)" "wa-conv reply c_"
ok "the tap ends as answered" wait_for 20 settled
is "no agent took it for a customer's words" "$(store "SELECT outcome FROM message WHERE kind = 'interactive' ORDER BY seq DESC LIMIT 1")" answered
is "the customer is told once that a person has it" "$(got 491511000001 'select(.text.body // "" | test("handing you over"))' | wc -l)" 1
is "and the conversation is a person's" "$(wa-conv list --json | jq -r 'select(.wa_id == "491511000001") | .control')" human

write $BOB "hello"
wait_for 20 settled
tap $BOB claim:1
ok "who comes second is told who was faster" wait_for 20 heard $BOB '#1 was claimed by ana'
is "and changes nothing" "$(inquiry 1 .owner)" ana
tap 491511000001 claim:1
wait_for 20 settled
is "a customer's tap is a customer's" "$(inquiry 1 .owner)" ana
write $BOB "Claim #99"
ok "an inquiry that isn't there is said" wait_for 20 heard $BOB 'nothing to claim'

# By words, while a person has the member's own conversation.
write $BOB "I want my money back"
ok "a member may be a customer" wait_for 20 heard $ANA 'New inquiry #2'
write 491511000002 "I want my money back"
ok "both are told now" wait_for 20 heard $BOB 'New inquiry #3'
write $BOB "claim 3"
ok "words claim too, whoever has the member's conversation" wait_for 20 heard $BOB '#3 is yours'
is "for whom they came from" "$(inquiry 3 .owner)" bob

# A template for those who may not be written to freely.
desk_end "$LINE"
sed -i 's/^notices: .*/notices: {whatsapp: yes, template: new_case}/' "$D/workspace.yaml"
sqlite3 -cmd '.timeout 5000' "$S/wa.db" "UPDATE conversation SET last_in = last_in - 90000000 WHERE contact = (SELECT id FROM contact WHERE wa_id = '$BOB')"
desk_line
end_teller TERM
write 491511000003 "I want my money back"
template() { got "$BOB" 'select(.type == "template")' | grep -q .; }
ok "outside the window the approved template goes" wait_for 20 template
is "with who and what, and the button's payload" "$(got "$BOB" 'select(.type == "template") | .template | [.name, .language.code, (.components[] | .parameters[] | .text // .payload)]')" \
	'["new_case","en","Customer 491511000003","I want my money back","claim:4"]'
jq -nc --arg from "$BOB" '{from: $from, kind: "quick_reply", text: "Claim", payload: "claim:4"}' > w && inject w > /dev/null
ok "whose button claims as well" wait_for 20 heard $BOB '#4 is yours'

# A member who is known by user id, too.
jq -nc --arg from "$BOB" '{from: $from, user_id: "ES.4711", text: "hi"}' > w && inject w > /dev/null
wait_for 20 settled
tap_unnumbered() { jq -nc '{user_id: "ES.4711", kind: "button", button: {id: "claim:4", title: "Claim"}}' > w && inject w > /dev/null; }
tap_unnumbered
twice() { [ "$(got "$BOB" 'select(.text.body // "" | test("#4 is yours"))' | wc -l)" = 2 ]; }
ok "a member's message may come without the phone" wait_for 20 twice

# wa-notify killed again and again: everybody is told once.
for i in 1 2 3 4 5 6 7 8; do
	write 49151200000$i "I want my money back"
	sleep "0.$((RANDOM % 4))"
	end_teller KILL
done
all() { [ "$(store "SELECT count(*) FROM inquiry")" = 12 ] && settled && none "SELECT count(*) FROM telling WHERE state IN ('due', 'telling')" && none "SELECT count(*) FROM notice WHERE planned IS NULL"; }
ok "killed in the midst of it, all is told in the end" wait_for 40 all
is "to each once" "$(got $ANA 'select(.type == "interactive") | .interactive.action.buttons[0].reply.id' | sort | uniq -d)" ""
is "of each" "$(got $ANA 'select(.type == "interactive") | .interactive.action.buttons[0].reply.id' | sort -u | wc -l)" 12

# What members were told of somebody goes with them.
for s in "$LINE" "$TELLER" "$LISTENER" "$SANDBOX"; do desk_end "$s"; done
left() { grep -rlaF 491511000001 "$S" --include='*.db*' | xargs; }
unlike "members were told of the customer" "$(left)" "^$"
ok "who is erased" env WA_MEMBER=ana wa-erase --yes +491511000001
is "and no database names them any more" "$(left)" ""
done_testing
