# shellcheck shell=bash
# wa-recv --follow: from the journal into conversations, until handed over.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
export WA_NOW=2026-11-21T09:00:00Z
port=$(free_port)
listen() { background wa-recv --listen "127.0.0.1:$port" -w ./shop 2>> log; wait_for 20 curl -sf "http://127.0.0.1:$port/healthz"; }
post() {
	local sig
	sig=$(openssl dgst -sha256 -hmac secret-of-the-app -r <<< "$1" | cut -d' ' -f1)
	curl -s -o /dev/null -w '%{http_code}' -H "X-Hub-Signature-256: sha256=$sig" --data-binary @- "http://127.0.0.1:$port/" <<< "$1"
}
value() { jq -nc --argjson v "$1" '{object: "whatsapp_business_account", entry: [{id: "1", changes: [{field: ($v.field // "messages"), value: ({metadata: {phone_number_id: "106540352242922"}} + ($v | del(.field)))}]}]}'; }
text() { value "{\"contacts\":[{\"wa_id\":\"$1\",\"profile\":{\"name\":\"Ana\"}}],\"messages\":[{\"from\":\"$1\",\"id\":\"$2\",\"timestamp\":\"$3\",\"type\":\"text\",\"text\":{\"body\":\"$4\"}}]}"; }
once() { wa-recv --follow --once -w ./shop; }
store() { sqlite3 -cmd '.timeout 5000' shop/var/wa.db "$1"; }
now=$(date -d 2026-11-21T09:00:00Z +%s)

listen
is "a message is taken" "$(post "$(text 491511 wamid.1 "$now" hello)")" 200
once > out
is "and comes out with its contact" "$(jq -c '[.id, .workspace, .conversation == .contact.key, .contact.name, .message.text]' out)" '["wamid.1","shop",true,"Ana","hello"]'
is "in wa-event(5)'s order" "$(jq -r 'keys_unsorted | join(" ")' out)" "v id type workspace conversation time received contact message"
is "until it is handed over it comes again" "$(once | jq -r .id)" wamid.1
is "each time is counted" "$(store 'select emissions from message')" 2
is "--peek does not count" "$(wa-recv --peek --once -w ./shop | jq -r .id; store 'select emissions from message')" $'wamid.1\n2'
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1"
is "handed over it never comes again" "$(once)" ""

post "$(text 491511 wamid.2 "$((now + 5))" second)" > /dev/null
post "$(text 491511 wamid.3 "$((now + 1))" first)" > /dev/null
is "a page is in the order of sending" "$(once | jq -r .message.text | xargs)" "first second"
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1"

# Live.
exec 5< <(exec wa-recv --follow -w ./shop 2>> log)
follower=$!
# Looking must not take the lock, or the follower is refused.
wait_for 20 bash -c 'grep -q ":$(stat -c %i shop/var/follow.lock) " /proc/locks'
status "a second line is refused" 69 timeout 5 wa-recv --follow -w ./shop
like "and told so" "$(timeout 5 wa-recv --follow -w ./shop 2>&1)" "another line follows"
post "$(text 491522 wamid.4 "$now" live)" > /dev/null
read -r -t 5 line <&5
is "what comes goes out at once" "$(jq -r .id <<< "$line")" wamid.4
exec 5<&-
ok "when the reader is gone it ends by itself" wait_for 20 bash -c "! kill -0 $follower"
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1"

post "$(value '{"messages":[{"from":"491544","id":"wamid.ad","timestamp":"'"$now"'","type":"text","text":{"body":"hi"},"referral":{"source_id":"7","headline":"Spring"}}]}')" > /dev/null
once > /dev/null
is "the ad that somebody came from is kept" "$(store "select detail ->> 'headline' from referral where event = 'wamid.ad'")" Spring
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1"

# Control and contacts.
post "$(value '{"field":"smb_message_echoes","message_echoes":[{"from":"1","to":"491511","id":"wamid.e","timestamp":"'"$now"'","type":"text","text":{"body":"I will help"}}]}')" > /dev/null
is "an echo comes out" "$(once | jq -r .type)" echo
is "it gives control to the human" "$(store "select control from conversation v join contact c on c.id = v.contact where c.wa_id = '491511'")" human
is "on record" "$(store 'select who, before, after, event from transition')" "phone|bot|human|wamid.e"
is "and somebody is to be told" "$(store 'select what, who from notice')" "handoff|phone"
is "it is emitted once" "$(once)" ""
post "$(value '{"messages":[{"from":"491522","id":"wamid.s","timestamp":"'"$now"'","type":"system","system":{"type":"user_changed_number","wa_id":"491533","body":"x"}}]}')" > /dev/null
once > /dev/null
post "$(text 491533 wamid.5 "$now" 'my new number')" > /dev/null
is "a changed number keeps its conversation" "$(once | jq -r .conversation)" "$(jq -r .conversation <<< "$line")"
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1"

# History.
chunk=$(seq 1 200 | jq -sc '{field: "history", history: [{metadata: {phase: 0}, threads: [{id: "491599", messages: map({from: "491599", id: "wamid.h\(.)", timestamp: "1700000000", type: "text", text: {body: "old"}})}]}]}')
post "$(value "$chunk")" > /dev/null
post "$(text 491566 wamid.6 "$now" 'now')" > /dev/null
once > out
is "years of history do not delay a live message" "$(head -1 out | jq -r .id)" wamid.6
is "and all of it is filed" "$(store "select count(*) from message where type = 'history'") $(jq -r 'select(.type == "history") | .id' out | wc -l)" "200 200"
store "update message set handed = 1, intended = 'ignored', outcome = 'ignored', settled = 1 where type = 'message'"

# A message that seems to kill the line.
post "$(text 491544 wamid.bad "$now" killer)" > /dev/null
post "$(text 491555 wamid.good "$now" innocent)" > /dev/null
for _ in 1 2 3; do once > /dev/null; done
exec 5< <(exec wa-recv --follow -w ./shop 2>> log)
follower=$!
read -r -t 5 line <&5
is "after three attempts it goes alone" "$(jq -r .id <<< "$line")" wamid.bad
kill -9 "$follower"
exec 5<&-
wait_for 20 bash -c "! kill -0 $follower"
wa-recv --follow -w ./shop > out2 2>> log &
_pids+=($!)
ok "and when the line dies on it, it is failed" wait_for 20 bash -c "[ \"\$(sqlite3 shop/var/wa.db \"select outcome from message where id = 'wamid.bad'\")\" = failed ]"
is "a person gets it" "$(store "select reason from inquiry")" line-died
ok "the others go on" wait_for 20 grep -q wamid.good out2
done_testing
