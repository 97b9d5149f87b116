# shellcheck shell=bash disable=SC2016 # what is in quotes is jq's or SQL's
# A few days of one desk, on a clock that the test moves: every outcome, every
# change of control and every word that a customer sees.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

export WA_NOW=@$T/now WA_WORKSPACE=$T/desk
# at TIME: it is so late, at the desk in Berlin (an hour ahead of UTC).
at() { TZ=Europe/Berlin date -d "$1" +%s > "$T/s"; date -u -d "@$(cat "$T/s")" +%FT%TZ > "$T/next"; mv "$T/next" "$T/now"; }
later() { date -u -d "$(cat "$T/now") + $1 seconds" +%FT%TZ > "$T/next"; mv "$T/next" "$T/now"; }
at '2026-11-22 22:30' # a Sunday

QUIET=30s CAP=60s desk_make "$T/desk"
sed -i '/^handoff:/d' "$D/workspace.yaml"
cat >> "$D/workspace.yaml" <<'END'
hours: {mon-fri: "09:00-18:00"}
holidays: [2026-11-25]
team: [{name: mia}, {name: ben}]
session: {satisfaction: yes}
END
desk_sandbox || fail "the sandbox starts" "$(cat "$D/log")"
sandbox_set settings '{"delivered_ms":-1,"read_ms":-1}'
desk_listen
wait_for 20 curl -sf "http://127.0.0.1:$PORT/healthz"
desk_line

ANA=491510000001 LUIS=491510000002 EVA=491510000003 PIT=491510000004 NEW=491510000014 OMA=491510000005 TWO=491510000006
# write WHO TEXT [MORE]: a customer writes, and the desk comes to rest.
write() {
	jq -nc --arg from "$1" --arg text "$2" --argjson more "${3:-null}" '{from: $from, text: $text} + ($more // {})' > "$T/one"
	inject "$T/one" > "$T/ids" && rest
}
phone() { jq -nc --arg from "$1" --arg text "$2" '{from: $from, echo: true, text: $text}' > "$T/one"; inject "$T/one" > /dev/null && rest; }
arrived() { delivered && [ "$(journal 'SELECT max(seq) FROM entry')" = "$(store "SELECT value FROM mark WHERE name = 'journal'")" ]; }
rest() { wait_for 15 arrived; later 31; wait_for 20 settled && wait_for 15 arrived; } # quiet for longer than a turn waits
as() { local WA_MEMBER=$1; export WA_MEMBER; shift; "$@"; }
contact() { store "SELECT contact FROM alias WHERE value = '$1' ORDER BY until IS NULL DESC, since DESC LIMIT 1"; }
control() { wa-conv list --json | jq -r --arg key "$(store "SELECT key FROM contact WHERE id = $(contact "$1")")" 'select(.conversation == $key) | .control'; }
# outcomes WHO, trail WHO, said WHO: how their messages ended; who had the
# conversation when; what they were sent.
outcomes() { store "SELECT group_concat(coalesce(outcome, '-'), ' ') FROM (SELECT outcome FROM message WHERE type = 'message' AND contact = $(contact "$1") ORDER BY seq)"; }
trail() { store "SELECT group_concat(who || '>' || after, ' ') FROM (SELECT * FROM transition WHERE contact = $(contact "$1") ORDER BY id)"; }
said() { sandbox_get sends | jq -r --arg to "+$1" 'select(.to == $to and .message.type != null) | .message | (.text.body // .interactive.body.text)'; }
last() { said "$1" | tail -n 1; }

SUNDAYS='Yes, on Sundays we are open from 10 to 14 h.'
PARKING='There is a car park behind the house, free for patients.'
NICER='My neighbour says blue is nicer'

# Sunday, half past ten at night: nobody is there.
write $ANA "$NICER"
like "at night the customer hears when the desk is back" "$(last $ANA)" "(Monday, 09:00)"
is "and the agent keeps the conversation" "$(control $ANA)" bot
write $ANA "Where can I park?"
is "so that what it knows is answered" "$(last $ANA)" "$PARKING"
write $OMA "human please"
is "who asks for a person is left to people, also at night" "$(control $OMA)" human
write $OMA "Where can I park?"
is "and the agent is silent there" "$(outcomes $OMA)" "escalated human"

