# shellcheck shell=bash
# wa-erase: no byte of a person is left, and the numbers stay.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
desk_open
write() { jq -nc --arg from "$1" --arg name "$2" --arg text "$3" '{from: $from, name: $name, text: $text}' > in; inject in > /dev/null; }
said=0
arrived() { [ "$(journal "SELECT count(*) FROM entry WHERE type = 'message'")" = "$1" ]; }
for text in "Are you open on Sundays?" "My xylophone broke in Timbuktu" "Where can I park?"; do
	write 4915112345678 "Zebedee Quartzman" "$text"; said=$((said + 1)); wait_for 10 arrived "$said"
	write 4917700099988 "Other Person" "$text, says the neighbour"; said=$((said + 1)); wait_for 10 arrived "$said"
done
wa-recv -w "$D" --follow --once | wa-classify -w "$D" | wa-reply -w "$D" | wa-inquiry -w "$D" | wa-send -w "$D" > /dev/null
echo "{\"phone\": \"4915112345678\"" | wa-classify -w "$D" > /dev/null 2>&1
sed -i '$ a team: [{name: ana}]' "$D/workspace.yaml"
export WA_MEMBER=ana
wa-conv note -w "$D" +4915112345678 "likes quinces" > /dev/null
wa-conv attr -w "$D" +4915112345678 shoe=Cinderella > /dev/null
delivered() { [ "$(journal "SELECT count(*) FROM entry WHERE type = 'status'")" -ge 3 ]; }
wait_for 20 delivered
wa-recv -w "$D" --follow --once > /dev/null

before=$(wa-audit -w "$D")
key=$(store "SELECT key FROM contact WHERE wa_id = '4915112345678'")
wamid=$(store "SELECT id FROM message WHERE contact = (SELECT id FROM contact WHERE key = '$key') LIMIT 1")
cp "$S/wa.db" before.db
journal "SELECT hex(once) FROM entry WHERE peer = '4915112345678'" > digests
journal "SELECT json_extract(body, '$.message.raw') FROM entry WHERE id = '$wamid'" > raw
wa-export -w "$D" --to out +4915112345678
is "an export has what both sides said" "$(jq -c '[(.messages | length), .notes[0].text, .attributes[0].value, .contacts[0].wa_id]' out/person.json)" \
	"[$(store "SELECT (SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact WHERE c.key = '$key') + (SELECT count(*) FROM outbox o JOIN contact c ON c.id = o.contact WHERE c.key = '$key')"),\"likes quinces\",\"Cinderella\",\"4915112345678\"]"
is "of nobody else" "$(grep -c -e neighbour -e 4917700099988 out/person.json)" 0
is "for nobody else's eyes" "$(find out -perm /077)" ""
status "nobody's export is a mistake" 1 wa-export -w "$D" +4999999999
dry=$(wa-erase -w "$D" +4915112345678)
like "a dry run says what would go" "$dry" "3  message"
like "and that nothing is changed" "$dry" "Nothing is changed yet"
is "which is so" "$(store "SELECT count(*) FROM message WHERE text LIKE '%xylophone%'")" 2
status "while the desk runs nothing is erased" 1 wa-erase -w "$D" --yes +4915112345678
like "and it is said why" "$(cat .out)" "in use|another wa-recv"
desk_end "$LISTENER"; desk_end "$SANDBOX"
status "nobody is erased who isn't known" 1 wa-erase -w "$D" --yes +4999999999
WA_MEMBER='' status "members act, nobody else" 78 wa-erase -w "$D" --yes +4915112345678
status "nobody is erased without the proof that was wanted" 1 wa-erase -w "$D" --yes --proof nowhere/proof.json +4915112345678
ok "and they are still there" wa-export -w "$D" +4915112345678
out=$(wa-erase -w "$D" --yes --proof proof.json +4915112345678); rc=$?
is "stopped, it is done" "$rc" 0
like "and searched for" "$out" "found in 0"

# Everywhere, byte by byte.
left() { grep -rlaF -e "$1" "$S" | sort | tr '\n' ' '; }
is "no file has the phone" "$(left 4915112345678)" ""
is "nor the name" "$(left Zebedee)$(left Quartzman)" ""
is "nor the words that only this person said" "$(for w in quinces Cinderella; do left "$w"; done)" ""
is "nor the key" "$(left "$key")" ""
is "nor a message's id" "$(left "$wamid")" ""
encoded() { for pad in "" x xx; do printf '%s4915112345678' "$pad" | base64 | cut -c5-16; done; }
is "nor the phone as it stands in one" "$(encoded | while read -r e; do left "$e"; done)" ""
is "nor the digests that its messages were known by" "$(journal "SELECT hex(once) FROM entry" | grep -cxFf digests)" 0
is "the other customer's words are as they were" "$(store "SELECT group_concat(text) FROM message WHERE text IS NOT NULL")" \
	"$(sqlite3 before.db "SELECT group_concat(text) FROM message m JOIN contact c ON c.id = m.contact WHERE c.wa_id = '4917700099988'")"
