# shellcheck shell=bash disable=SC2016
# wa-stats: each number against what was put in, as of then and as of later.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

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
session() { db "INSERT INTO session (contact, started, last) VALUES ($1, $(ms "$2"), $(ms "$2"))"; }
sent() { db "INSERT INTO outbox (event, part, contact, author, kind, payload, state, callback, due, queued, sent)
	VALUES ('s$RANDOM$RANDOM', 0, $1, '$2', 'text', '{}', 'sent', hex(randomblob(8)), 0, $(ms "$3"), $(ms "$3"))"; }
inquiry() { # ID CONTACT OPENED CATEGORY
	db "INSERT INTO inquiry (id, contact, category, reason, opened, changed) VALUES ($1, $2, '$4', 'x', $(ms "$3"), 0);
		INSERT INTO inquiry_log (inquiry, at, who, what) VALUES ($1, $(ms "$3"), 'agent', 'opened')"
}
log() { db "INSERT INTO inquiry_log (inquiry, at, who, what) VALUES ($1, $(ms "$2"), '$3', '$4')"; }

# Monday the 2nd of November 2026, Madrid is at UTC+1.
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
stats() { wa-stats -w ./shop --since 2026-11-01 --until 2026-11-05 "$@"; }
one() { stats --json "$@" | jq -c 'del(.number)'; }

is "messages are counted" "$(one volume)" '{"n":6}'
is "by day, days without any too" "$(stats --json volume --by day | jq -c '[.day, .n]' | tr '\n' ' ')" '["2026-11-01",0] ["2026-11-02",3] ["2026-11-03",3] ["2026-11-04",0] ["2026-11-05",0] '
is "by topic, the most first" "$(stats --json volume --by topic | jq -c '[.topic, .n]' | tr '\n' ' ')" '["parking",3] ["refund",2] ["hours",1] '
is "half of what was decided went to a person" "$(one escalated)" '{"n":4,"open":0,"share":0.5}'
is "and half was answered" "$(one answered)" '{"n":4,"open":0,"share":0.5}'
is "a first response at night counts from when the desk opens" "$(one first-response)" '{"n":3,"open":1,"median_seconds":4,"p90_seconds":600}'
is "by member it is theirs" "$(stats --json first-response --by member | jq -c '[.member, .n, .open]' | sort | tr '\n' ' ')" '["-",0,1] ["agent",2,0] ["ana",1,0] '
is "an acknowledgement is no human response" "$(one human-response)" '{"n":1,"open":1,"median_seconds":600,"p90_seconds":600}'
is "claims by member" "$(stats --json handoff --by member | jq -c '[.member, .median_seconds]' | sort | tr '\n' ' ')" '["ana",900] ["ben",300] '
is "a reopened inquiry is not resolved" "$(one resolution)" '{"n":1,"open":1,"median_seconds":7200,"p90_seconds":7200}'
is "the day before it was" "$(one resolution --until 2026-11-04)" '{"n":2,"open":0,"median_seconds":3600,"p90_seconds":7200}'
is "one of two was reopened" "$(one reopened)" '{"n":2,"open":0,"share":0.5}'
is "as of the day before none" "$(one reopened --at 2026-11-04)" '{"n":2,"open":0,"share":0}'
is "one of two waited too long" "$(one breached)" '{"n":2,"open":0,"share":0.5}'
is "the queue by day" "$(stats --json queue --by day | jq -c '[.day[8:], .level, .highest]' | tr '\n' ' ')" '["01",0,0] ["02",1,1] ["03",0,1] ["04",1,1] ["05",1,1] '
is "it starts where it stood before" "$(wa-stats -w ./shop --since 2026-11-03T00:00:00Z --until 2026-11-03T01:00:00Z queue --json | jq -c '[.level, .highest]')" '[1,1]'
is "mood is a mean" "$(one sentiment)" '{"n":6,"open":0,"mean":0.166667}'
is "rows can be counted by others" "$(stats --rows first-response | jq -s -c '[length, ([.[].seconds // empty] | add)]')" '[4,606]'
like "the table is for people" "$(stats resolution)" "^resolution +1 +1 +median 2h 00m, p90 2h 00m"
like "bars too" "$(stats volume --by day --plot)" "^2026-11-02  █+ 3$"
is "CSV has a line a group" "$(stats --csv volume --by topic | head -2 | tail -1)" '"volume","parking",3,0,,,,,'
db "UPDATE label SET intent = '=1+1' WHERE intent = 'parking'"
like "and no formula" "$(stats --csv volume --by topic)" "'=1\+1"
like "--sql prints the statement" "$(stats --sql queue)" "FROM inquiry_log"
status "an unknown number is a mistake" 64 wa-stats -w ./shop volum
like "with a suggestion" "$(cat .out)" "did you mean volume"
if command -v gnuplot > /dev/null; then
	stats volume escalated --by day --svg out.svg
	like "a picture is drawn" "$(head -c 300 out.svg)" "<svg"
	stats volume --png out.png
	is "in dots too" "$(head -c 4 out.png | tail -c 3)" "PNG"
else
	skip "gnuplot is not installed"
fi
done_testing
