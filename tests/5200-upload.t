# shellcheck shell=bash disable=SC2016 # what is in single quotes is jq's
# Files of ours on their way out: uploaded first, once; and which ones may go.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
desk_open
M=$ROOT/tests/data/media
mkdir -p "$D/files/en"
cp "$M/paper.pdf" "$D/files/menu.pdf"
cp "$M/picture.jpg" "$D/files/en/house.jpg"
cp "$M/voice.ogg" "$M/vorbis.ogg" "$M/picture.webp" "$M/noise.bin" "$M/clip.mp4" "$D/files/"

arrived() { [ "$(journal "SELECT count(*) FROM entry WHERE type = 'message' AND id = '$1'")" = 1 ]; }
# ask FROM MESSAGES: a customer writes and is answered with these; the event in $event.
ask() {
	jq -nc --arg from "$1" '{from: $from, name: "C", text: "Hi"}' > in
	event=$(inject in)
	wait_for 15 arrived "$event"
	wa-recv -w "$D" --follow --once | jq -c --argjson m "$2" 'if .type == "message" then .reply = {decision: {action: "answer"}, messages: $m} else . end' |
		wa-send -w "$D" --no-drain > sent 2> err
}
outcome() { jq -r 'select(.type == "message") | .sent.outcome' sent; }
drain() { wa-send -w "$D" < /dev/null 2> err; }
row() { store "SELECT $1 FROM outbox WHERE event = '${2:-$event}' ORDER BY part LIMIT 1"; }
state_is() { [ "$(row state)" = "$1" ]; }
sends() { sandbox_get sends | jq -c "select(.to == \"+$1\") | .message"; }
uploads() { sandbox_get stats | jq .uploads; }
faults() { sandbox_set faults "$1"; }
# What the customer gets: the bytes behind the id of the last one to them.
got() {
	local id token url
	token="Authorization: Bearer $(jq -r .token "$S/sandbox.json")"
	id=$(sends "$1" | tail -n 1 | jq -r '.[.type].id')
	url=$(curl -s -H "$token" "$URL/v26.0/$id" | jq -r .url)
	curl -s -H "$token" "$url" | sha256sum | cut -d' ' -f1
}
same() { [ "$1" = "$(sha256sum < "$2" | cut -d' ' -f1)" ]; }

# A file of the workspace.
menu='[{"type": "document", "document": {"file": "menu.pdf", "caption": "Today"}}]'
ask 491001 "$menu"
drain
is "a file of the workspace is sent" "$(row state)" sent
ok "with its own bytes" same "$(got 491001)" "$M/paper.pdf"
is "by WhatsApp's id, under its name" "$(sends 491001 | jq -c '[.document | has("id"), has("file"), .caption, .filename]')" '[true,false,"Today","menu.pdf"]'
ask 491002 "$menu"
drain
is "what WhatsApp has is not uploaded again" "$(row state) $(uploads)" "sent 1"
ask 491002 '[{"type": "image", "image": {"file": "en/house.jpg"}}, {"type": "text", "text": {"body": "Here"}}]'
drain
is "pictures too, and what follows comes after" "$(sends 491002 | tail -n 2 | jq -r '.type' | tr '\n' ' ')" "image text "
cp "$M/letter.docx" "$D/files/menu.pdf"
ask 491003 "$menu"
drain
ok "another file under the same name is another file" same "$(got 491003)" "$M/letter.docx"
cp "$M/paper.pdf" "$D/files/menu.pdf"
before=$(uploads)
sqlite3 "$S/wa.db" "UPDATE upload SET at = at - 29 * 86400000"
ask 491004 "$menu"
drain
is "what WhatsApp is about to forget is uploaded again" "$(row state) $(($(uploads) - before))" "sent 1"
token="Authorization: Bearer $(jq -r .token "$S/sandbox.json")"
for id in $(store "SELECT id FROM upload"); do curl -s -X DELETE -H "$token" "$URL/v26.0/$id" > /dev/null; done
ask 491005 "$menu"
drain
is "an id that WhatsApp has forgotten is replaced" "$(row state) $(row attempts)" "sent 2"
ok "and the customer gets the file" same "$(got 491005)" "$M/paper.pdf"
ask 491006 '[{"type": "interactive", "interactive": {"type": "button", "header": {"type": "image", "image": {"file": "en/house.jpg"}}, "body": {"text": "Shall we?"},
	"action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]}}}]'
