# shellcheck shell=bash
# Load, kills and what must hold after them; for tests/9000-crash.t and scripts/soak.

# crash_load ROUND N: N messages of 40 customers, in bursts; one in ten delivered twice.
crash_load() {
	jq -nc --arg round "$1" --argjson n "$2" --arg files "$ROOT/tests/data/media" '
		["Are you open on Sundays?", "Hi", "My neighbour says blue is nicer", "Where can I park?", "¿Abren los domingos?"] as $texts |
		range($n) | . as $i | (($i * 7 + ($round | tonumber) * 31) % 40) as $who |
		{from: "49151\(2000000 + $who)", name: "Customer \($who)", id: "wamid.crash.\($round).\($i)", text: $texts[($i + $who) % 5]} +
		if $i % 8 == 3 then {kind: "image", file: "\($files)/picture.\(["png", "jpg", "gif"][$i % 3])"} else {} end +
		if $i % 16 == 6 then {kind: "voice", file: "\($files)/voice.ogg", text: null} else {} end +
		if $i % 10 == 0 then {repeat: 1} else {} end'
}

# One process of the listener or the line, any; of the programs, not their shells.
crash_kill() {
	local all victim
	mapfile -t all < <(pgrep -s "$LISTENER" '^wa-'; pgrep -s "$LINE" '^wa-')
	[ ${#all[@]} -gt 0 ] || return 0
	victim=${all[RANDOM % ${#all[@]}]}
	echo "$(date +%T.%N) kill -9 $(ps -o args= -p "$victim")" >> "$T/kills"
	kill -9 "$victim" 2> /dev/null
}
# crash_round ROUND N KILLS: the load in twenty parts while processes die.
crash_round() {
	local i
	crash_load "$1" "$2" > "$T/load"
	rm -f "$T"/part.*
	split -n l/20 "$T/load" "$T/part."
	(
		for i in "$T"/part.*; do
			inject "$i" >> "$T/injected" || echo "inject failed" >> "$T/injected"
			sleep "0.0$((RANDOM % 5))"
		done
	) &
	local load=$!
	for ((i = 0; i < $3; i++)); do
		sleep "0.$((RANDOM % 3))$((RANDOM % 10))"
		crash_kill
	done
	wait "$load"
}

# crash_facts: prints what is wrong, nothing when all holds. The whole load of
# $T/injected was acknowledged, since the sandbox has nothing left to post.
crash_facts() {
	journal "SELECT id FROM entry WHERE type = 'message'" | sort > "$T/arrived"
	sort -u "$T/injected" | diff - "$T/arrived" | sed 's/^/in the journal: /' | head
	store "SELECT 'without one outcome: ' || id FROM message WHERE type = 'message' AND (outcome IS NULL OR handed IS NULL OR settled IS NULL)"
	store "SELECT 'filed twice: ' || id FROM message WHERE type = 'message' GROUP BY id HAVING count(*) > 1"
	sandbox_get sends > "$T/sends"
	jq -r .callback "$T/sends" | sort > "$T/accepted"
	uniq -d "$T/accepted" | sed 's/^/sent twice: /'
	store "SELECT callback FROM outbox WHERE state IN ('sent', 'delivered', 'read')" | sort > "$T/known"
	diff "$T/accepted" "$T/known" | sed -n 's/^< /accepted, but not known as sent: /p; s/^> /known as sent, but never accepted: /p' | head
	store "SELECT 'never finished: ' || state || ' ' || event FROM outbox WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND ended IS NULL)"
	store "SELECT 'failed: ' || event || ' ' || coalesce(reason, '') FROM outbox WHERE state = 'failed' AND coalesce(reason, '') NOT LIKE '%no status%'" | head
	store "SELECT 'given up without an inquiry: ' || event FROM outbox o WHERE state = 'failed' AND NOT EXISTS
		(SELECT 1 FROM inquiry_event e WHERE e.event = o.event)"
	store "SELECT 'escalated without an inquiry: ' || id FROM message WHERE outcome = 'escalated' AND NOT EXISTS
		(SELECT 1 FROM inquiry_event WHERE event = coalesce((SELECT head FROM turn WHERE event = message.id), message.id))"
	store "SELECT 'not as its turn: ' || m.id FROM turn t JOIN message m ON m.id = t.event JOIN message h ON h.id = t.head
		WHERE m.outcome IS NOT h.outcome"
	store "SELECT 'answered beside its turn: ' || event FROM turn WHERE event IN (SELECT event FROM outbox)"
	store "SELECT 'two open inquiries: ' || contact FROM inquiry WHERE status IN ('open', 'claimed') GROUP BY contact HAVING count(*) > 1"
	# Fetched, once each, and there; but on what the line died again and again nobody tries any more.
	store "SELECT 'sent with a file that nobody fetched: ' || id FROM message WHERE type = 'message' AND kind IN ('image', 'audio') AND outcome <> 'failed' AND NOT EXISTS
		(SELECT 1 FROM media WHERE event = message.id AND (path IS NOT NULL OR problem IS NOT NULL))"
	store "SELECT path FROM media WHERE path IS NOT NULL GROUP BY path" | while IFS= read -r f; do
		[ "$(sha256sum < "$S/media/$f")" = "$(basename "${f%.*}")  -" ] || echo "not what was sent: $f"; done
	# Decided once: the record, the memo and what was queued tell the same.
	store "SELECT 'decided without a record: ' || id FROM message WHERE type = 'message' AND outcome IN ('answered', 'asked', 'escalated') AND NOT EXISTS
		(SELECT 1 FROM decision WHERE event = coalesce((SELECT head FROM turn WHERE event = message.id), message.id))"
	store "SELECT 'decided twice: ' || m.event FROM memo m JOIN decision d ON d.event = m.event
		WHERE m.filter = 'reply' AND json_extract(m.value, '\$.decision.action') <> d.action"
	# In order within a conversation, as accepted.
	store "SELECT callback || ' ' || id || ' ' || contact FROM outbox" > "$T/ids"
	jq -r .callback "$T/sends" | awk 'NR == FNR { id[$1] = $2; who[$1] = $3; next }
		($1 in id) && id[$1] + 0 < last[who[$1]] { print "out of order: " $1 }
		($1 in id) { last[who[$1]] = id[$1] + 0 }' "$T/ids" - | head
	wa-audit -w "$D" > "$T/audit" 2>&1 || { echo "wa-audit:"; cat "$T/audit"; }
}
