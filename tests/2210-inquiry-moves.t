# shellcheck shell=bash
# wa-inquiry: what members do with cases, and what comes of it.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
cat >> shop/workspace.yaml <<'END'
team:
  - {name: ana, skills: [money]}
  - {name: eva}
  - {name: leo, off: [2026-11-24]}
END
export WA_WORKSPACE=./shop WA_NOW=@$T/now
at() { echo "$1" > "$T/now"; }
at 2026-11-24T09:00:00Z
store() { sqlite3 -cmd '.timeout 5000' shop/var/wa.db "$1"; }
write() { # write WHO ENTRY TEXT: a message that goes through the line
	echo "$3" | classified "$2" 1 | jq -c --arg key "c_$1" '.contact.key = $key | .conversation = $key | .contact.name = $key | .contact.wa_id = "34600" + ($key | explode | map(tostring) | join("") | .[-6:])' | wa-reply | wa-inquiry | jq -c .inquiry
	store "UPDATE conversation SET last_in = unixepoch('$(cat "$T/now")') * 1000 WHERE contact = (SELECT id FROM contact WHERE key = 'c_$1')"
}
one() { wa-inquiry show --json "$1" | jq -c "$2"; }
control() { store "SELECT control FROM conversation v JOIN contact c ON c.id = v.contact WHERE key = 'c_$1'"; }
as() { local WA_MEMBER=$1; export WA_MEMBER; shift; "$@"; }

write a refund 'refund' > /dev/null
write b refund 'refund' > /dev/null
status "a command without a member is refused" 78 wa-inquiry claim 1
status "and so is one of nobody's" 78 as bob wa-inquiry claim 1
is "which changes nothing" "$(one 1 .status)" '"open"'

# Claiming.
ok "a member claims" as ana wa-inquiry claim 1
is "and has it" "$(one 1 '[.status, .owner]')" '["claimed","ana"]'
is "and the conversation" "$(control a)" human
is "the customer is told" "$(store "SELECT count(*) FROM outbox WHERE event LIKE 'takeover:%'")" 1
status "who comes second is told who has it" 1 as eva wa-inquiry claim 1
like "by name" "$(as eva wa-inquiry claim 1 2>&1)" '1: claimed by ana since 2026-11-24T09:00:00Z'
ok "claiming one's own again is no mistake" as ana wa-inquiry claim 1
is "and tells the customer nothing again" "$(store "SELECT count(*) FROM outbox")" 1
is "nor is it on record again" "$(one 1 '[.log[].what]')" '["opened","claimed"]'

race() { # two at once: who got it, and how it ended for each
	for m in ana eva; do as $m wa-inquiry claim "$1" 2>> race.err & done
	local got=0
	for p in $(jobs -p); do wait "$p" && got=$((got + 1)); done
	echo $got
}
wins=0
for i in $(seq 20); do
	write "r$i" refund 'refund' > /dev/null
	id=$(store "SELECT max(id) FROM inquiry")
	[ "$(race "$id")" = 1 ] && wins=$((wins + 1))
done
is "of two who claim at once exactly one gets it, every time" "$wins" 20
is "and each is claimed once on record" "$(store "SELECT max(n) FROM (SELECT count(*) n FROM inquiry_log WHERE what = 'claimed' GROUP BY inquiry)")" 1

# Giving.
ok "a member gives one to another" as ana wa-inquiry assign 2 eva --why 'knows her'
is "who has it, and has yet to claim it" "$(one 2 '[.status, .owner]')" '["open","eva"]'
is "with the reason on record" "$(one 2 '.log[-1] | [.who, .what, .subject, .why]')" '["ana","assigned","eva","knows her"]'
status "nobody off duty is given anything" 1 as ana wa-inquiry assign 2 leo
ok "unless it is meant" as ana wa-inquiry assign 2 leo --anyway
status "nor anybody who is nobody" 1 as ana wa-inquiry assign 2 bob
status "one that is claimed isn't given, but passed on" 1 as eva wa-inquiry assign 1 eva
ok "by transfer" as ana wa-inquiry transfer 1 eva
is "it is open until the other claims it" "$(one 1 '[.status, .owner, .log[-1].what]')" '["open","eva","transferred"]'
ok "the other claims" as eva wa-inquiry claim 1
is "the customer isn't handed over twice" "$(store "SELECT count(*) FROM outbox WHERE event LIKE 'takeover:%' AND contact = 1")" 1
ok "and gives it back" as eva wa-inquiry release 1
is "into the queue" "$(one 1 '[.status, .owner]')" '["open",null]'

