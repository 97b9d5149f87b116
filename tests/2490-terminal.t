# shellcheck shell=bash
# How commands look on a terminal: whoever writes, in whatever script, nothing
# wraps by itself, nothing is misaligned, and no colour comes uncalled.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/conversations.sh"
command -v tmux > /dev/null || { echo "1..0 # skip no tmux"; exit 0; }
tm() { tmux -L "wapipe$$" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null; _cleanup' EXIT

x20=xxxxxxxxxxxxxxxxxxxx
wrote 34600000001 w1 7200 "Bartholomew Maximilian von Hohenstein-Wintergarten zu und von der Dritte" "$x20$x20$x20$x20$x20$x20$x20"
wrote 34600000002 w2 3600 "राजेश कुमार शर्मा" "क्या आप शनिवार को खुले हैं? मुझे डॉक्टर से मिलना है, कृपया बताइए कि कब आ सकता हूँ"
wrote 34600000003 w3 1800 "田中さんとても長い名前の会社株式会社東京支店" "予約したいのですが、土曜日は開いていますか？予約したいのですが、土曜日は開いていますか？"
wrote 34600000004 w4 1200 "ส้มโอ สวัสดี" "ราคาเท่าไหร่ครับ เปิดวันเสาร์ไหม ช่วยบอกด้วยครับ ขอบคุณมากครับผม"
wrote 34600000005 w5 900 "محمد عبد الرحمن" "هل أنتم مفتوحون يوم السبت؟ أريد حجز موعد مع الطبيب في أقرب وقت ممكن من فضلك"
wrote 34600000006 w6 600 $' \u3164\u200e' $'hi\e[31m \e]0;pwned\a there'
line refund 0.99 negative

is "who has nothing but blanks for a name is called by the number" "$(wa-conv list | awk '/there/ {print $(NF - 4)}' | grep -c 34600000006; wa-inquiry list | grep -c 34600000006; wa-conv list --json | jq -c 'select(.wa_id == "34600000006") | has("name")')" $'1\n1\nfalse'
is "an inquiry tells how to reach the customer, as a conversation does" "$(wa-inquiry list --json | jq -c 'select(.wa_id == "34600000006") | [.wa_id, has("name")]')" '["34600000006",false]'

# on WIDTH COMMAND: what it leaves on a terminal so wide; a line that wrapped is one line in "joined".
on() {
	tm new-session -d -x "$1" -y 24 "env TERM=${TERMINAL:-screen} bash -c '$2; tmux -L wapipe$$ wait-for -S shown; sleep 60'"
	timeout 20 tmux -L "wapipe$$" wait-for shown
	tm capture-pane -p -e -S -500 > screen
	tm capture-pane -p -J -S -500 > joined
	tm kill-session
}
for command in "wa-conv list" "wa-conv show 34600000001 34600000002 34600000003 34600000006" "wa-conv search there" "wa-inquiry list" "wa-inquiry show 1 2 3" \
	"wa-inquiry stale" "wa-inquiry route -n 1 2" "wa-conv list --help" "wa-erase --help" "wa help" "wa-stats" "wa-doctor --offline" "wa-faq list" "wa-faq coverage" "wa-faq themes" "wa-lead list" "wa-notify list --all" "wa-media list"; do
	for width in 40 80 120; do
		on $width "$command"
		is "$command fits $width columns" "$(wc -l < joined)" "$(wc -l < screen)"
	done
done
is "only that is left out which is missed least" "$(on 40 "wa-conv list"; head -1 joined | xargs)" "conversation state who"
on 80 "wa-conv list"
is "columns stand under each other, whatever the script" "$(sed -n 's/^\(c_.*\)क्या.*/\1/p; s/^\(c_.*\)hi \[.*/\1/p' joined | wc -L)" "$(head -1 joined | sed 's/said.*//' | wc -L)"

# Colours.
on 80 "wa-conv show 34600000001"
like "a terminal has colours" "$(cat screen)" $'\e'
for plain in "NO_COLOR=1 wa-conv show 34600000001" "NO_COLOR=1 wa-doctor --offline" "NO_COLOR=1 wa-conv search there"; do
	on 80 "$plain"
	unlike "$plain is plain" "$(cat screen)" $'\e'
done
TERMINAL=dumb on 80 "wa-conv show 34600000001; wa-doctor --offline; wa-conv search there"
unlike "so is a dumb terminal" "$(cat screen)" $'\e'

# What does not depend on a terminal.
is "help behind a command is that command's" "$(wa-conv show --help | grep -o -e '--[a-z]*' | xargs)" "--since --last --workspace --json --help --version"
like "an option of another command is not taken" "$(wa-conv show --tag x 2>&1)" "^wa-conv: --tag: an option of list, not of show"
like "nor in front" "$(wa-inquiry --reply list list 2>&1)" "^wa-inquiry: --reply: an option of resolve, not of list"
like "nor by its letter" "$(wa-conv -q show x 2>&1)" "^wa-conv: -q: an option of list, not of show"
like "nor where no command is named" "$(wa-inquiry --reply=x 2>&1 < /dev/null)" "^wa-inquiry: --reply: an option of resolve$"
is "a command's own may stand in front of it" "$(wa-conv --limit 1 -q list 2> /dev/null | wc -l)" 1
like "a value does not hide the option that was meant" "$(wa-inquiry list --statsu=open 2>&1)" "--statsu: no such option; did you mean --status"
unlike "a message drives no terminal either" "$(wa-conv show $'a\e[31m\u009b31m\u202eb\u2066c' 2>&1)" $'\e|\u009b|\u202e|\u2066'
for command in "wa-conv list" "wa-conv list --json" "wa-conv show 34600000001" "wa-conv search there" "wa-inquiry list" "wa-inquiry show 1" "wa-inquiry pack 1" \
	"wa-stats" "wa-stats --json" "wa-audit" "wa-doctor --offline" "wa-lead export" "wa-faq list" "wa-faq coverage" "wa-notify list --all" "wa-config" "wa-conv --help" "wa help"; do
	$command 2> err > /dev/full
	is "$command says when nothing can be written" "$? $(grep -c "^${command%% *}: stdout: " err)" "74 1"
	$command 2> err | true
	is "and nothing when nobody reads it" "$(cat err)" ""
done
done_testing
