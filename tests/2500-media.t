# shellcheck shell=bash disable=SC2016 # what is in single quotes is jq's
# What customers sent: fetched, checked, kept; and a WhatsApp that misbehaves.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
printf 'media: {max_mb: 1, keep: 30d}\n' >> "$D/workspace.yaml"
desk_open
M=$ROOT/tests/data/media

faults() { sandbox_set faults "$1"; }
asked() { sandbox_get stats | jq -c '[.lookups, .downloads]'; }
# sent KIND FILE [JQ [FROM]]: a customer sends it; its id in $id, the event in ./event.
n=0
sent() {
	n=$((n + 1)) id=wamid.media.$n
	jq -nc --arg id "$id" --arg kind "$1" --arg file "$2" --arg from "${4:-49151200}" \
		"{from: \$from, name: \"Ana\", id: \$id, kind: \$kind, file: \$file} + {} | ${3:-.}" > in
	inject in > /dev/null
	event_of "$id"
}
arrived() { [ "$(journal "SELECT count(*) FROM entry WHERE id = '$1'")" = 1 ]; }
event_of() {
	wait_for 15 arrived "$1"
	wa-recv -w "$D" --peek --once | jq -c --arg id "$1" 'select(.id == $id)' > event
}
media() { wa-media -w "$D" "$@" < event 2> err | tee out | jq -c '.media'; }
problem() { media | jq -r '[.problem // "-", if .again then "again" else empty end] | join("|")'; }
row() { store "SELECT $1 FROM media WHERE event = '${2:-$id}'"; }
files() { find "$S/media" -type f | wc -l; }

# All is well.
sent voice "$M/voice.ogg"
is "a voice note is fetched, and is what its bytes say" "$(media | jq -c '[.type, .bytes, .seconds]')" '["audio/ogg",1034,1.2]'
path=$(jq -r .media.path out) hash=$(sha256sum < "$M/voice.ogg" | cut -d' ' -f1)
ok "it is kept as it was sent" cmp "$path" "$M/voice.ogg"
is "under the hash of what it holds, with a suffix that programs know" "$path" "$(realpath "$S")/media/${hash:0:2}/$hash.ogg"
is "for nobody else to read" "$(stat -c %a "$path" "$(dirname "$path")" "$S/media" | tr '\n' ' ')" "600 700 700 "
is "its row says the same" "$(row "path || ' ' || type || ' ' || seconds")" "${hash:0:2}/$hash.ogg audio/ogg 1.2"
is "each request named itself and had the token" "$(asked)" "[1,1]"
media > again
is "an event that comes again is not fetched again" "$(cat again) $(asked)" "$(jq -c .media out) [1,1]"
sent image "$M/picture.gif"
is "an event that stands in the input twice is fetched once" "$(cat event event | wa-media -w "$D" | jq -c .media.width | tr '\n' ' ') $(asked)" "48 48  [2,2]"
for f in picture.jpg:image picture.webp:sticker clip.mp4:video sound.amr:audio letter.docx:document; do
	sent "${f#*:}" "$M/${f%:*}"
	ok "${f#*:}: ${f%:*} is kept as it was sent" test "$(media | jq -r .path | xargs sha256sum | cut -d' ' -f1)" = "$(sha256sum < "$M/${f%:*}" | cut -d' ' -f1)"
done
sent document "$M/paper.pdf" '.filename = "../../../etc/cron.d/x; rm -rf ~\u0007.exe" | .mime = "image/png"'
is "neither the customer's name for it nor the type it claims count" "$(media | jq -c '[.type, (.path | test("/media/[0-9a-f]{2}/[0-9a-f]{64}[.]pdf$"))]')" '["application/pdf",true]'
is "the name is there to be shown" "$(wa-media list -w "$D" --json --limit 1000 | jq -r "select(.event == \"$id\") | .file" | tr -d '\007')" '../../../etc/cron.d/x; rm -rf ~.exe'
before=$(files)
sent image "$M/picture.jpg" . 49151201
is "the same file from somebody else is kept once" "$(media | jq -r .type) $(($(files) - before))" "image/jpeg 0"
sent document "$M/paper.pdf" '.sha256 = "'"$(sha256sum < "$M/paper.pdf" | cut -d' ' -f1)"'"'
is "a digest in hex is as good as one in base64" "$(problem)" "-"
sent text "" 'del(.kind, .file) | .text = "Hello"'
is "words alone pass as they came" "$(wa-media -w "$D" < event)" "$(cat event)"