is "and are still found" "$(wa-conv search -w "$D" neighbour -q | sort -u | wc -l)" 1
is "counts stay as they were" "$(wa-audit -w "$D")" "$before"
is "both stores are sound" "$(store "PRAGMA integrity_check"; journal "PRAGMA integrity_check")" "$(printf 'ok\nok')"
is "the proof names nobody" "$(grep -c -e 4915112345678 -e Zebedee -e "$key" proof.json)" 0
is "and says who did it and what" "$(jq -c '[.by, .erased, .searched.found, .rows.message]' proof.json)" '["ana",true,0,3]'
status "a second time there is nobody to erase" 1 wa-erase -w "$D" --yes +4915112345678

# The same webhook comes again: WhatsApp repeats for days.
desk_sandbox && desk_listen
wait_for 20 curl -sf "http://127.0.0.1:$PORT/healthz"
n=$(journal "SELECT count(*) FROM entry")
jq -c --arg n "$(wa-config -w "$D" numbers | jq -r '.[0].phone_number_id')" '{object: "whatsapp_business_account", entry: [{id: "1", changes: [{field: "messages",
	value: {messaging_product: "whatsapp", metadata: {phone_number_id: $n}, contacts: [{wa_id: .from}], messages: [.]}}]}]}' raw > again
is "a redelivery is acknowledged" "$(curl -s -o /dev/null -w '%{http_code}' -H "X-Hub-Signature-256: sha256=$(openssl dgst -sha256 -hmac "$(jq -r .app_secret "$S/sandbox.json")" -r again | cut -d' ' -f1)" \
	--data-binary @again "http://127.0.0.1:$PORT/")" 200
is "and known, though its digest is another" "$(journal "SELECT count(*) FROM entry")" "$n"
write 4915112345678 "Zebedee Quartzman" "It is me again"
more() { [ "$(journal "SELECT count(*) FROM entry")" -gt "$n" ]; }
wait_for 10 more
wa-recv -w "$D" --follow --once > /dev/null
is "who writes again is somebody new" "$(store "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact WHERE c.wa_id = '4915112345678'")" 1
desk_end "$LISTENER"; desk_end "$SANDBOX"
like "nobody is idle since an hour ago" "$(wa-erase -w "$D" --idle 1h)" "^ +0  people"
like "by next year they are, but for who has a case open" "$(WA_NOW=2036-01-01T00:00:00Z wa-erase -w "$D" --idle 2035-01-01)" "^ +1  people"
wa-erase -w "$D" --expired -q > list 2> said.err
is "without a time to keep nobody goes" "$(cat list)" ""
like "which is said" "$(cat said.err)" "has no keep"
sed -i '$ a keep: 300d' "$D/workspace.yaml"
export WA_NOW=2036-01-01T00:00:00Z
is "with one it is a list, which changes nothing" "$(wa-erase -w "$D" --expired -q | wc -l)" 1
is "until it is meant, by the rule and no member" "$(env -u WA_MEMBER wa-erase -w "$D" --expired --yes --json | jq -c '[.by, .erased, (.subjects | length)]')" '["keep",true,1]'
is "and then they are gone" "$(wa-erase -w "$D" --expired -q | wc -l)" 0

# Somebody about whom a case is open, to whom something is on its way, and who has just written.
unset WA_NOW
echo "We have some." | wa-conv reply -w "$D" +4917700099988 > /dev/null
sqlite3 "$S/wa.db" "UPDATE message SET handed = NULL, outcome = NULL, intended = NULL WHERE seq = (SELECT max(m.seq) FROM message m JOIN contact c ON c.id = m.contact WHERE c.wa_id = '4917700099988')"
is "work is there" "$(store "SELECT (SELECT count(*) > 0 FROM inquiry WHERE status = 'open'), (SELECT count(*) FROM outbox WHERE state = 'queued')")" "1|1"
ok "they are erased" wa-erase -w "$D" --yes -q +4917700099988
is "and leave no work" "$(store "SELECT (SELECT count(*) FROM inquiry WHERE status IN ('open', 'claimed')), (SELECT count(*) FROM outbox WHERE state = 'queued'),
	(SELECT count(*) FROM message WHERE type = 'message' AND outcome IS NULL)")" "0|0|0"
like "which is in the case's history" "$(store "SELECT who || ' ' || what FROM inquiry_log ORDER BY id DESC LIMIT 1")" "^ana ignored"
key=$(store "SELECT c.key FROM contact c JOIN inquiry q ON q.contact = c.id LIMIT 1")
status "nobody is left to write to" 1 bash -c 'echo hi | wa-conv reply -w "$1" "$2"' _ "$D" "$key"
like "which is said" "$(cat .out)" "no number and no user id any more"
done_testing
