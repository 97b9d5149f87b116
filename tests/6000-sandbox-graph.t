# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
export WA_NOW=@$T/now
now() { echo "$1" > "$T/now.new" && mv "$T/now.new" "$T/now"; }
now 2026-11-21T10:00:00Z
sandbox_start
ANA=491511234567

# Standing up
is "sandbox.json is private" "$(stat -c %a "$T/sb/sandbox.json")" 600
like "it names address, secrets and number" "$(jq -c keys "$T/sb/sandbox.json")" \
	'"app_secret","display","phone_number_id","token","url","verify_token"'
status "an address that others can reach is refused" 69 wa-sandbox --state "$T/other" --listen 0.0.0.0:0
status "a second one in the same place is refused" 69 wa-sandbox --state "$T/sb"
status "an operand is wrong usage" 64 wa-sandbox --state "$T/other" here

# Sending
is "who never wrote can't be written to" "$(post "$(text +$ANA)" | code)" 131047
id=$(echo "{\"from\":\"$ANA\",\"name\":\"Ana\",\"text\":\"Hi\"}" | inject)
like "an injected message has an id of WhatsApp's shape" "$id" '^wamid\.[A-Za-z0-9+/=]{40,}$'
post "$(text +$ANA 'Good morning' cb-1)" > answer
is "a send is answered as WhatsApp answers" "$(jq -c '[.messaging_product, .contacts, (.messages[0].id | startswith("wamid."))]' answer)" \
	"[\"whatsapp\",[{\"input\":\"+$ANA\",\"wa_id\":\"$ANA\"}],true]"
is "it stands among the sends" "$(control sends | jq -c '[.time, .to, .contact.phone, .type, .message.text.body, .callback]')" \
	"[\"2026-11-21T10:00:00Z\",\"+$ANA\",\"$ANA\",\"text\",\"Good morning\",\"cb-1\"]"
is "and in the log" "$(cat "$T/sb/sends.ndjson")" "$(control sends)"
is "spaces, dashes and brackets in a phone don't matter" "$(post "$(text '+49 (151) 123-4567')" | code)" ok
is "a phone without + gets the business's country" "$(post "$(text $ANA)" | code)" 131047
is "but is taken as it is when it begins with it" "$(post "$(text 16505551234)" | jq -c '[.error.code, .contacts]')" '[131047,null]'
is "the business's own number is no recipient" "$(post "$(text +15550001111)" | code)" 131021
is "a wrong token is 190" "$(curl -s -H 'Authorization: Bearer nonsense' -d "$(text +$ANA)" "$URL/v26.0/$NUMBER/messages" | code)" 190
is "with status 401" "$(curl -s -o /dev/null -w '%{http_code}' -d "$(text +$ANA)" "$URL/v26.0/$NUMBER/messages")" 401
is "a number that isn't served is 100" "$(graph 4711/messages -d "$(text +$ANA)" | jq -c '[.error.code, .error.error_subcode]')" '[100,33]'
is "a body that is no JSON is 100" "$(post 'hello' | code)" 100
is "a text too long is refused with the code of sending" "$(post "$(text +$ANA "$(printf 'x%.0s' {1..4097})")" | code)" 100
like "and names what is wrong" "$(post "$(text +$ANA "$(printf 'x%.0s' {1..4097})")" | jq -r .error.error_data.details)" '^text.body .*4096'
is "a missing recipient is refused" "$(post '{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}' | code)" 131008
is "four buttons are refused" "$(jq -nc --arg to +$ANA '{messaging_product: "whatsapp", to: $to, type: "interactive", interactive: {type: "button",
	body: {text: "?"}, action: {buttons: [range(4) | {type: "reply", reply: {id: "\(.)", title: "B\(.)"}}]}}}' | post @- | code)" 131009