# What WhatsApp does to us.
faults '{"media":{"expired":{"rate":1,"times":1}}}'
sent image "$M/picture.png"
is "an address that has expired is asked for once more" "$(problem)" "-"
for f in lookup500 http500 busy cut slow; do
	faults "{\"media\":{\"$f\":{\"rate\":1,\"times\":1}}}"
	sent image "$M/picture.png"
	is "$f: what passes does no harm" "$(problem)" "-"
done
faults '{"media":{"moved":{"rate":1,"times":2}}}'
sent image "$M/picture.png"
is "a redirect to WhatsApp itself is followed" "$(problem)" "-"
faults '{"media":{"less":1}}'
sent image "$M/picture.png"
is "who sends what was digested may misstate its size" "$(problem)" "-"

# Ends: never without the event, and a row that tells.
ends() { # ends FAULT WHAT
	faults "{\"media\":{\"$1\":1}}"
	sent image "$M/picture.gif" '.text = "Look"'
	before=$(files)
	is "$1: it ends as a problem" "$(problem)" "$2"
	is "$1: with the event's own bytes" "$(sed 's/,"media":{"problem".*}}$/}/' out)" "$(cat event)"
	is "$1: and a row" "$(row "problem || coalesce('|' || CASE WHEN again > at THEN 'again' END, '')")" "$2"
	like "$1: it is said, without words of the customer" "$(cat err)" "^wa-media: $id: not fetched: "
	is "$1: nothing is left behind" "$(($(files) - before))" 0
}
ends gone "WhatsApp does not have it, or not any more"
ends expired "WhatsApp does not have it any more"
ends huge "larger than media.max_mb allows (1 MB)"
ends digest "the file is not the one that was sent (SHA-256)"
downloads=$(asked | jq '.[1]')
ends elsewhere "its address is not one of WhatsApp's"
is "elsewhere: nobody is asked there" "$(asked | jq '.[1]')" "$downloads"
ends redirect "its address is not one of WhatsApp's"
ends moved "WhatsApp sent us from one address to the next"
head -c 1500000 /dev/urandom > large
faults '{"media":{"less":1}}'
sent document "$PWD/large" '.mime = "application/pdf"'
is "a file larger than said is given up at the limit" "$(problem)" "larger than media.max_mb allows (1 MB)"
faults '{}'
: > empty
sent audio "$PWD/empty" '.mime = "audio/ogg"'
is "an empty file is a problem" "$(problem)" "the file is empty"
sent image "$M/picture.png" '.sha256 = "'"$(sha256sum < large | cut -d' ' -f1)"'"'
is "a digest that the webhook names counts too" "$(problem)" "the file is not the one that was sent (SHA-256)"
sed -i 's/max_mb: 1/max_mb: 1, digest: lookup/' "$D/workspace.yaml"
sent image "$M/picture.png" '.sha256 = "'"$(sha256sum < large | cut -d' ' -f1)"'"'
is "unless the workspace says that it doesn't" "$(problem)" "-"
for bad in '' '../../x' 'a?b' 'a/b' "$(printf 'x%.0s' {1..300})" 'a%2fb'; do
	jq -nc --arg id "$bad" '{v: 1, id: "wamid.odd", type: "message", conversation: "c_0123456789abcdef", contact: {key: "c_0123456789abcdef"},
		message: {kind: "image", media: {id: $id, mime: "image/png"}}}' > event
	rm -f "$T/odd.db"
	is "no address is made of the id '${bad:0:20}'" "$(sqlite3 "$S/wa.db" "DELETE FROM memo WHERE event = 'wamid.odd'"; problem)" "WhatsApp named nothing that could be fetched"
done

