# shellcheck shell=bash
# Notices: that something happened is on record with it, and members and hooks
# are told afterwards.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
line() { wa-reply -w ./shop "$@" | wa-inquiry -w ./shop "$@"; }
from() { jq -c --arg key "$1" '.contact.key = $key | .conversation = $key | .contact.name = "Ana"'; }
store() { sqlite3 shop/var/wa.db "$1"; }

echo 'refund please' | classified refund 1 | from c_a > q
line < q > /dev/null
is "an escalation leaves a notice of the handoff and of its inquiry" "$(store "SELECT what, who, planned IS NULL FROM notice")" $'handoff|agent|1\ninquiry|agent|1'
line < q > /dev/null
echo 'and now?' | classified '' 0 | from c_a | line > /dev/null
is "one, however often the event comes and whatever joins" "$(store "SELECT count(*) FROM notice WHERE what = 'inquiry'")" 1
is "what the classifier found is kept beside the decision" "$(store "SELECT intent, confidence FROM label WHERE event = (SELECT event FROM decision ORDER BY at LIMIT 1)")" "refund|1.0"

# Who is told, and when. 2026-11-21 is a Saturday.
cat >> shop/workspace.yaml <<'END'
timezone: Europe/Madrid
hours: {mon-fri: "09:00-18:00"}
notices: {whatsapp: yes}
team:
  - {name: ana, phone: "+34 600 000 001"}
  - {name: bob, phone: "+34 600 000 002", hours: {mon-fri: "10:00-18:00"}}
  - {name: cleo}
  - {name: dora, phone: "+34 600 000 004", hours: {mon-sun: "00:00-24:00"}, off: [2026-11-21, 2026-11-22, 2026-11-23]}
END
echo 2026-11-21T11:00:00Z > clock
export WA_NOW=@$T/clock WA_WORKSPACE=$T/shop
at() { echo "$1" > clock.new; mv clock.new clock; }
once() { wa-notify --once 2>> err; }
ask() { echo 'a refund' | classified refund 1 | jq -c --arg key "$1" '.contact = {key: $key, name: "Ana Ruiz", wa_id: ("34611" + ($key | explode | map(tostring) | join("") | .[-6:]))} | .conversation = $key' | wa-reply | wa-inquiry | jq -r .inquiry.id; }
tellings() { store "SELECT recipient, t.state, strftime('%d %H:%M', due / 1000, 'unixepoch') FROM telling t JOIN notice n ON n.id = t.notice WHERE n.$1 ORDER BY t.id"; }
queued() { store "SELECT payload FROM outbox WHERE event = '$1'"; }
last() { store "SELECT payload FROM outbox WHERE author = 'notice' ORDER BY id DESC LIMIT 1" | jq -r '.text.body // .interactive.body.text'; }
add() { store "INSERT INTO notice (what, contact, inquiry, at, who, member, detail) VALUES ('$1', (SELECT contact FROM inquiry WHERE id = $2), $2, $(date -d "$(cat clock)" +%s000), '$3', $4, $5)"; once; }
# Both have written lately, in whatever week this is.
write() {
	local id
	for id in 34600000001 34600000002 34600000004; do
		echo hello | classified '' 0 | jq -c --arg id "$id" '.contact = {key: "c_\($id)", wa_id: $id} | .conversation = .contact.key' | wa-reply > /dev/null
		store "UPDATE conversation SET last_in = $(date -d "$(cat clock)" +%s000) WHERE contact = (SELECT id FROM contact WHERE wa_id = '$id')"
	done
}
store "DELETE FROM notice; DELETE FROM telling"
one=$(ask c_r1) two=$(ask c_r2)
once
is "when nobody is on duty, who comes next is told then" "$(tellings "inquiry = $one")" "ana|due|23 08:00"
is "and that is no fault meanwhile" "$(at 2026-11-22T11:00:00Z; wa-notify list -q | wc -l)" 0
WA_MEMBER=bob wa-inquiry claim "$two"
at 2026-11-23T08:00:00Z
write
once
is "on Monday she is told" "$(tellings "inquiry = $one AND what = 'inquiry'")" "ana|telling|23 08:00"
is "but not of what somebody has claimed" "$(store "SELECT t.state, reason FROM telling t JOIN notice n ON n.id = t.notice WHERE inquiry = $two AND what = 'inquiry'")" "moot|claimed or ended meanwhile"
like "the message claims by a button" "$(queued "notice:1.1" | jq -c '.interactive.action.buttons[0].reply')" "claim:$one"
is "nobody who is off that day" "$(store "SELECT count(*) FROM telling WHERE recipient = 'dora'")" 0
at 2026-11-24T10:00:00Z
write
three=$(ask c_r3)
once
is "who is on duty is told at once" "$(tellings "inquiry = $three AND what = 'inquiry'")" "ana|telling|24 10:00
bob|telling|24 10:00
dora|telling|24 10:00"
store "UPDATE inquiry SET owner = 'dora' WHERE id = $three"
add breach "$three" rule NULL "'{\"limit\":\"claim\"}'"
is "the owner first" "$(tellings "what = 'breach'" | head -n 1)" "dora|telling|24 10:00"
like "of what is overdue, too" "$(last)" "^Overdue \(claim\): #$three, refund"
add mention "$three" ana "'bob'" "'{\"text\":\"@bob can you?\"}'"
is "a mention is for the one who is mentioned" "$(tellings "what = 'mention'")" "bob|telling|24 10:00"
like "with the words" "$(last)" "^ana mentions you, #$three, refund: @bob can you\?"
add mention "$three" bob "'bob'" NULL
is "nobody is told of what they did" "$(tellings "what = 'mention' AND who = 'bob'")" ""
at 2026-11-24T20:00:00Z
add mention "$three" ana "'bob'" "'{}'"
is "nor in the evening" "$(tellings "what = 'mention' AND member = 'bob' AND who = 'ana'" | tail -n 1)" "bob|due|25 09:00"

# Handoffs: the customer asks for a person while a case is open.
at 2026-11-25T10:00:00Z
write
add handoff "$three" customer NULL "'{\"why\":\"human-wanted\"}'"
is "a handoff waits a little for the inquiry it may open" "$(tellings "what = 'handoff' AND who = 'customer'" | cut -d'|' -f1,2 | sort -u)" "ana|due
bob|due
dora|due"
at 2026-11-25T10:00:06Z
once
like "one without is told by itself" "$(last)" "^Handed over: human-wanted, #$three, refund"
add handoff "$three" bob NULL NULL
is "one that a member made tells nobody" "$(tellings "what = 'handoff' AND who = 'bob'")" ""
add claim "$three" bob NULL NULL
is "and so with claims" "$(tellings "what = 'claim' AND inquiry = $three")" ""
done_testing
