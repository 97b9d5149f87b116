# Full disks, locked and read-only stores, huge and broken bodies, a big
# backlog: no loss, no deadlock, a clear line.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

people=0
say() { # say ID TEXT: somebody new writes
	people=$((people + 1))
	jq -nc --arg id "$1" --arg text "$2" --arg from "$((491517000100 + people))" '{from: $from, name: "Ana", id: $id, text: $text}' > "$T/one"
	inject "$T/one" > /dev/null
}
arrived() { [ "$(journal "SELECT count(*) FROM entry WHERE id = '$1'")" = 1 ]; }
outcome() { store "SELECT outcome FROM message WHERE id = '$1'"; }
ended() { [ -n "$(outcome "$1")" ]; }
logged() { grep -Eq "$1" "$D/log"; }

desk_make "$T/desk"
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
desk_listen
desk_line
say wamid.first "Where can I park?"
ok "the desk works" wait_for 10 ended wamid.first

# Somebody holds both stores for ten seconds.
mkfifo "$T/hold"
sqlite3 < "$T/hold" > /dev/null 2>&1 &
_pids+=($!)
exec 6> "$T/hold"
printf '.open %s\n.timeout 5000\nATTACH %s AS w;\nBEGIN IMMEDIATE; UPDATE entry SET time = time WHERE 0; UPDATE w.mark SET value = value WHERE 0;\n.shell touch %s\n' \
	"$S/journal.db" "'$S/wa.db'" "$T/held" >&6
wait_for 20 test -e "$T/held"
begin=$SECONDS
say wamid.locked "Where can I park?"
sleep 10
printf 'ROLLBACK;\n' >&6
exec 6>&-
ok "a message that came while the stores were locked is kept" wait_for 20 arrived wamid.locked
ok "a message that came while the stores were locked ends" wait_for 20 ended wamid.locked
is "a message that came while the stores were locked is answered" "$(outcome wamid.locked)" answered

# Broken bodies, signed.
before=$(journal "SELECT count(*) FROM entry")
printf '%s\n' '{"body":"{\"object\":"}' '{"body":"not json at all"}' '{"body":""}' \
	'{"body":"{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"\u0000\",\"changes\":[{\"field\":\"zebra\",\"value\":{\"metadata\":{\"phone_number_id\":\"100000000000001\"},\"a\":\"\u0000\"}}]}]}"}' > "$T/bodies"
inject "$T/bodies" > /dev/null
ok "bodies that aren't understood are taken, so that they don't come for ever" wait_for 10 delivered
ok "bodies that aren't understood are kept whole" [ "$(journal "SELECT count(*) FROM entry WHERE type = 'unknown'")" -gt 0 ]
say wamid.after "Where can I park?"
ok "the desk goes on after them" wait_for 10 ended wamid.after

# Eight megabytes of it.
jq -nc '{body: ({object: "whatsapp_business_account", entry: [{id: "1", changes: [{field: "messages", value: {metadata: {phone_number_id: "100000000000001"},
	contacts: [{wa_id: "491517000002", profile: {name: "Long"}}], messages: [{from: "491517000002", id: "wamid.big", timestamp: (now | floor | tostring), type: "text",
	text: {body: ("x" * 7500000)}}]}}]}]})}' > "$T/big"
inject "$T/big" > /dev/null
ok "a body of nearly 8 MB is taken" wait_for 20 arrived wamid.big
ok "its message ends with an outcome" wait_for 20 ended wamid.big