# For now only: asked for again, apart from the message.
faults '{"media":{"lookup500":1}}'
sent image "$M/picture.png" . 49151301
late=$id
is "what may be had later says so" "$(problem)" "WhatsApp could not say where it is (HTTP 500)|again"
is "nothing is asked for before its time" "$(wa-media retry -w "$D"; row tries)" 0
status "at its time it is, and fails again" 1 env WA_NOW="$(date -u -d '+11 minutes' +%FT%TZ)" wa-media retry -w "$D"
is "and will be asked for once more" "$(row "tries || ' ' || ((again - at) / 60000 BETWEEN 29 AND 35)")" "1 1"
faults '{}'
WA_NOW=$(date -u -d '+1 hour' +%FT%TZ) wa-media retry -w "$D" -n
is "a dry run asks for nothing" "$(row tries)" 1
WA_NOW=$(date -u -d '+1 hour' +%FT%TZ) wa-media retry -w "$D"
is "then it is there" "$(row "type || ' ' || (path IS NOT NULL) || ' ' || (problem IS NULL) || ' ' || (again IS NULL)")" "image/png 1 1 1"
sqlite3 "$S/wa.db" "UPDATE media SET path = NULL, problem = 'x', again = at, tries = 9, at = at - 7 * 86400000 WHERE event = '$late'"
faults '{"media":{"lookup500":1}}'
wa-media retry -w "$D" 2> err
is "what WhatsApp no longer keeps is asked for no more" "$(row "again IS NULL" "$late")" 1
faults '{}'

# Those who wait, and those who don't.
faults '{"media":{"stall":{"rate":1,"times":1}}}'
: > both
sent image "$M/picture.png" . 49151401; cat event >> both; hanging=$id
sent image "$M/picture.jpg" . 49151402; cat event >> both; other=$id
sent text "" 'del(.kind, .file) | .text = "Hello?"' 49151401; cat event >> both; behind=$id
sent text "" 'del(.kind, .file) | .text = "Hi"' 49151403; cat event >> both; words=$id
mkfifo pipe
wa-media -w "$D" < pipe > live 2> err &
pid=$!
exec 4> pipe
downloads=$(asked | jq '.[1]')
hangs() { [ "$(asked | jq '.[1]')" -gt "$downloads" ]; }
head -n 1 both >&4
wait_for 20 hangs
tail -n +2 both >&4
came() { grep -q "$1" live; }
ok "a hanging download does not hold up another one" wait_for 20 came "$other"
ok "nor other conversations' words" wait_for 20 came "$words"
is "but its own conversation waits" "$(grep -c -e "$hanging" -e "$behind" live)" 0
kill -9 $pid
wait $pid 2> /dev/null
exec 4>&-
is "killed in the middle of a download it left nothing with a name" "$(row 'count(*)' "$hanging")" 0
ls "$S/media" > names
is "only what was begun" "$(grep -c '^new\.' names)" 1
faults '{}'
wa-media -w "$D" < both > live 2> err
is "started again it serves all, in order within a conversation" "$(jq -r .id live | grep -e "$hanging" -e "$behind" | tr '\n' ' ') $(wc -l < live)" "$hanging $behind  4"
is "the file is there" "$(jq -r "select(.id == \"$hanging\") | .media.type" live)" image/png
touch -d '2 hours ago' "$S"/media/new.*
sent image "$M/picture.webp" . 49151405; media > /dev/null
is "what a dead one left is thrown away" "$(find "$S/media" -name 'new.*' | wc -l)" 0
faults '{"media":{"stall":1}}'
sent image "$M/picture.png" . 49151406
mkfifo slow
wa-media -w "$D" < slow > live 2> err &
pid=$!
exec 4> slow
downloads=$(asked | jq '.[1]')
cat event >&4
wait_for 20 hangs
kill -TERM $pid
wait $pid
is "told to stop it gives up what hangs" "$? $(wc -c < live)" "0 0"
exec 4>&-
faults '{}'
is "and it comes again" "$(problem)" "-"
for i in $(seq 40); do jq -nc --arg file "$M/picture.png" --arg from "4915150$i" '{from: $from, kind: "image", file: $file}'; done > in
inject in > ids
wait_for 15 delivered
wa-recv -w "$D" --peek --once | jq -c 'select(.contact.wa_id | startswith("4915150"))' > many
wa-media -w "$D" < many > out
is "many at once are all fetched, once each" "$(jq -s 'map(select(.media.path)) | length' out) $(jq -r .id out | sort -u | wc -l)" "40 40"

