# shellcheck shell=bash
# wa-conv: who has a conversation, who is replying, and the desk at a glance.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/conversations.sh"

wrote 34600000001 w1 7200 "Ana Ruiz" "Do you open on Sundays?"
line sunday 0.99
sent
wrote 34600000002 w2 3600 "Luis" "I want my money back"
line refund 0.99 negative
wrote 34600000003 w3 20000 "Old" "hello?"
line sunday 0.99
sent
state() { wa-conv list --json --status "${2:-active}" | jq -r --arg who "$1" 'select(.wa_id == $who) | [.control, .closed_as // "-", .assignee // "-"] | join(" ")'; }
queued() { store "SELECT json_extract(payload, '\$.text.body') FROM outbox WHERE state = 'queued' ORDER BY id"; }

# Taking and giving back.
wa-conv take 34600000001
is "who takes a conversation has it" "$(state 34600000001)" "human - ana"
wa-conv take 34600000001
is "the customer is told once" "$(queued | grep -c .)" 1
out=$(WA_MEMBER=bea wa-conv take 34600000001 2>&1); rc=$?
is "another can't by accident" "$rc" 1
like "and learns who has it" "$out" "ana has it; --anyway"
WA_MEMBER=bea wa-conv take --anyway 34600000001
is "but on purpose" "$(state 34600000001)" "human - bea"
wa-conv release --why "it was only a question" 34600000001
is "released it is the agent's and nobody's" "$(state 34600000001)" "bot - -"
like "on record, with the reason" "$(wa-conv history 34600000001)" "control: human → bot by ana: it was only a question"
wa-conv take 34600000002
is "with a conversation its inquiry is claimed" "$(wa-inquiry list --json | jq -r '[.status, .owner] | join(" ")')" "claimed ana"
out=$(WA_MEMBER=bea wa-conv take 34600000002 2>&1)
like "so that nobody claims it again" "$out" "ana has it"

# Ending.
out=$(wa-conv resolve 34600000002 2>&1); rc=$?
is "what is unanswered is not resolved by accident" "$rc" 1
like "and that is said" "$out" "last message is unanswered; --yes"
wa-conv resolve --yes 34600000002
is "it is on purpose" "$(state 34600000002 resolved)" "closed resolved ana"
is "and so is its inquiry" "$(wa-inquiry list --all --json | jq -r .status)" resolved
is "nobody waits in it" "$(wa-conv list --unanswered -q | wc -l)" 0
wa-conv tag 34600000001 hot; wa-conv tag --contact 34600000001 vip
wa-conv close 34600000001
is "closed administratively" "$(state 34600000001 closed)" "closed closed -"
is "its tags go, the contact's stay" "$(wa-conv list --status closed --json | jq -c .tags)" '["vip"]'
wa-conv reopen 34600000001
is "reopened it is the agent's" "$(state 34600000001)" "bot - -"
status "what is open can't be reopened" 1 wa-conv reopen 34600000001
wa-conv delete 34600000003
is "deleted it stands in no list" "$(wa-conv list --json | jq -r .name | grep -c Old)" 0
is "and in no search" "$(wa-conv search -q hello)" ""
is "unless asked for" "$(state 34600000003 deleted)" "closed deleted -"
store "UPDATE outbox SET state = 'sent', sent = queued WHERE state = 'queued'"

# Replying.
echo "We open at ten." | wa-conv reply 34600000001
is "a reply is queued as the member's" "$(store "SELECT author, state FROM outbox ORDER BY id DESC LIMIT 1") $(queued)" "ana|queued We open at ten."
is "and the conversation is theirs" "$(state 34600000001)" "human - ana"
wa-conv reply --text "And on Sundays, too." 34600000001
is "words may be an option" "$(queued | tail -1)" "And on Sundays, too."
store "UPDATE conversation SET last_in = last_in - 86400000 WHERE contact = 1"
before=$(store 'SELECT count(*) FROM outbox')
out=$(wa-conv reply --text "too late" 34600000001 2>&1); rc=$?
is "after the window a reply is refused" "$rc $(store 'SELECT count(*) FROM outbox')" "1 $before"
like "with the reason" "$out" "over 24 hours ago; only a template"
store "UPDATE conversation SET last_in = last_in + 86400000 WHERE contact = 1"
store "UPDATE conversation SET opted_out = last_in + 1 WHERE contact = 1"
like "whoever opted out is left alone" "$(wa-conv reply --text "hi" 34600000001 2>&1)" "opted out at .* not written since"
store "UPDATE conversation SET opted_out = NULL"
status "no words are no reply" 65 wa-conv reply 34600000001 < /dev/null
status "nor is what is no UTF-8" 65 wa-conv reply 34600000001 < <(printf '\xff')