# Notes.
ok "a note stands with its case" as ana wa-inquiry note 1 'Ask @eva, not ana@leo.example or @leonie. @bob too.'
is "and is shown" "$(one 1 '[.notes[] | [.who, .text]]')" '[["ana","Ask @eva, not ana@leo.example or @leonie. @bob too."]]'
is "who is named in it is told, nobody else" "$(store "SELECT group_concat(member) FROM notice WHERE what = 'mention'")" eva
is "in a conversation's note too" "$(as eva wa-conv note c_a 'thanks, @ana!' && store "SELECT group_concat(member) FROM notice WHERE what = 'mention'")" eva,ana

# Putting off.
status "until when?" 64 as ana wa-inquiry snooze 1
status "a time, and nothing else" 64 as ana wa-inquiry snooze 1 --until nonsense
status "not into the past" 1 as ana wa-inquiry snooze 1 --until 2026-11-23T09:00:00Z
ok "one is put off" as ana wa-inquiry snooze 1 --until 2h
is "its clock begins then" "$(one 1 .since)" '"2026-11-24T11:00:00Z"'
at 2026-11-24T09:30:00Z
write a refund 'hello? my refund!' > /dev/null
is "unless the customer writes about it" "$(one 1 '[.since, .snoozed]')" '["2026-11-24T09:30:00Z",null]'

# Ending.
as ana wa-inquiry claim 1
ok "it is resolved with an answer" as ana wa-inquiry resolve 1 --reply 'Your money is on its way.'
is "which goes out as the member's" "$(store "SELECT author || ': ' || json_extract(payload, '\$.text.body') FROM outbox ORDER BY id DESC LIMIT 1")" "ana: Your money is on its way."
is "and stays with it" "$(one 1 '[.status, .reply, .ended_by]')" '["resolved","Your money is on its way.","ana"]'
is "the agent has the conversation again" "$(control a)" bot
status "what is resolved can't be resolved again" 1 as eva wa-inquiry resolve 1 --reply 'And again.'
is "so nothing is sent twice" "$(store "SELECT count(*) FROM outbox WHERE payload LIKE '%And again%'")" 0
as ana wa-inquiry claim 2
ok "one is ignored" as ana wa-inquiry ignore 2 --keep
is "and the conversation kept" "$(control b)" human
ok "what wasn't solved is opened again" as eva wa-inquiry reopen 2
is "as nobody's, with a new clock" "$(one 2 '[.status, .owner, .since, .ended]')" '["open",null,"2026-11-24T09:30:00Z",null]'
at 2026-11-26T10:00:00Z
status "a reply after the window is refused" 1 as ana wa-inquiry resolve 2 --reply 'Too late.'
is "and then nothing is resolved" "$(one 2 .status)" '"open"'
status "there is no inquiry 4711" 1 as ana wa-inquiry resolve 4711
status "nor one without a number" 64 as ana wa-inquiry resolve x

# Learning. The words of the question come from the journal, by way of the source.
at 2026-11-26T10:00:00Z
write d '' 'Do you deliver to Gandia?' > /dev/null
id=$(store "SELECT max(id) FROM inquiry")
store "INSERT INTO message (seq, type, id, contact, time, received, kind, text) SELECT 1, 'message', e.event, i.contact, 1, 1, 'text', 'Do you deliver to Gandia?' FROM inquiry i JOIN inquiry_event e ON e.inquiry = i.id WHERE i.id = $id"
cp shop/faq.yaml before
status "what nobody has answered can't be learned" 1 as ana wa-inquiry resolve "$id" --faq
as ana wa-inquiry reopen "$id"
out=$(as ana wa-inquiry resolve "$id" --reply 'Yes, on Fridays.' --faq)
like "a resolved question is an entry with its answer, shown as a diff" "$(tr '\n' ' ' <<< "$out")" '\+- id: do_you_deliver_to_gandia .*Do you deliver to Gandia\?.*Yes, on Fridays\.'
ok "which is not written unseen" cmp before shop/faq.yaml
as ana wa-inquiry reopen "$id"
ok "but with --yes" as ana wa-inquiry resolve "$id" --faq --yes
is "the agent knows it from then on" "$(wa-faq show do_you_deliver_to_gandia --json | jq -r '.answer.en')" "Yes, on Fridays."
as ana wa-inquiry reopen "$id"
status "what an entry asks already is not learned again" 1 as ana wa-inquiry resolve "$id" --faq --yes
as ana wa-inquiry reopen "$id"
cp before shop/faq.yaml
ok "it can be another way of asking what an entry answers" as ana wa-inquiry resolve "$id" --entry parking --yes
like "in that entry" "$(wa-faq show parking)" 'Do you deliver to Gandia'
done_testing