# Nothing is fetched.
sent image "$M/clip.mp4" . 49151601
before=$(asked)
is "a dry run fetches nothing" "$(media -n) $(asked) $(row 'count(*)')" "null $before 0"
is "what is played again is not fetched" "$(jq -c '.replay = true' event | wa-media -w "$D" | jq -c .media) $(asked)" "null $before"
media > /dev/null
is "but what is kept is named" "$(jq -c '.replay = true' event | wa-media -w "$D" | jq -r .media.type) $(media -n | jq -r .type)" "video/mp4 video/mp4"
sed -i 's/^media: {/media: {fetch: no, /' "$D/workspace.yaml"
sent image "$M/clip.3gp" . 49151602
is "with media.fetch off nothing is fetched" "$(media)" null
sed -i 's/fetch: no, //' "$D/workspace.yaml"
mv "$S/sandbox.json" "$S/hidden.json"
status "without a token it does not start" 78 wa-media -w "$D" < /dev/null
mv "$S/hidden.json" "$S/sandbox.json"
is "the token is in no output and no file" "$(cat out err "$D/log" "$S"/wa.db* | grep -a -c "$(jq -r .token "$S/sandbox.json")")" 0

# In the line: without its file a message still ends with somebody who knows.
ended() { [ "$(store "SELECT count(*) FROM message WHERE id = '$1' AND outcome IS NOT NULL")" = 1 ]; }
faults '{"media":{"gone":1}}'
desk_line 'wa-media -w "$D" | wa-classify -w "$D" | wa-reply -w "$D" | wa-inquiry -w "$D"'
sent image "$M/picture.png" . 49151701; lost=$id
sent image "$M/picture.png" '.text = "Are you open on Sundays?"' 49151702; both=$id
ok "a message whose file could not be had ends" wait_for 20 ended "$lost"
is "with an inquiry" "$(store "SELECT outcome FROM message WHERE id = '$lost'") $(store "SELECT reason FROM inquiry i JOIN inquiry_event e ON e.inquiry = i.id WHERE e.event = '$lost'")" "escalated media"
ok "so does one with words" wait_for 20 ended "$both"
is "which are answered beside" "$(sandbox_get sends | jq -r 'select(.to == "+49151702") | .message.text.body' | head -n 1) $(store "SELECT outcome FROM message WHERE id = '$both'")" "Yes, on Sundays we are open from 10 to 14 h. escalated"
desk_end "$LINE"

# By age.
faults '{}'
sent document "$M/note.txt" '.mime = "text/plain"' 49151801; media > /dev/null; old=$id
sent document "$M/card.vcf" '.mime = "text/plain"' 49151801; media > /dev/null; twice=$id
kept=$(jq -r .media.path out)
now=$(date +%s)
age() { sqlite3 "$S/wa.db" "UPDATE media SET at = $((now - $2 * 86400)) * 1000 WHERE event = '$1'"; }
sqlite3 "$S/wa.db" "UPDATE media SET at = $now * 1000"
age "$old" 31; age "$twice" 31
gone=$(wa-media list -w "$D" --json --limit 1000 | jq -r "select(.event == \"$old\") | .path")
sent document "$M/card.vcf" '.mime = "text/plain"' 49151802; media > /dev/null
echo stray > "$S/media/ab.txt"; mkdir -p "$S/media/ab"; echo stray > "$S/media/ab/stray.txt"; echo young > "$S/media/ab/young.txt"
touch -d '2 days ago' "$S/media/ab/stray.txt"
is "a dry run names what would go" "$(wa-media expire -w "$D" -n | sort)" "$(printf '%s\n' "$gone" "$(realpath "$S")/media/ab/stray.txt" | sort)"
ok "and takes nothing" test -e "$gone"
is "expire says nothing while all is well" "$(wa-media expire -w "$D" 2>&1)" ""
ok "an old file goes" test ! -e "$gone"
is "its row stays, without a path" "$(row "(path IS NULL) || ' ' || (removed > 0) || ' ' || type" "$old")" "1 1 text/plain"
ok "a file that somebody sent again stays" test -e "$kept"
ok "what no message needs goes" test ! -e "$S/media/ab/stray.txt"
ok "unless it is of today" test -e "$S/media/ab/young.txt"
is "what is gone is said to be" "$(wa-media list -w "$D" --json --limit 1000 | jq -r "select(.event == \"$old\") | .removed != null") $(wa-media list -w "$D" --limit 1000 | grep -c 'no longer kept')" "true 1"
is "the list names what is missing" "$(wa-media list -w "$D" --missing -q --limit 1000 | wc -l)" "$(store "SELECT count(*) FROM media WHERE problem IS NOT NULL")"
is "nothing under var/media can be read by others" "$(find "$S/media" ! -path '*/ab*' \( -type f ! -perm 600 -o -type d ! -perm 700 \) | wc -l)" 0
done_testing