# In an editor: held while it is open, by a terminal made for it.
command -v script > /dev/null || { done_testing; exit; }
cat > edit <<'X'
#!/bin/bash
touch "$T/open"
while [ ! -e "$T/write" ]; do sleep 0.02; done
cp "$1" "$T/seen"
[ ! -e "$T/words" ] || { cat "$T/words"; cat "$T/seen"; } > "$1"
X
chmod +x edit
edit() { rm -f open write; EDITOR=$T/edit setsid script -qec "wa-conv reply 34600000001" /dev/null > typed 2>&1 < /dev/null & _pids+=($!); editor=$!; wait_for 10 test -e open; }
echo "From the editor." > words
edit
is "who is replying is seen in the list" "$(WA_MEMBER=bea wa-conv list --json | jq -r 'select(.wa_id == "34600000001").replying | [.member, .since] | join(" ")')" "ana 2026-11-21T09:00:00Z"
like "in the transcript" "$(wa-conv show 34600000001)" "^ana is replying since 10:00"
like "and at a glance" "$(wa-conv watch)" "Ana Ruiz +ana +ana is replying since 10:00"
out=$(WA_MEMBER=bea wa-conv reply --text "me too" 34600000001 2>&1); rc=$?
is "a second member is warned" "$rc" 75
like "by name" "$out" "ana is replying since 10:00; --anyway"
touch write
wait "$editor"
is "what the editor leaves above the line is sent" "$(queued | tail -1)" "From the editor."
like "below it stood what was said" "$(cat seen)" "We open at ten."
is "nobody is replying any more" "$(wa-conv list --json | jq -c 'select(.replying)')" ""
edit
kill -9 "$(pgrep -f 'wa-conv reply 34600000001' | tail -1)"
gone() { [ -z "$(wa-conv list --json | jq -c 'select(.replying)')" ]; }
ok "nor when the process is killed" wait_for 20 gone
touch write
edit
store "UPDATE conversation SET last_in = last_in - 86400000 WHERE contact = 1"
touch write
wait "$editor"
like "a window that closed meanwhile is said" "$(cat typed)" "over 24 hours ago"
like "and the words are kept" "$(cat "$(sed -n 's/.*words are kept: //p' typed | tr -d '\r')")" "From the editor."
is "privately" "$(stat -c %a shop/var/draft/*)" 600

# At a glance.
out=$(wa-conv watch)
like "the board says who is with people" "$out" "^with people: 1"
is "it fits 80 columns" "$([ "$(wc -L <<< "$out")" -le 80 ] && echo fits)" fits
unlike "without colours where there is no terminal" "$out" $'\e'
command -v tmux > /dev/null || { done_testing; exit; }
tm() { tmux -L "wapipe$$" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null; _cleanup' EXIT
tm new-session -d -x 100 -y 20 "$(command -v wa-conv) watch; echo over; cat"
screen() { tm capture-pane -p; }
shows() { screen | grep -q -- "$1"; }
ok "on a terminal it stays" wait_for 20 shows "with people: 1"
wrote 34600000002 w9 10 Luis "Are you there?"
line '' 0
ok "and follows what happens" wait_for 10 shows "inquiries: 1"
tm resize-window -x 60 -y 12
fits() { [ "$(screen | wc -L)" -le 60 ] && shows "with people"; }
ok "at any size" wait_for 20 fits
tm send-keys q
ok "q ends it and gives the screen back" wait_for 20 shows "^over"
done_testing