is "a medium nobody uploaded can't be sent" "$(jq -nc --arg to +$ANA '{messaging_product: "whatsapp", to: $to, type: "image", image: {id: "1"}}' | post @- | code)" 131009
if [ -d "$ROOT/../shared/corpus/request" ]; then
	curl -sf -d '{"window":false,"pair":false,"rate":0}' "$URL/sandbox/settings" > /dev/null
	mkdir requests
	jq -c 'select(.recipient_type != "group") | if .to or .recipient then . else .to = "+491511234567" end | .messaging_product = "whatsapp"' \
		"$ROOT"/../shared/corpus/request/send-*.json | (cd requests && split -l 1 -a 3 -d)
	many requests/* > answers
	bad=$(jq -r '.error // empty | "\(.code) \(.error_data.details)"' answers | grep -v 'no media has the id')
	is "all of them are answered" "$(jq -s length answers)" "$(find requests -type f | wc -l)"
	is "every documented request is accepted" "$bad" ""
	curl -sf -d '{"window":true,"pair":true,"rate":80}' "$URL/sandbox/settings" > /dev/null
else
	skip "every documented request is accepted: no samples here"
fi

# User ids
echo '{"user_id":"DE.4711","name":"Bo","text":"Hi"}' | inject > bo
post '{"messaging_product":"whatsapp","recipient":"DE.4711","type":"text","text":{"body":"Hi Bo"}}' > answer
is "a user id is a recipient" "$(jq -c .contacts answer)" '[{"input":"DE.4711","user_id":"DE.4711"}]'
echo "{\"from\":\"$ANA\",\"user_id\":\"DE.13\",\"text\":\"Me again\"}" | inject > again
is "a customer known by both is one" "$(post '{"messaging_product":"whatsapp","recipient":"DE.13","type":"text","text":{"body":"Hi"}}' > answer
	control sends | tail -1 | jq -c .contact)" "{\"phone\":\"$ANA\",\"user_id\":\"DE.13\"}"

# Read marks and typing
is "a read mark succeeds" "$(post "{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"$id\"}")" '{"success":true}'
is "with typing too" "$(post "{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"$id\",\"typing_indicator\":{\"type\":\"text\"}}")" '{"success":true}'
is "an id no customer's message has is 100" "$(post '{"messaging_product":"whatsapp","status":"read","message_id":"wamid.no"}' | code)" 100
is "the customer sees it all" "$(control "events?contact=$ANA" | jq -r .kind | sort | uniq -c | tr -s ' \n' ' ')" ' 3 message 2 own 2 read 1 typing '

# Window and pair rate, by the clock
now 2026-11-22T09:59:59Z
is "the window is open for 24 hours" "$(post "$(text +$ANA)" | code)" ok
now 2026-11-22T10:00:01Z
is "and closed after them" "$(post "$(text +$ANA)" | code)" 131047
is "a template may still go" "$(post "{\"messaging_product\":\"whatsapp\",\"to\":\"+$ANA\",\"type\":\"template\",\"template\":{\"name\":\"hello\",\"language\":{\"code\":\"en\"}}}" |
	jq -r .messages[0].message_status)" accepted
now 2026-11-22T11:00:00Z
echo "{\"from\":\"$ANA\",\"text\":\"Back\",\"at\":\"2026-11-21T11:00:01Z\"}" | inject > late
is "the window counts from when it was written" "$(post "$(text +$ANA)" | code)" ok
now 2026-11-22T12:00:00Z
echo '{"from":"491510000001","text":"Hi"}' | inject > other.id
setting settings '{"rate":0}'
burst 46 +491510000001 > codes
is "after 45 messages at once the pair rate speaks" "$(cat codes)" " 1 131056 45 ok "
is "others don't notice" "$(echo '{"from":"491510000002","text":"Hi"}' | inject > x; post "$(text +491510000002)" | code)" ok
now 2026-11-22T12:00:06Z
is "six seconds buy one more" "$(post "$(text +491510000001)" | code) $(post "$(text +491510000001)" | code)" "ok 131056"
setting settings '{"pair":false}'
is "the pair rate can be switched off" "$(post "$(text +491510000001)" | code)" ok
setting settings '{"rate":5}'
burst 30 +491510000002 > codes
like "over the throughput it is 130429" "$(cat codes)" "^ [0-9]+ 130429 [0-9]+ ok "
is "what was refused is counted" "$(control stats | jq '.refused["131056"]')" 2

# Numbers, subscriptions
is "what is known of the number" "$(graph "$NUMBER?fields=display_phone_number" | jq -c '[.id, .display_phone_number, .quality_rating]')" \
	"[\"$NUMBER\",\"15550001111\",\"GREEN\"]"
is "an app subscribes" "$(graph 100000000000000/subscribed_apps -X POST)" '{"success":true}'
is "nobody lives elsewhere" "$(graph 4711 | code)" 100

# Media
printf '\x89PNG fake' > pixel.png
mid=$(graph "$NUMBER/media" -F messaging_product=whatsapp -F type=image/png -F 'file=@pixel.png;type=image/png' | jq -r .id)
like "an upload has an id" "$mid" '^[0-9]+$'
graph "$mid" > looked
is "its lookup tells type, size and digest" "$(jq -c '[.mime_type, .file_size, .sha256]' looked)" "[\"image/png\",9,\"$(sha256sum pixel.png | cut -d' ' -f1)\"]"
get() { curl -s -H "Authorization: Bearer $TOKEN" -o "$T/got" -w '%{http_code}' "$@"; }
is "its address gives the bytes" "$(get "$(jq -r .url looked)") $(cmp got pixel.png && echo same)" "200 same"
is "not without a token" "$(curl -s -o /dev/null -w '%{http_code}' "$(jq -r .url looked)")" 401
is "not without a User-Agent" "$(get -H 'User-Agent:' "$(jq -r .url looked)")" 404
is "not with another hash" "$(get "$(jq -r .url looked | sed 's/.$/x/')")" 404
now 2026-11-22T12:05:07Z
is "and not after five minutes" "$(get "$(jq -r .url looked)")" 404
is "a new lookup gives a new address" "$(get "$(graph "$mid" | jq -r .url)")" 200
is "an uploaded medium can be sent" "$(jq -nc --arg id "$mid" '{messaging_product: "whatsapp", to: "+491510000001", type: "image", image: {id: $id}}' | post @- | code)" ok
is "it can be deleted, once" "$(graph "$mid" -X DELETE) $(graph "$mid" -X DELETE | code)" '{"success":true} 100'
is "a type that WhatsApp doesn't send is refused" "$(graph "$NUMBER/media" -F messaging_product=whatsapp -F 'file=@pixel.png;type=image/tiff' | code)" 100
is "an upload without its product is refused" "$(graph "$NUMBER/media" -F 'file=@pixel.png;type=image/png' | code)" 100
is "a body that is no form is refused" "$(graph "$NUMBER/media" -d hello | code)" 100

# The end
before=$(jq -c 'del(.url)' "$T/sb/sandbox.json") address=$URL
inject <<< '{"from":"491519999999","text":"Hi"}' > /dev/null
post "$(text +491519999999)" > /dev/null
sandbox_end
is "SIGTERM ends it with status 0" $? 0
sandbox_start
is "a restart keeps secrets" "$(jq -c 'del(.url)' "$T/sb/sandbox.json")" "$before"
is "and the address" "$URL" "$address"
is "and starts with no sends" "$(control sends)" ""
is "whom it had answered can be written to, others can't" "$(post "$(text +491519999999)" | code) $(post "$(text +491518888888)" | code)" "ok 131047"
sandbox_end
done_testing