# Monday: two members claim Ana's case at once.
at '2026-11-23 09:05'
case=$(wa-inquiry list --json | jq -r 'select(.text | startswith("My neighbour")) | .id')
for m in mia ben; do as $m wa-inquiry claim "$case" > "$T/claim.$m" 2>&1 & echo $! > "$T/pid.$m"; done
won=''
for m in mia ben; do wait "$(cat "$T/pid.$m")" && won="$won$m"; done
like "of two who claim at once one gets it" "$won" '^(mia|ben)$'
lost=$([ "$won" = mia ] && echo ben || echo mia)
like "the other is told who has it" "$(cat "$T/claim.$lost")" "claimed by $won"
is "the conversation is theirs" "$(control $ANA)" human
ok "and the customer is told" wait_for 10 settled
like "in the words of a takeover" "$(last $ANA)" "colleague"
write $ANA "Are you open on Sundays?"
is "now the agent is silent" "$(outcomes $ANA)" "escalated answered human"
ok "they resolve it with an answer" as "$won" wa-inquiry resolve "$case" --reply 'Blue it is.'
wait_for 10 settled
is "which the customer gets" "$(last $ANA)" "Blue it is."
write $ANA "Are you open on Sundays?"
is "and the agent is back" "$(control $ANA) $(last $ANA)" "bot $SUNDAYS"

# A burst.
for text in "Hi" "one question" "Where can I park?"; do
	jq -nc --arg from $EVA --arg text "$text" '{from: $from, name: "Eva", text: $text}' > "$T/one"
	inject "$T/one" > /dev/null
	later 1
done
rest
is "a burst gets one answer" "$(said $EVA)" "$PARKING"
is "and all of it has its outcome" "$(outcomes $EVA)" "answered answered answered"

# In the middle of an answer somebody writes from the phone.
sandbox_set faults '{"delay_ms":2500}'
jq -nc --arg from $LUIS '{from: $from, text: "Are you open on Sundays? And where can I park?"}' > "$T/one"
inject "$T/one" > /dev/null
# The first part's status may come before the answer to its request.
under_way() { [[ "$(store "SELECT group_concat(state, ' ') FROM outbox WHERE payload LIKE '%$LUIS%'")" =~ ^sen(ding|t)\ queued$ ]]; }
wait_for 15 arrived
later 31
ok "an answer in two parts is under way" wait_for 15 under_way
jq -nc --arg from $LUIS '{from: $from, echo: true, text: "Hello Luis, Mia here."}' > "$T/one"
inject "$T/one" > /dev/null
wait_for 15 settled
sandbox_set faults '{}'
is "what was on the wire arrives, the rest never goes" "$(said $LUIS)" "$SUNDAYS"
is "it is on record" "$(store "SELECT group_concat(state || coalesce(' ' || reason, ''), ', ') FROM outbox WHERE contact = $(contact $LUIS)")" "sent, dropped human"
is "the person has it" "$(control $LUIS) $(outcomes $LUIS)" "human answered"
write $LUIS "Where can I park?"
is "and the agent is silent" "$(outcomes $LUIS)" "answered human"

# Opting out.
write $TWO "STOP"
like "who opts out hears so" "$(last $TWO)" "no more messages"
write $TWO "Where can I park?"
is "and is not answered by the agent again" "$(outcomes $TWO) $(said $TWO | wc -l)" "answered escalated 1"
write $TWO "start"
write $TWO "Where can I park?"
is "until they allow it" "$(last $TWO)" "$PARKING"

# A matter ends, and another begins.
at '2026-11-23 16:00'
ok "a member ends the matter" as ben wa-conv resolve $EVA
wait_for 10 settled
is "the customer gets the last words, and a question" "$(said $EVA | sed -n 2p) $(said $EVA | wc -l)" "Thank you for writing to us. If anything else comes up, just write here. 3"
tap=$(sandbox_get sends | jq -r --arg to "+$EVA" 'select(.to == $to and .message.type == "interactive") | .message.interactive.action.buttons[0].reply | @json')
jq -nc --arg from $EVA --argjson tap "$tap" '{from: $from, kind: "button_reply", message: {type: "interactive", interactive: {type: "button_reply", button_reply: $tap}}}' | jq -c 'del(.kind)' > "$T/one"
inject "$T/one" > /dev/null
rest
is "their tap is recorded, and nothing is reopened" "$(store "SELECT score FROM satisfaction WHERE contact = $(contact $EVA)") $(store "SELECT control FROM conversation WHERE contact = $(contact $EVA)")" "3 closed"
is "or answered" "$(said $EVA | wc -l)" 3
at '2026-11-24 10:00'
write $EVA "Where can I park?"
is "a new message reopens the conversation" "$(control $EVA)" bot
is "in another session, where the same answer is no repetition" "$(last $EVA) $(store "SELECT group_concat(coalesce(ended_as, 'runs')) FROM session WHERE contact = $(contact $EVA)")" "$PARKING resolved,runs"

