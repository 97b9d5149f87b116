# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/webhook.sh"

desk shop 100
desk clinic 200 another_app_secret
desk bar 300
desk pub 400
listen -w shop -w clinic -w bar || { fail "a listener starts"; done_testing; }

# The handshake.
handshake() { curl -s -o answer -w '%{http_code}' -G "http://$W/webhook" --data-urlencode "hub.verify_token=$1" -d "hub.mode=${2:-subscribe}" -d hub.challenge=1158201444; }
is "the handshake gets its challenge back, and nothing else" "$(handshake 'token of clinic') $(cat answer)" "200 1158201444"
is "a wrong verify token is refused" "$(handshake 'token of nobody')" 403
is "a part of the verify token is refused" "$(handshake 'token')" 403
is "another mode is refused" "$(handshake 'token of shop' unsubscribe)" 403
is "a path that means nothing is 404" "$(curl -s -o answer -w '%{http_code}' "http://$W/")" 404
is "other methods are refused" "$(curl -s -o answer -w '%{http_code}' -X DELETE "http://$W/")" 405

# Signatures: vectors from the Cloud API notes, escapes literal.
signed() { curl -s -o answer -w '%{http_code}' -H "X-Hub-Signature-256: $2" --data-binary @"$1" "http://$W/"; }
printf '%s' '{"object":"whatsapp_business_account","entry":[]}' > empty
cat > escaped <<'END'
{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"from":"15550002222","id":"wamid.X","timestamp":"1700000000","type":"text","text":{"body":"Ol\u00e1 \ud83d\udc4d me\u0040ex.com https:\/\/e.co"}}]}}]}]}
END
printf '%s' "$(cat escaped)" > escaped
jq -jc . escaped > decoded
first=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756
second=34644cae7614ca43251969ceef128ccde8e5784dbeca57b22b4803485bbda88e
is "the first vector's signature is right" "$(signed empty sha256=$first)" 200
is "the second vector, with its escapes, is right" "$(wc -c < escaped) $(signed escaped sha256=$second)" "262 200"
is "the same document with its escapes decoded is not what was signed" "$(wc -c < decoded) $(signed decoded sha256=$second)" "243 403"
is "a signature in capitals is the same number" "$(signed empty "sha256=${first^^}")" 200
for bad in "$first" "sha256=" "sha256=${first%?}" "sha256=${first}0" "sha1=$first" "SHA256=$first" "sha256=${first%?}g" ""; do
	is "refused: signature '${bad:0:12}...${bad: -3}'" "$(signed empty "$bad")" 403
done
is "no signature is refused" "$(curl -s -o answer -w '%{http_code}' -d '{}' "http://$W/")" 403
is "the verify token is not the key" "$(post empty 'token of shop')" 403
is "nothing refused is kept" "$(journal shop 'SELECT count(*) FROM entry')" 0
is "bad signatures are said, but not each" "$(grep -c 'right signature' listen.err)" 1

# Routing.
text 100 wamid.1 > a; text 200 wamid.2 > b; text 300 wamid.3 > c; text 999 wamid.4 > d
is "deliveries are acknowledged" "$(post a) $(post b another_app_secret) $(post c) $(post d)" "200 200 200 200"
rows() { journal "$1" 'SELECT type, id, peer FROM entry ORDER BY seq'; }
is "each message is with the workspace that owns its number" "$(rows shop) $(rows clinic) $(rows bar)" \
	"message|wamid.1|49151 message|wamid.2|49151 message|wamid.3|49151"
is "a number nobody owns is kept for the machine" "$(sqlite3 "$WA_HOME/.unrouted/journal.db" 'SELECT id FROM entry ORDER BY seq' | tail -1)" wamid.4
is "and the message without a number, which could be either desk's of the app" \
	"$(sqlite3 "$WA_HOME/.unrouted/journal.db" 'SELECT id FROM entry ORDER BY seq' | head -1)" wamid.X
post d > /dev/null
is "an unowned number is said once" "$(grep -c 'number 999' listen.err)" 1
is "and told to monitors" "$(health | jq -c .unrouted)" '["999"]'
text 200 wamid.5 > e
is "another app's secret does not open a workspace" "$(post e test_app_secret) $(journal clinic 'SELECT count(*) FROM entry')" "200 1"
{ text 100 wamid.6; text 300 wamid.7; } | jq -sc '{entry: [.[].entry[]]}' > f
is "one body may be for several workspaces" "$(post f) $(rows shop | tail -1) $(rows bar | tail -1)" \
	"200 message|wamid.6|49151 message|wamid.7|49151"
jq -nc '{entry: [{id: "1", time: 5, changes: [{field: "security", value: {display_phone_number: "4930100", event: "PIN_RESET_REQUEST"}}]}]}' > g
is "an account event goes to the workspace whose number it shows" \
	"$(post g) $(rows shop | tail -1 | cut -d'|' -f1) $(rows bar | tail -1 | cut -d'|' -f1)" "200 account message"