# A disk that fills up, and a store that can't be written.
desk_end "$LINE"
desk_end "$LISTENER"
if mkdir "$T/small" && mount -t tmpfs -o size=3m,mode=700 wapipe-test "$T/small" 2> /dev/null; then
	trap '_desk_cleanup; umount "$T/small"; _cleanup' EXIT
	cp "$S/sandbox.json" "$T/small/" && mv "$S" "$S.was" && ln -s "$T/small" "$S"
	desk_listen
	desk_line
	say wamid.room "Where can I park?"
	ok "on a small disk with room the desk works" wait_for 10 ended wamid.room
	: > "$D/log"
	head -c 4000000 /dev/zero > "$T/small/fill" 2> /dev/null
	posted=$(sandbox_get stats | jq .webhooks.failed)
	say wamid.full "Where can I park?"
	refused() { [ "$(sandbox_get stats | jq .webhooks.failed)" -gt "$posted" ]; }
	ok "with a full disk a webhook is refused, so that it comes again" wait_for 10 refused
	ok "with a full disk there is a clear line" wait_for 20 logged 'full|No space'
	rm "$T/small/fill"
	ok "with room again the message arrives" wait_for 20 arrived wamid.full
	ok "with room again the message ends" wait_for 20 ended wamid.full
	is "with room again the message is answered" "$(outcome wamid.full)" answered
	ok "the stores are whole" [ "$(sqlite3 "$S/wa.db" 'PRAGMA integrity_check')$(sqlite3 "$S/journal.db" 'PRAGMA integrity_check')" = okok ]
	desk_end "$LINE"
	desk_end "$LISTENER"
	mount -o remount,ro "$T/small"
	say wamid.readonly "Where can I park?"
	timeout 20 wa-recv -w "$D" --listen "127.0.0.1:$PORT" > "$T/ro" 2>&1
	is "the listener does not start on a store it can't write" $? 69
	like "it says why" "$(cat "$T/ro")" '[Rr]ead-only'
	timeout 20 wa-recv -w "$D" --follow > "$T/ro" 2>&1
	is "the source does not start on a store it can't write" $? 75
	like "the source says why" "$(cat "$T/ro")" '[Rr]ead-only'
	mount -o remount,rw "$T/small"
	desk_listen
	desk_line
	ok "writable again, the message ends" wait_for 30 ended wamid.readonly
	desk_end "$LINE"
	desk_end "$LISTENER"
	umount "$T/small"
	trap '_desk_cleanup; _cleanup' EXIT
	rm "$S" && mv "$S.was" "$S"
else
	skip "no right to mount a small disk"
fi

# A backlog, and a reader that is slow. BACKLOG=1000000 for the whole thing.
backlog=${BACKLOG:-20000}
sqlite3 "$S/journal.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $backlog)
	INSERT INTO entry (once, type, id, time, received, peer, body) SELECT randomblob(16), 'message', 'wamid.log.' || i, unixepoch() * 1000, unixepoch() * 1000, '4915' || (20000000 + i % 1000),
	'{\"v\":1,\"id\":\"wamid.log.' || i || '\",\"type\":\"message\",\"time\":\"2026-01-01T00:00:00Z\",\"received\":\"2026-01-01T00:00:01Z\",\"contact\":{\"wa_id\":\"4915' || (20000000 + i % 1000) || '\",\"name\":\"Log\"},\"message\":{\"kind\":\"text\",\"text\":\"Where can I park?\"}}' FROM n"
mkfifo "$T/slow"
wa-recv --peek -w "$D" > "$T/slow" 2>> "$D/log" &
pid=$!
exec 7< "$T/slow"
head -c 100000 <&7 > /dev/null
sleep 0.5
rss=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")
if [ -n "${MEMORY_WATCHED:-}" ]; then
	skip "memory is watched, which takes some"
else
	ok "a slow reader of $backlog messages costs no memory ($rss KiB)" [ "$rss" -lt 65536 ]
fi
exec 7<&-
wait "$pid"
is "the source ends quietly when its reader goes" $? 0
is "everything of the backlog comes" "$(wa-recv --peek --once -w "$D" 2>> "$D/log" | jq -r 'select(.id | startswith("wamid.log.")) | .id' | sort -u | wc -l)" "$backlog"
status "the source tells a full disk behind stdout" 74 bash -c 'wa-recv --peek --once -w "$1" > /dev/full' - "$D"
done_testing