# A changed number.
write $PIT "Hi"
key=$(wa-conv list --json | jq -r 'select(.wa_id == "491510000004") | .conversation')
as mia wa-conv take $PIT
write $PIT "I get a new number" 
jq -nc --arg from $PIT --arg to $NEW '{from: $from, kind: "number_change", to: $to}' > "$T/one"
inject "$T/one" > /dev/null
rest
write $NEW "It is me, Pit"
is "whoever changes their number keeps their conversation" "$(wa-conv list --json | jq -r 'select(.wa_id == "491510000014") | .conversation')" "$key"
is "and the person who has it" "$(control $NEW) $(outcomes $NEW)" "human answered human human"
ok "who answers" as mia wa-send --to $NEW --text 'Noted.'
is "to the new number" "$(last $NEW)" "Noted."

# Two numbers of one person.
people() { wa-conv list --json | jq -r '.conversation' | wc -l; }
before=$(people)
ok "two contacts are one person" as mia wa-conv merge $TWO $OMA
is "and stand as one" "$((before - $(people)))" 1
write $TWO "Are you open on Sundays?"
is "an answer goes to the one that wrote" "$(last $TWO)" "$SUNDAYS"
ok "or they are not" as mia wa-conv unmerge $TWO
is "and stand as two again, nothing moved" "$(people) $(outcomes $TWO) | $(outcomes $OMA)" "$before answered escalated answered answered answered | escalated human"

# A day after the last word of a person the agent has it again.
at '2026-11-24 15:00'
write $LUIS "Where can I park?"
is "people were silent for a day: the agent answers" "$(last $LUIS)" "$PARKING"

# A holiday, at noon.
at '2026-11-25 12:00'
write $EVA "$NICER"
like "on a holiday the customer hears of the next day" "$(last $EVA)" "(Thursday, 09:00)"
is "and the agent keeps the conversation" "$(control $EVA)" bot

# Who had which conversation, in the end.
is "Ana: claimed and given back" "$(trail $ANA)" "$won>human $won>bot"
is "Luis: the phone, then a day of silence" "$(trail $LUIS)" "phone>human rule>bot"
is "the silence ended when it did" "$(store "SELECT strftime('%Y-%m-%d %H:%M', (t.at - v.last_person) / 1000, 'unixepoch') FROM transition t JOIN conversation v ON v.contact = t.contact WHERE t.who = 'rule' AND t.contact = $(contact $LUIS)")" "1970-01-02 00:00"
is "Eva: closed, and reopened by herself" "$(trail $EVA)" "ben>closed customer>bot"
is "Pit: taken" "$(trail $NEW)" "mia>human"
is "grandmother: asked for it" "$(trail $OMA)" "customer>human"
is "all that came in has gone out" "$(wa-audit | sed 's/ = .*//')" "in $(store "SELECT count(*) FROM message WHERE type = 'message'")"
is "and no customer got the same words twice in a row" "$(sandbox_get sends | jq -r 'select(.message.type == "text") | .to + " " + .message.text.body' | uniq -d)" ""

# The whole journal again: as if nothing of it had been filed.
rows() { sqlite3 "$S/wa.db" .dump | grep '^INSERT' | grep -v 'INTO mark\|INTO early_status\|INTO search_\|sqlite_'; }
desk_end "$LINE"
rows > "$T/before"
sqlite3 "$S/wa.db" "DELETE FROM mark WHERE name IN ('journal', 'history')"
wa-recv --follow --once 2>> "$D/log" | tee "$T/again" | wa-turn | wa-classify | wa-reply | wa-inquiry | wa-send --no-drain > /dev/null 2>> "$D/log"
rows > "$T/after"
is "filed and decided again, nothing changes" "$(diff "$T/before" "$T/after" | head -n 6)" ""
ok "though all of it was there" [ "$(jq -r 'select(.type == "message") | .id' "$T/again" | wc -l)" = "$(store "SELECT count(*) FROM message WHERE type = 'message'")" ]

# And from the start, at a copy: with the same knowledge, and with other.
played() { wa-replay --since 2026-11-22 "$@" 2>&1 | sed 's/^ *//'; }
n=$(store 'SELECT count(*) FROM decision') silent=$(store "SELECT count(*) FROM decision WHERE action = 'silent'")
is "played again with all that people did it comes to the same" "$(played)" "$((n - silent))  same
$silent  a person had it, then as now
8  acts of members, done again"
sed 's/free for patients/three euros a day/' "$D/faq.yaml" > "$T/other.yaml"
like "and with another answer to that answer" "$(played --faq "$T/other.yaml" | grep -c '^answer changed: ')" "^$(store "SELECT count(*) FROM decision WHERE action = 'answer' AND detail LIKE '%\"sources\":%\"parking\"%\"candidates%'")\$"
done_testing
