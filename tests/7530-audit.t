# shellcheck shell=bash
# wa-audit: in equals out by outcome, for any time; each discrepancy is named.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/lived.sh"

export WA_WORKSPACE=./shop
mkdir shop
cat > shop/workspace.yaml <<'END'
numbers: [{phone_number_id: "1"}]
handoff: {takes_control: no}
turn: {quiet: 0s}
END
cat > shop/faq.yaml <<'END'
- id: sundays
  ask: [Are you open on Sundays?, Do you open on Sunday?, Is the shop open on Sundays?]
  answer: Yes.
- id: parking
  ask: [Where can I park?, Is there parking?]
  answer: Here.
END
says 34600000001 2026-11-02T10:00:00Z "Are you open on Sundays?"
says 34600000002 2026-11-02T11:00:00Z "zebra quantum marmalade"
says 34600000003 2026-11-03T10:00:00Z "thanks"
says 34600000004 2026-11-03T10:01:00Z "Are you open on Sundays?"
lived
db() { sqlite3 shop/var/wa.db "$@"; }
# As the drainer would have left it, and one person has a third.
db "UPDATE outbox SET state = 'delivered', sent = queued, delivered = queued;
	UPDATE message SET outcome = intended, settled = handed WHERE outcome IS NULL"
export WA_NOW=2026-11-04T10:00:00Z
is "in equals out" "$(wa-audit 2>&1)" "in 4 = 1 escalated + 2 answered + 1 ignored"
is "of one day too" "$(wa-audit --since 2026-11-03 --until 2026-11-04 2>&1)" "in 2 = 1 answered + 1 ignored"
is "and the days make up all" "$(for d in 2 3; do wa-audit --json --since 2026-11-0$d --until 2026-11-0$((d + 1)) | jq .in; done | paste -sd+ | bc)" 4

cp -r shop whole
# planted NAME SQL WHAT [JOURNAL-SQL]: a discrepancy, and how it is called.
planted() {
	rm -rf shop; cp -r whole shop
	[ -z "$2" ] || db "PRAGMA foreign_keys = OFF; $2"
	[ -z "${4-}" ] || sqlite3 shop/var/journal.db "$4"
	status "$1" 1 wa-audit
	like "and is named" "$(cat .out)" "^wa-audit: entry [0-9]+: .*: $3"
	is "alone" "$(wa-audit --json 2> /dev/null | jq -c '[.faults, (.found | length)]')" "[1,1]"
}
planted "a message that was lost is found" "DELETE FROM inquiry_event; DELETE FROM message WHERE seq = 2" "came in and its record is gone"
planted "one from nobody too" "UPDATE mark SET value = 9 WHERE name = 'journal'" "came in and is filed nowhere: it names no customer" \
	"INSERT INTO entry (seq, once, type, id, time, received, body) VALUES (9, randomblob(16), 'message', 'x', 1793700000000, 1793700000000, '{}')"
planted "one that never came" "" "has a record and never came in" "DELETE FROM entry WHERE seq = 4"
planted "one that is there twice" "UPDATE message SET id = (SELECT id FROM message WHERE seq = 3) WHERE seq = 4; UPDATE outbox SET event = (SELECT id FROM message WHERE seq = 4) WHERE answers = 4" "is recorded twice"
planted "one that waits" "UPDATE message SET handed = NULL, outcome = NULL WHERE seq = 3" "waits for over 10 minutes"
planted "one that hangs" "UPDATE message SET outcome = NULL WHERE seq = 3" "was handed over an hour ago"
planted "one with an outcome from nowhere" "UPDATE message SET handed = NULL WHERE seq = 3" "has an outcome and was never handed over"
planted "one whose answer still waits" "UPDATE outbox SET state = 'queued' WHERE answers = 4" "has an outcome, and an answer of an hour ago is still to be sent"
planted "one whose answer is gone" "DELETE FROM outbox WHERE answers = 4" "is called answered or asked, and nothing was sent"
planted "one whose answer failed" "INSERT INTO outbox (event, part, contact, author, kind, payload, state, callback, due, queued)
	SELECT event, 1, contact, author, kind, payload, 'failed', 'other', due, queued FROM outbox WHERE answers = 4" "is called answered or asked, and a part of it failed"
planted "one that no person was given" "DELETE FROM inquiry_event" "is called escalated, and there is no inquiry"
planted "one that failed in silence" "UPDATE message SET outcome = 'failed' WHERE seq = 4" "failed, and nobody was told: there is no inquiry"
is "outside of its time it is nobody's" "$(wa-audit --until 2026-11-03 2>&1)" "in 2 = 1 escalated + 1 answered"
done_testing
