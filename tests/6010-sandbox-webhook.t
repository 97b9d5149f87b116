# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
listener_start
sandbox_start --webhook "$HOOK" --no-limits
ANA=491511234567
posts() { find "$T/hooks" -name '*.body' | wc -l; }
# Of all that was posted: statuses, messages, one a line.
items() { hooks | jq -c ".entry[].changes[].value.$1[]?"; }
fresh() { rm -f "$T"/hooks/*.body "$T"/hooks/*.head; }

# A customer writes
echo "{\"from\":\"$ANA\",\"user_id\":\"DE.13\",\"name\":\"Ana\",\"text\":\"Olá 👍 me@ex.com https://e.co\",\"id\":\"wamid.A\",\"at\":\"2026-11-21T09:30:00Z\"}" | inject > id
is "the id given is kept" "$(cat id)" wamid.A
ok "what is injected is posted" wait_for 20 delivered
is "in WhatsApp's shape" "$(hooks | jq -c .)" '{"object":"whatsapp_business_account","entry":[{"id":"100000000000000","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"100000000000001"},"contacts":[{"profile":{"name":"Ana"},"wa_id":"491511234567","user_id":"DE.13"}],"messages":[{"from":"491511234567","from_user_id":"DE.13","id":"wamid.A","timestamp":"1795253400","type":"text","text":{"body":"Olá 👍 me@ex.com https://e.co"}}]},"field":"messages"}]}]}'
like "escaped as WhatsApp escapes" "$(hooks)" 'Ol\\u00e1 \\ud83d\\udc4d me\\u0040ex.com https:\\/\\/e.co'
secret=$(jq -r .app_secret "$T/sb/sandbox.json")
is "its signature is right over the bytes" "$(sed -n 's/\r$//; s/^X-Hub-Signature-256: sha256=//p' "$T"/hooks/*.head)" \
	"$(openssl dgst -sha256 -hmac "$secret" < "$(echo "$T"/hooks/*.body)" | sed 's/.*= //')"
if command -v wa-recv > /dev/null; then
	is "wa-recv understands it" "$(hooks | wa-recv -n | jq -c '[.type, .id, .contact.wa_id, .message.text]')" \
		"[\"message\",\"wamid.A\",\"$ANA\",\"Olá 👍 me@ex.com https://e.co\"]"
else
	skip "wa-recv is not built"
fi

# Statuses
fresh
post "$(text +$ANA 'Yes' cb-7)" > answer
wait_for 20 delivered
is "a send gets its three statuses in order" "$(items statuses | jq -r .status | tr '\n' ' ')" "sent delivered read "
is "with our own id, both the customer's, and prices" "$(items statuses | jq -c '[.biz_opaque_callback_data, .recipient_id, .recipient_user_id, .pricing.category]' | sort -u | tr '\n' ' ')" \
	'["cb-7","491511234567","DE.13","service"] ["cb-7","491511234567","DE.13",null] '
is "and WhatsApp's" "$(items statuses | jq -r .id | sort -u)" "$(jq -r .messages[0].id answer)"
fresh
post "{\"messaging_product\":\"whatsapp\",\"to\":\"+$ANA\",\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.A\",\"emoji\":\"👍\"}}" > answer
wait_for 20 delivered
is "a reaction is only sent" "$(items statuses | jq -r .status)" sent
fresh
setting settings '{"hold":true,"delivered_ms":0,"read_ms":-1}'
burst 30 +$ANA > codes
setting settings '{"hold":false}'
wait_for 20 delivered
is "many statuses share a POST" "$(items statuses | wc -l) $([ "$(posts)" -lt 6 ] && echo few)" "60 few"
fresh
setting settings '{"hold":true,"batch":4}'
burst 4 +$ANA > codes
setting settings '{"hold":false}'
wait_for 20 delivered
is "but no more than the batch" "$(hooks | jq -c '[.entry[].changes[].value.statuses[]] | length' | tr '\n' ' ')" "4 4 "
setting settings '{"batch":100,"delivered_ms":-1}'

# Every kind
fresh
printf 'OggS fake' > note.ogg
printf 'fake' > 'price list.pdf'
cat > kinds <<END
{"from":"$ANA","kind":"image","file":"$T/note.ogg","mime":"image/jpeg","text":"Look"}
{"from":"$ANA","kind":"voice","file":"$T/note.ogg"}
{"from":"$ANA","kind":"document","file":"$T/price list.pdf"}
{"from":"$ANA","kind":"location","latitude":52.5,"longitude":13.4,"name":"Tower","from_name":"Ana B"}
{"from":"$ANA","kind":"contacts","contacts":[{"name":{"formatted_name":"Bo"}}]}
{"from":"$ANA","kind":"reaction","message_id":"wamid.Z","emoji":"🙂"}
{"from":"$ANA","kind":"reaction","message_id":"wamid.Z"}
{"from":"$ANA","button":{"id":"yes","title":"Yes"},"reply_to":"wamid.Q"}
{"from":"$ANA","list":{"id":"r1","title":"Row","description":"One"}}
{"from":"$ANA","kind":"quick_reply","text":"Stop","payload":"STOP"}
{"from":"$ANA","kind":"order","order":{"catalog_id":"1","product_items":[]}}
{"from":"$ANA","kind":"edit","message_id":"wamid.A","text":"Corrected"}
{"from":"$ANA","kind":"revoke","message_id":"wamid.A"}
{"from":"$ANA","message":{"type":"unsupported","errors":[{"code":131051}]}}
{"from":"$ANA","text":"Fwd","forwarded":true,"referral":{"source_id":"7"}}
END
inject < kinds > ids
wait_for 20 delivered
is "each kind is posted, in order" "$(items messages | jq -r '.type' | tr '\n' ' ')" \
	"image audio document location contacts reaction reaction interactive interactive button order edit revoke unsupported text "
is "with an id each" "$(sort -u ids | wc -l)" 15
is "a voice note is one" "$(items messages | jq -c 'select(.type == "audio") | .audio | [.mime_type, .voice]')" '["audio/ogg; codecs=opus",true]'
is "a document has its name" "$(items messages | jq -r 'select(.type == "document") | .document.filename')" "price list.pdf"
is "a reply has its context" "$(items messages | jq -c 'select(.interactive.type == "button_reply") | .context')" '{"from":"15550001111","id":"wamid.Q"}'
is "forwarding and referral come along" "$(items messages | jq -c 'select(.referral) | [.context.forwarded, .referral.source_id]')" '[true,"7"]'
is "the place keeps its name and the customer theirs" "$(control people | jq -r .name) $(items messages | jq -r .location.name? | grep T)" "Ana B Tower"
url=$(items messages | jq -r 'select(.type == "audio") | .audio.url')
is "what was sent can be downloaded" "$(curl -s -H "Authorization: Bearer $TOKEN" "$url")" "OggS fake"
if command -v wa-recv > /dev/null; then
	is "wa-recv makes an event of each" "$(hooks | wa-recv -n | wc -l)" 15
else
	skip "wa-recv is not built"
fi

# Echoes, system, raw
fresh
{
	echo "{\"from\":\"$ANA\",\"echo\":true,\"text\":\"I take over\"}"
	echo "{\"from\":\"$ANA\",\"kind\":\"number_change\",\"to\":\"4915199\"}"
	echo '{"value":{"event":"APPROVED"},"field":"message_template_status_update"}'
	echo '{"body":{"object":"other"}}'
	echo '{"body":"not JSON","signature":"sha256=00"}'
} | inject > ids
wait_for 20 delivered
is "an echo goes to the customer" "$(hooks | jq -Rc 'fromjson? | .entry[]?.changes[] | select(.field == "smb_message_echoes") | .value.message_echoes[0] | [.from, .to, .text.body]')" \
	"[\"15550001111\",\"$ANA\",\"I take over\"]"
is "a changed number is a system message without contacts" "$(hooks | jq -Rc 'fromjson? | .entry[]?.changes[] | .value | select(.messages) | [.contacts, .messages[0].system.wa_id, .messages[0].from]')" \
	"[null,\"4915199\",\"$ANA\"]"
is "and known from then on" "$(control people | jq -r .phone)" 4915199
is "a value is posted as it is" "$(hooks | jq -Rc 'fromjson? | .entry[]?.changes[] | select(.value.event)')" '{"value":{"event":"APPROVED"},"field":"message_template_status_update"}'
is "a body too" "$(hooks | grep -Fc '{"object":"other"}') $(hooks | grep -Fxc 'not JSON')" "1 1"
is "with the signature one wants" "$(cat "$T"/hooks/*.head | grep -cE 'sha256=00[[:space:]]*$')" 1

# Several at once, several times
fresh
jq -nc 'range(10) | {from: "4915100\(.)", text: "\(.)"}' | inject '?batch=5' > ids
wait_for 20 delivered
is "lines can share a POST" "$(hooks | jq -c '[.entry[].changes[].value.messages[]] | length' | tr '\n' ' ')" "5 5 "
fresh
echo '{"from":"49151001","text":"Again","id":"wamid.R","repeat":2}' | inject > ids
wait_for 20 delivered
is "a message can come again, the same" "$(items messages | sort | uniq -c | awk '{print $1}') $(posts)" "3 3"

# Mistakes
is "a mistake names its line" "$(printf '%s\n' '{"from":"1","text":"x"}' '{"text":"x"}' | inject | jq -r .error)" "line 2: from (a phone) or user_id is missing"
is "and nothing is done" "$(control people | jq -c 'select(.phone == "1")')" ""
like "no JSON" "$(echo nonsense | inject | jq -r .error)" '^line 1: '
like "no such kind" "$(echo '{"from":"1","kind":"dance"}' | inject | jq -r .error)" 'dance'
like "no such file" "$(echo '{"from":"1","kind":"image","file":"/no/such"}' | inject | jq -r .error)" '/no/such: No such file'
like "no such number" "$(echo '{"from":"1","number":"7","text":"x"}' | inject | jq -r .error)" 'not served'
# What nobody should write, and somebody does.
while IFS= read -r line; do echo "$line" | inject; done > x <<'END'
{"from":"49","text":"x","file":"/etc/hostname"}
{"from":"49","message":{"type":7},"file":"/etc/hostname"}
{"from":"49","message":{},"id":""}
{"from":-5,"text":"x"}
{"from":"49","message":{"type":"system"}}
{"from":"49","kind":"image","file":"/dev/null"}
{"user_id":"abc","text":"x","repeat":-1}
{"user_id":".","text":"x\u0000y","referral":7,"context":[]}
{"value":7}
{"body":""}
{"body":7}
[]
7
END
is "odd lines do no harm" "$(control stats | jq 'has("accepted")')" true
is "nor odd questions" "$(for q in events 'events?contact=' 'events?contact=1&wait=nan' 'events?contact=1&since=x' 'events?contact=1&number=7' 'inject?batch=x' nothing; do
	curl -s -o x -w '%{http_code} ' "$URL/sandbox/$q"; done)" "400 400 200 200 400 405 404 "
is "a web page is refused" "$(echo '{}' | curl -s -o /dev/null -w '%{http_code}' -H 'Origin: http://evil.example' -d @- "$URL/sandbox/inject")" 403

# The listener fails
fresh
echo 503 > "$T/hooks/status"
echo "{\"from\":\"$ANA\",\"text\":\"Hello?\",\"id\":\"wamid.F\"}" | inject > ids
three() { [ "$(posts)" -ge 3 ]; }
ok "what isn't answered 200 is posted again" wait_for 20 three
is "unchanged" "$(hooks | sort -u | wc -l)" 1
echo 200 > "$T/hooks/status"
ok "until it is" wait_for 20 delivered
like "failures are counted" "$(control stats | jq .webhooks.failed)" '^[1-9]'
like "and said once" "$(grep -c 'posting again' "$T/sandbox.log")" '^1$'
setting settings '{"webhook":"http://127.0.0.1:1/"}'
jq -nc 'range(20) | {from: "4915", text: "\(.)"}' | inject > ids
setting settings "{\"webhook\":\"$HOOK\"}"
fresh
wait_for 20 delivered
is "a listener that was away gets all in order" "$(items messages | jq -r .text.body | tr '\n' ' ')" "$(seq -s ' ' 0 19) "
is "settings are checked" "$(curl -s -d '{"batch":0}' "$URL/sandbox/settings" | jq -r .error)" "batch: a number from 1 to 1000"
is "a webhook must be of this machine or https" "$(curl -s -d '{"webhook":"http://example.org/"}' "$URL/sandbox/settings" | jq -r .error | cut -c1-8)" "webhook:"

# Waiting, and forgetting
seq=$(control "events?contact=$ANA&since=0" | tail -1 | jq .seq)
control "events?contact=$ANA&since=$seq&wait=20" > seen &
post "$(text +$ANA 'Are you there?')" > answer
wait $!
is "who waits for what a customer sees gets it at once" "$(jq -r .message.text.body seen)" "Are you there?"
setting reset ''
is "a reset forgets customers and sends" "$(control people)$(control sends)" ""
is "and counts" "$(control stats | jq -c '[.accepted, .webhooks.posted]')" '[0,0]'
sandbox_end
done_testing
