# shellcheck shell=bash disable=SC2016
# wa-stats: each number against what was put in, as of then and as of later.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

. "$ROOT/tests/numbers.sh"
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
is "CSV has a line a group" "$(stats --csv volume --by topic | head -2 | tail -1)" '"volume","parking",3,0,,,,,,'
db "UPDATE label SET intent = '=1+1' WHERE intent = 'parking'"
like "and no formula" "$(stats --csv volume --by topic)" "'=1\+1"
like "--sql prints the statement" "$(stats --sql queue)" "FROM inquiry_log"
status "an unknown number is a mistake" 64 wa-stats -w ./shop volum
like "with a suggestion" "$(cat .out)" "did you mean volume"
if command -v gnuplot > /dev/null; then
	stats volume escalated --by day --svg out.svg
	like "a picture is drawn" "$(head -c 300 out.svg)" "<svg"
	stats volume --png out.png
	is "of numbers that are nothing, or below it, too" "$(stats --by topic --svg all.svg 2>&1; [ -s all.svg ] || echo none)" ""
	is "in dots too" "$(head -c 4 out.png | tail -c 3)" "PNG"
else
	skip "gnuplot is not installed"
fi
done_testing