drain
is "a header's picture is uploaded as well" "$(sends 491006 | jq -c '.interactive.header.image | keys')" '["id"]'

# Which files may go.
echo "the token" > "$D/token"
mkdir "$D/files/sub"
ln -s ../token "$D/files/link.txt"
ln -s "$D" "$D/files/out"
mkfifo "$D/files/pipe.pdf"
n=0
for bad in ../token /etc/passwd token "$D/token" link.txt out/token sub/../../token ./menu.pdf sub pipe.pdf nothing.pdf '' "$(printf 'a/%.0s' {1..600})" noise.bin vorbis.ogg; do
	n=$((n + 1))
	ask "49110$n" "$(jq -nc --arg f "$bad" '[{type: "document", document: {file: $f}}]')"
	is "'${bad:0:20}' is not sent" "$(outcome) $(sends "49110$n" | wc -l)" "failed 0"
done
ask 491201 '[{"type": "document", "document": {"kept": "../wa.db", "id": "1"}}]'
is "nor what stands on the shelf, by no name" "$(outcome)" failed
ask 491202 '[{"type": "template", "template": {"name": "x", "language": {"code": "en"}, "components": [{"type": "header", "parameters": [{"type": "image", "image": {"kept": "../wa.db"}}]}]}}]'
is "however deep it is hidden" "$(outcome)" failed
ask 491203 '[{"type": "image", "image": {"file": "menu.pdf"}}]'
is "a picture must be one" "$(outcome) $(store "SELECT count(*) FROM inquiry_event WHERE event = '$event'")" "failed 1"
like "which is said" "$(cat err)" 'menu.pdf is of the type application/pdf, which no image may have'
cp "$M/picture.jpg" "$D/files/big.jpg"; truncate -s 6M "$D/files/big.jpg"
ask 491204 '[{"type": "image", "image": {"file": "big.jpg"}}]'
like "and no larger than WhatsApp takes" "$(cat err)" 'big.jpg has 6291456 bytes, at most 5242880 are possible'
ask 491205 '[{"type": "audio", "audio": {"file": "voice.ogg", "voice": true}}, {"type": "sticker", "sticker": {"file": "picture.webp"}}, {"type": "video", "video": {"file": "clip.mp4"}}]'
drain
is "voice notes, stickers and videos go" "$(sends 491205 | jq -r .type | tr '\n' ' ')" "audio sticker video "
is "a request as WhatsApp gets it names no file" "$(echo '{"messaging_product":"whatsapp","to":"1","type":"image","image":{"file":"a.jpg"}}' | wa-send -n 2>&1)" \
	"wa-send: line 1: image.id or link is required (131008)"
is "two ways at once are refused" "$(echo '{"type":"image","image":{"file":"a.jpg","id":"1"}}' | wa-send -n 2>&1)" "wa-send: line 1: image.file excludes id and link (100)"

# A WhatsApp that misbehaves.
m=0
fresh() { sqlite3 "$S/wa.db" "DELETE FROM upload"; }
for f in upload500 upload_lost; do
	fresh
	faults "{\"media\":{\"$f\":{\"rate\":1,\"times\":1}}}"
	ask 491301 "$menu"
	drain
	is "$f: an upload is repeated, the message goes once" "$(row state) $(sends 491301 | wc -l)" "sent $((++m))"