jq -nc '{entry: [{id: "1", time: 5, changes: [{field: "account_review_update", value: {decision: "APPROVED"}}]}]}' > h
is "one that shows none goes to all of the app, and only to them" \
	"$(post h) $(rows shop | tail -1 | cut -d'|' -f1) $(rows bar | tail -1 | cut -d'|' -f1) $(rows clinic | wc -l)" "200 account account 1"

# Duplicates and batches.
before=$(journal shop 'SELECT count(*) FROM entry')
is "a redelivery is acknowledged and adds nothing" "$(post a) $(post f) $(post g) $(journal shop 'SELECT count(*) FROM entry')" "200 200 200 $before"
jq -nc '{entry: [{id: "1", changes: [{field: "messages", value: {metadata: {phone_number_id: "100"}, messages: [range(1000) | {id: "b\(.)", from: "1",
	type: "text", text: {body: "x"}}], statuses: [range(500) | {id: "s\(.)", status: "sent", timestamp: "1", recipient_id: "1"}]}}]}]}' > i
is "a batch of 1500 is 1500 rows" "$(post i) $(journal shop "SELECT count(*) - $before FROM entry")" "200 1500"
is "what is stored is an event without workspace and conversation" \
	"$(journal shop "SELECT body FROM entry WHERE id = 'wamid.1'" | jq -c '[keys_unsorted, .contact]')" \
	'[["v","id","type","time","received","contact","message"],{"wa_id":"49151"}]'

# Not understood.
printf 'no json' > j; printf '{"entry":"\377"}' > k
is "a signed body that is no JSON is kept whole" "$(post j another_app_secret) $(journal clinic "SELECT body FROM entry ORDER BY seq DESC LIMIT 1" | jq -r '.type + " " + .raw')" "200 unknown no json"
is "one that is no UTF-8 is kept whole" "$(post k another_app_secret) $(journal clinic "SELECT body FROM entry ORDER BY seq DESC LIMIT 1" | jq -r .raw.base64 | base64 -d | cmp - k && echo same)" "200 same"
: > l
is "an empty body is kept" "$(post l another_app_secret)" 200

# Sizes.
text 100 wamid.big "$(head -c 100000 /dev/zero | tr '\0' x)" | jq -c --rawfile x <(head -c 8200000 /dev/zero | tr '\0' 'x') '.entry[0].x = $x' > big
is "a body of 8 MB is taken" "$(post big) $(journal shop "SELECT count(*) FROM entry WHERE id = 'wamid.big'")" "200 1"
head -c $((8 * 1024 * 1024 + 1)) /dev/zero > huge
is "a larger one gets 413" "$(post huge)" 413
is "also when its length is not declared" "$(post huge test_app_secret -H 'Transfer-Encoding: chunked')" 413

# Monitors, privacy, one instance, ending.
is "health is told for each workspace" "$(health | jq -c '[.status, (.uptime | type), (.workspaces | map([.name, .durable, .newest > 0]))]')" \
	'["ok","number",[["shop",true,true],["clinic",true,true],["bar",true,true]]]'
unlike "nothing secret or said by a customer is in the log" "$(cat listen.err)" "secret_|token of|Hi|xxxx|49151"
is "the journal is private" "$(find "$WA_HOME" -name 'journal*' -perm /077)" ""
status "a second listener says so and ends" 69 wa-recv --listen 127.0.0.1:0 -w shop
like "and names the lock" "$(cat .out)" "journal.lock: another wa-recv"
wa-recv --listen "$W" -w pub 2> err; is "an address in use is said" "$? $(grep -c 'in use' err)" "69 1"
kill -TERM "$LISTENER"; wait "$LISTENER"
is "SIGTERM ends it cleanly" $? 0
listen -w shop
is "started again it knows where it was" "$(health | jq -c '.workspaces[0].newest')" "$(journal shop 'SELECT max(seq) FROM entry')"
is "and still knows what it had" "$(post a) $(journal shop "SELECT count(*) FROM entry WHERE id = 'wamid.1'")" "200 1"
kill -TERM "$LISTENER"; wait "$LISTENER"
listen
is "without -w all workspaces are served" "$(health | jq -c '[.workspaces[].name]')" '["bar","clinic","pub","shop"]'
kill -TERM "$LISTENER"; wait "$LISTENER"

sed -i 's/phone_number_id: 300/phone_number_id: 100/' "$WA_HOME/bar/workspace.yaml"
status "a number in two workspaces is a configuration error" 78 wa-recv --listen 127.0.0.1:0
rm "$WA_HOME/shop/app_secret"
status "a missing app secret is a configuration error" 78 wa-recv --listen 127.0.0.1:0 -w shop
status "an address without a port is refused" 69 wa-recv --listen localhost -w clinic
done_testing
