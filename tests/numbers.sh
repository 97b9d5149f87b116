# shellcheck shell=bash
# A desk whose numbers are known: four days of a few conversations, put into the
# stores as the programs would have. Madrid is at UTC+1; Monday is the 2nd of
# November 2026.

mkdir shop
cat > shop/workspace.yaml <<'END'
timezone: Europe/Madrid
hours: {mon-fri: "09:00-18:00"}
numbers: [{phone_number_id: "1"}]
team: [{name: ana}, {name: ben}]
END
wa-conv list -w ./shop > /dev/null 2>&1
echo hi | wa-event -w ./shop | wa-reply -w ./shop > /dev/null
wa-recv -w ./shop --follow --once > /dev/null 2>&1
db() { sqlite3 shop/var/wa.db "$@"; }
db "DELETE FROM decision; DELETE FROM label; DELETE FROM conversation; DELETE FROM contact" 2> /dev/null
ms() { date -d "$1" +%s000; }
# Ten customers; message N of customer C at a time, its mood, what became of it.
seq=0
for c in {1..10}; do
	db "INSERT INTO contact (id, key, created) VALUES ($c, 'c_$c', 0); INSERT INTO conversation (contact, language, created)
		VALUES ($c, iif($c % 2, 'es', 'en'), 0)"
done
message() { # CONTACT TIME OUTCOME MOOD INTENT
	seq=$((seq + 1))
	db "INSERT INTO message (seq, type, id, contact, time, received, kind, handed, intended, outcome, settled)
		VALUES ($seq, 'message', 'e$seq', $1, $(ms "$2"), $(ms "$2"), 'text', $(ms "$2"), '$3', '$3', $(ms "$2") + 1000);
		INSERT INTO label (event, contact, at, language, intent, confidence, sentiment)
		VALUES ('e$seq', $1, $(ms "$2"), 'en', '$5', 0.9, '$4')"
	sqlite3 shop/var/journal.db "INSERT INTO entry (seq, once, type, id, time, received, body)
		VALUES ($seq, randomblob(16), 'message', 'e$seq', $(ms "$2"), $(ms "$2"), '{}')"
}
session() { db "INSERT INTO session (contact, started, last) VALUES ($1, $(ms "$2"), $(ms "$2"));
	UPDATE message SET session = last_insert_rowid() WHERE contact = $1 AND received >= $(ms "$2")"; }
sent() { db "INSERT INTO outbox (event, part, contact, author, kind, payload, state, callback, due, queued, sent)
	VALUES ('s$RANDOM$RANDOM', 0, $1, '$2', 'text', '{}', 'sent', hex(randomblob(8)), 0, $(ms "$3"), $(ms "$3"))"; }
inquiry() { # ID CONTACT OPENED CATEGORY
	db "INSERT INTO inquiry (id, contact, category, reason, opened, since, changed) VALUES ($1, $2, '$4', 'x', $(ms "$3"), $(ms "$3"), 0);
		INSERT INTO inquiry_log (inquiry, at, who, what) VALUES ($1, $(ms "$3"), 'agent', 'opened')"
}
log() { db "INSERT INTO inquiry_log (inquiry, at, who, what) VALUES ($1, $(ms "$2"), '$3', '$4')"; }

message 1 2026-11-02T10:00:00Z answered positive parking; session 1 2026-11-02T10:00:00Z; sent 1 agent 2026-11-02T10:00:02Z
message 2 2026-11-02T10:30:00Z escalated negative refund; session 2 2026-11-02T10:30:00Z; sent 2 agent 2026-11-02T10:30:04Z
message 3 2026-11-02T22:00:00Z escalated neutral refund; session 3 2026-11-02T22:00:00Z; sent 3 ana 2026-11-03T08:10:00Z
message 4 2026-11-03T09:00:00Z answered neutral parking; session 4 2026-11-03T09:00:00Z
message 4 2026-11-03T09:05:00Z human neutral parking
message 5 2026-11-03T09:10:00Z ignored positive hours
inquiry 1 2 2026-11-02T10:30:00Z refunds; log 1 2026-11-02T10:45:00Z ana claimed; log 1 2026-11-02T11:30:00Z ana resolved
inquiry 2 3 2026-11-02T22:00:00Z refunds; log 2 2026-11-03T08:05:00Z ben claimed; log 2 2026-11-03T10:00:00Z ben resolved
log 1 2026-11-04T09:00:00Z customer reopened
log 2 2026-11-03T08:03:00Z rule breached