done
faults '{}'
fresh
ask 491302 "$menu"
rm "$D/files/menu.pdf"
drain
is "a file that has gone meanwhile fails its message" "$(row state) $(row code) $(store "SELECT count(*) FROM inquiry_event WHERE event = '$event'")" "failed 131053 1"
cp "$M/paper.pdf" "$D/files/menu.pdf"
faults '{"media":{"upload500":1}}'
ask 491303 "$menu"
wa-send -w "$D" --drain 2>> "$D/log" & drainer=$!
wait_for 10 eval '[ "$(row attempts)" -ge 1 ]'
ask 491304 '[{"type": "text", "text": {"body": "Not waiting"}}]'
ok "an upload that fails holds up nobody else" wait_for 10 eval '[ "$(row state)" = sent ]'
kill -9 $drainer
wait $drainer 2> /dev/null
faults '{}'
late=$(store "SELECT event FROM outbox WHERE contact = (SELECT id FROM contact WHERE wa_id = '491303')")
is "killed meanwhile, nothing is uncertain" "$(row state "$late")" queued
sqlite3 "$S/wa.db" "UPDATE outbox SET due = 0 WHERE event = '$late'"
drain
is "and it goes out" "$(row state "$late") $(sends 491303 | wc -l)" "sent 1"
fresh
ask 491305 "$menu"
sqlite3 "$S/wa.db" "UPDATE conversation SET control = 'human' WHERE contact = (SELECT id FROM contact WHERE wa_id = '491305')"
before=$(uploads)
drain
is "for who is not written to nothing is uploaded" "$(row state) $(uploads)" "dropped $before"

# A member's own file.
cp "$M/picture.png" "$T/My picture; rm -rf.png"
ask 491401 '[]'
WA_MEMBER=ana wa-send -w "$D" --to 491401 --file "$T/My picture; rm -rf.png" --text 'Look' > out 2> err
is "a member sends any file they can read" "$? $(jq -r '.messages[0].state' out) $(sends 491401 | jq -c '[.type, .image.caption, (.image | has("filename"))]')" '0 sent ["image","Look",false]'
rm "$T/My picture; rm -rf.png"
is "which is kept, and found beside the message" "$(store "SELECT name || ' ' || type FROM media WHERE event = '$(jq -r .id out)'") $(sha256sum < "$(wa-media list -w "$D" --json | jq -r '.path | select(. != null)' | head -n 1)" | cut -d' ' -f1)" \
	"My picture; rm -rf.png image/png $(sha256sum < "$M/picture.png" | cut -d' ' -f1)"
WA_MEMBER=ana wa-send -w "$D" --to 491401 --file "$M/paper.pdf" > out
is "a document has its name" "$(sends 491401 | tail -n 1 | jq -r .document.filename)" paper.pdf
status "what WhatsApp does not take is refused" 65 wa-send -w "$D" --to 491401 --file "$M/noise.bin"
status "so are sounds with words" 65 wa-send -w "$D" --to 491401 --file "$M/voice.ogg" --text 'Listen'
status "and what is no file" 65 wa-send -w "$D" --to 491401 --file /dev/null
files=$(find "$S/media" | wc -l)
is "a dry run keeps nothing" "$(wa-send -n -w "$D" --to 491401 --file "$M/clip.mp4"; echo "$? $(find "$S/media" | wc -l)")" "0 $files"
status "a file needs somebody to go to" 64 wa-send -w "$D" --file "$M/paper.pdf"
echo '{"to":"491401","message":{"type":"document","document":{"file":"menu.pdf"}}}' | WA_MEMBER=ana wa-send -w "$D" > out 2> err
is "a line names files of the workspace" "$? $(sends 491401 | tail -n 1 | jq -r .document.filename)" "0 menu.pdf"
echo '{"to":"491401","message":{"type":"document","document":{"file":"../token"}}}' | wa-send -w "$D" > out 2> err
is "and no others" "$? $(cat err)" "1 wa-send: token: no such file below files/ of the workspace"
is "nothing went out twice" "$(sandbox_get sends | jq -r .callback | sort | uniq -d)" ""
done_testing
