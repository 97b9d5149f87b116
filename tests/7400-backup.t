# shellcheck shell=bash
# wa-backup: a copy of a desk at work, verified, and back again.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
status "where nothing was kept there is nothing to copy" 78 wa-backup make -w "$D" "$T/backups"
like "and that is said" "$(cat .out)" "nothing has been kept here yet"
ok "and nothing is made" test ! -e "$T/backups"

desk_open
arrived() { [ "$(journal "SELECT count(*) FROM entry")" = "$1" ]; }
jq -nc '{from: "491511", name: "Ana", text: "Are you open on Sundays?"}' > in
inject in > ids
wait_for 15 arrived 1
wa-recv -w "$D" --follow --once | wa-classify -w "$D" | wa-reply -w "$D" | wa-inquiry -w "$D" | wa-send -w "$D" --no-drain > /dev/null
(umask 077 && mkdir -p "$S/media/0a" && printf 'a picture' > "$S/media/0a/0a1b.jpg")

# While messages pour in.
for i in {1..200}; do jq -nc --arg i "$i" '{from: "4915\($i)", name: "N", text: "Hi \($i)"}'; done > many
(for _ in 1 2 3 4 5; do inject many > /dev/null; done) &
pouring=$!
made=$(wa-backup make -q -w "$D" "$T/backups")
wait "$pouring"
like "a backup carries the desk's name and the time" "$(basename "$made")" "^desk-[0-9]{8}T[0-9]{6}Z$"
is "it has both databases, media and the YAML, and no secret" "$(cd "$made" && find . -type f | sort | tr '\n' ' ')" \
	"./faq.yaml ./journal.db ./manifest.json ./media/0a/0a1b.jpg ./wa.db ./workspace.yaml "
is "all of it private" "$(find "$made" -perm /077)" ""
ok "it verifies" wa-backup verify "$made"
like "and says what it holds" "$(wa-backup verify "$made")" "desk of .*Z, [0-9]+ contacts, 1 messages, 5 files"
is "verifying leaves it as it was" "$(find "$made" -name '*-wal' -o -name '*-shm')" ""
is "the second of the same second is refused, not mixed" "$(WA_NOW=2026-11-21T10:00:00Z wa-backup make -q -w "$D" b2 > /dev/null; WA_NOW=2026-11-21T10:00:00Z wa-backup make -q -w "$D" b2 2>&1)" \
	"wa-backup: b2/desk-20261121T100000Z: is there already"

# What a backup leaves that is killed half way; one that is being made is somebody's.
mkdir -p b3/desk-20261121T090000Z.part/media b3/desk-20261121T090001Z.part b3/desk-two-20261121T090000Z.part b3/desk-notes.part
touch b3/desk-20261121T090000Z.part/{wa.db,media/1.jpg}
background flock b3/desk-20261121T090001Z.part sleep 60
held() { ! flock -n b3/desk-20261121T090001Z.part true; }
wait_for 10 held
like "what a killed backup left goes with the next, and it says so" "$(wa-backup make -q -w "$D" b3 2>&1 > /dev/null)" \
	'^wa-backup: b3/desk-20261121T090000Z.part: of a backup that was cut off; removed$'
is "what is being made stays, and what isn't ours" "$(cd b3 && printf '%s ' ./*.part)" \
	"./desk-20261121T090001Z.part ./desk-notes.part ./desk-two-20261121T090000Z.part "

cp -a "$made" broken
printf x | dd of=broken/media/0a/0a1b.jpg bs=1 count=1 conv=notrunc 2> /dev/null
status "a changed file is found" 1 wa-backup verify broken
like "and named" "$(cat .out)" "broken/media/0a/0a1b.jpg: is not what was written"
rm -r broken; cp -a "$made" broken; rm broken/manifest.json
status "without its manifest it is no backup" 1 wa-backup verify broken
rm -r broken; cp -a "$made" broken
jq -c '.files[0].name = "../../etc/passwd"' broken/manifest.json > m && mv m broken/manifest.json
status "a manifest that points elsewhere is refused" 1 wa-backup verify broken
rm -r broken; cp -a "$made" broken
sqlite3 broken/journal.db "DELETE FROM entry WHERE seq = 1"
jq -c --arg sum "$(sha256sum < broken/journal.db | cut -d' ' -f1)" --argjson bytes "$(stat -c %s broken/journal.db)" \
	'(.files[] | select(.name == "journal.db")) += {sha256: $sum, bytes: $bytes}' broken/manifest.json > m && mv m broken/manifest.json
status "a message that its journal lacks is found" 1 wa-backup verify broken

status "over a workspace with state nothing is restored" 1 wa-backup restore -w "$D" "$made"
desk_make "$T/second"
status "into an empty one it is" 0 wa-backup restore -w "$D" "$made"
is "with its messages" "$(sqlite3 "$S/wa.db" "SELECT outcome IS NULL, intended FROM message")" "1|answered"
is "what waited to be sent is never sent by itself" "$(sqlite3 "$S/wa.db" "SELECT state, reason FROM outbox")" "unknown|restored from a backup"
is "its media" "$(cat "$S/media/0a/0a1b.jpg")" "a picture"
is "and nothing that others may read" "$(find "$S" -type f -perm /077)" ""
ok "the restored desk reads on where it was" bash -c 'wa-recv -w "$1" --follow --once | head -1 | jq -e .id' _ "$D"
rm -f "$S"/wa.db-*; head -c 4096 /dev/urandom > "$S/wa.db"
status "of a damaged store no backup is made" 75 wa-backup make -w "$D" "$T/backups"
like "and it is said why" "$(cat .out)" "wa.db: file is not a database"
done_testing
