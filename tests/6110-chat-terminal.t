# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
command -v tmux > /dev/null || { echo "1..0 # skip no tmux"; exit 0; }
sandbox_start --no-limits
business & _pids+=($!)

# On a terminal
tm() { tmux -L "wapipe$$" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null; _cleanup' EXIT
tm new-session -d -x 60 -y 24 "env TERM=screen NO_COLOR= $(command -v wa-chat) --state $T/sb --as 491511234567"
screen() { tm capture-pane -p; }
shows() { screen | grep -q -- "$1"; }
ok "it prompts" wait_for 20 shows '^>'
tm send-keys 'Helo' BSpace 'lo' Left
ok "what is typed is seen" wait_for 20 shows '^> Hello'
tm send-keys Enter
ok "the answer comes with time and number" wait_for 20 shows '[0-9][0-9]:[0-9][0-9]  [0-9]* You said: Hello'
ok "one's own line stays" wait_for 20 shows '[0-9][0-9]:[0-9][0-9]  > Hello'
ok "ticks show that it was read" wait_for 20 shows '✓✓ read'
tm send-keys 'silence' Enter
ok "typing is shown" wait_for 20 shows '^typing… >'
tm send-keys '漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字' Enter
ok "wide characters are wrapped as wide" wait_for 20 shows '^  *漢字'
is "and nothing leaves the screen" "$([ "$(screen | wc -L)" -le 60 ] && echo fits)" fits
tm send-keys /help Enter
ok "the help is broken between words" wait_for 20 shows '^/sticker FILE'
tm send-keys /quit Enter
gone() { ! tm list-sessions; }
ok "quit ends it" wait_for 20 gone
done_testing
