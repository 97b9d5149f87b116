# shellcheck shell=bash disable=SC2012
# Hooks: told of what happened, whatever they do and whoever dies meanwhile.
. "$ROOT/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
mkdir shop/hooks
echo "$T/clock" > /dev/null
echo 2026-11-21T09:30:00Z > clock
export WA_NOW=@$T/clock WA_TOKEN=very-secret-token CREDENTIALS_DIRECTORY=$T/none
line() { wa-reply -w ./shop "$@" | wa-inquiry -w ./shop "$@" > /dev/null; }
# ask KEY WORDS: somebody asks for a refund: an inquiry.
ask() { echo "$2" | classified refund 1 | jq -c --arg key "$1" '.contact = {key: $key, name: "Ana Ruiz"} | .conversation = $key' | line; }
store() { sqlite3 -cmd '.timeout 5000' shop/var/wa.db "$1"; }
states() { store "SELECT state, attempts, coalesce(reason, '') FROM telling ORDER BY id"; }
notice() { store "SELECT max(id) FROM notice WHERE what = 'inquiry'"; }
once() { wa-notify -w ./shop --once 2>> err; }
# hook NAME < SCRIPT
hook() { cat > hook.new; chmod 755 hook.new; mv hook.new "shop/hooks/$1"; }
# Ended, though perhaps nobody has taken notice yet.
dead() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
later() { date -u -d "$(cat clock) + $1" +%FT%TZ > clock.new; mv clock.new clock; }
fresh() { store "DELETE FROM telling; DELETE FROM notice"; }

ask c_a 'my $(touch pwned) money; "quoted" `x`'
hook inquiry <<'X'
#!/bin/bash
cat > "$WA_WORKSPACE/../got.$$"
printf '%s\n' "$#" "$PWD" > ../args
env > ../env
tr '\0' '\n' < /proc/$$/cmdline >> ../args
wa-inquiry list -q > ../used
X
status "what is due is told" 0 wa-notify -w ./shop --once
is "once" "$(states)" "told|1|"
is "it gets one JSON object" "$(jq -s length got.*)" 1
is "of what happened, to whom, why" "$(jq -c '[.v, .id, .attempt, .what, .workspace, .who, .pack.inquiry.id, .pack.inquiry.category, .command]' got.*)" "[1,\"shop.$(notice)\",1,\"inquiry\",\"shop\",\"agent\",1,\"refund\",\"wa-inquiry claim 1\"]"
like "with the pack as text to be sent on" "$(jq -r .text got.*)" "^#1 refund: open"
is "no arguments, the workspace as its place" "$(head -n 2 args)" "0
$T/shop"
is "no word of a customer stands in arguments or environment" "$(cat args env | grep -c 'pwned\|money\|Ana')" 0
is "nor any secret" "$(grep -c 'very-secret\|CREDENTIALS' env)" 0
is "the commands know the workspace" "$(cat used)" 1
ok "and what a customer wrote was never run" test ! -e pwned -a ! -e shop/pwned
status "told is told" 0 wa-notify -w ./shop --once
is "never twice" "$(find . -maxdepth 1 -name "got.*" | wc -l)" 1
is "--show prints the same without telling" "$(wa-notify -w ./shop --show "$(notice)" | jq -c '[.what, .pack.inquiry.id]')" '["inquiry",1]'

# A hook that fails.
fresh
hook inquiry <<'X'
#!/bin/sh
jq -r .attempt >> ../attempts
exit 3
X
ask c_b 'a refund'
status "a hook that fails is told by the status" 1 once
is "and is due again" "$(states)" "due|1|exit status 3"
once
is "not before its time" "$(cat attempts)" 1
for wait in 10 40 180 600; do later "$wait seconds"; once; done
is "after five attempts it stays failed, with the reason" "$(states)" "failed|5|exit status 3"
is "the attempts are counted for it" "$(xargs < attempts)" "1 2 3 4 5"
later "1 hour"
once
is "and left alone" "$(wc -l < attempts)" 5
status "wa-notify list shows it" 1 wa-notify -w ./shop list
like "with the reason" "$(wa-notify -w ./shop list)" "nobody was told; hook inquiry failed: exit status 3"
hook inquiry <<< $'#!/bin/sh\nexit 0'
ok "it can be told again" wa-notify -w ./shop again "$(wa-notify -w ./shop list -q)"
once
is "when the hook is mended" "$(states)" "told|1|"
status "then nothing is left to show" 0 wa-notify -w ./shop list

# Refused.
refused() {
	fresh
	ask "$1" 'a refund'
	once
	is "$2 is not run, and that is the reason" "$(states)" "due|1|$3"
}
cat > shop/hooks/inquiry <<< $'#!/bin/sh\ntouch ../ran'
chmod 644 shop/hooks/inquiry
refused c_n1 "a hook that isn't executable" "not executable"
chmod 757 shop/hooks/inquiry
refused c_n2 "a hook that everybody may write to" "everybody may write to it"
chmod 755 shop/hooks/inquiry
chmod 777 shop/hooks
refused c_n3 "a hook in a directory that everybody may write to" "hooks: everybody may write there"
chmod 755 shop/hooks
rm shop/hooks/inquiry; mkdir shop/hooks/inquiry
refused c_n4 "a directory" "not a file"
rmdir shop/hooks/inquiry
ln -s nowhere shop/hooks/inquiry
fresh; ask c_n5 'a refund'; once
is "a link to nothing is no hook" "$(states)" ""
rm shop/hooks/inquiry
printf '#!/nowhere/sh\n' > shop/hooks/inquiry; chmod 755 shop/hooks/inquiry
refused c_n6 "one whose interpreter is missing" "exit status 127"
ok "none of them ran" test ! -e ran

# Slow.
printf 'notices: {hook_timeout: 1s}\n' >> shop/workspace.yaml
hook inquiry <<'X'
#!/bin/bash
sleep 1000 &
echo $! > ../child
echo $$ > ../leader
sleep 1000
X
fresh
ask c_s 'a refund'
once
is "a slow hook is ended when its time is over" "$(states)" "due|1|took longer than notices.hook_timeout"
ok "with all it started" wait_for 20 dead "$(cat leader)"
ok "down to the last" wait_for 20 dead "$(cat child)"
hook inquiry <<'X'
#!/bin/bash
sleep 1000 &
echo $! > ../child
X
fresh
ask c_s2 'a refund'
once
is "a hook that ends is told" "$(states)" "told|1|"
ok "and what it left running is ended too" wait_for 20 dead "$(cat child)"
sed -i '$d' shop/workspace.yaml

# Several at once, one a conversation.
hook inquiry <<'X'
#!/bin/bash
touch "../here.$$"
for i in {1..200}; do [ "$(ls ../here.* | wc -l)" -ge 3 ] && exit 0; sleep 0.05; done
exit 1
X
fresh
ask c_m1 'a refund'; ask c_m2 'a refund'; ask c_m3 'a refund'
status "hooks of several conversations run side by side" 0 once
rm -f here.*

# Killed.
hook inquiry <<'X'
#!/bin/bash
jq -c '[.id, .attempt]' >> ../told
[ ! -e ../hold ] || sleep 1000
X
fresh
ask c_k 'a refund'
touch hold
wa-notify -w ./shop 2>> err &
teller=$!
ok "a teller at work has the hook running" wait_for 10 test -s told
like "a second one has nothing to do" "$(wa-notify -w ./shop --once 2>&1; echo $?)" "another wa-notify is at work.*|75"
kill -9 "$teller"
wait "$teller" 2> /dev/null
is "killed, it leaves a mark" "$(store "SELECT state, attempts FROM telling")" "telling|1"
rm hold
once
is "the next one tells it once more, by the same id" "$(cat told)" '["shop.'"$(notice)"'",1]
["shop.'"$(notice)"'",2]'
is "and it is told" "$(states)" "told|2|"
once
is "not again" "$(wc -l < told)" 2

touch hold
fresh
rm -f told
ask c_t 'a refund'
wa-notify -w ./shop 2>> err &
teller=$!
wait_for 10 test -s told
hook inquiry <<< $'#!/bin/sh\nexit 0'
kill -TERM "$teller"
wait "$teller"
is "SIGTERM ends it, after five seconds for a hook that hangs" "$?" 0
rm hold
is "which is due again at the next start" "$(store "SELECT state FROM telling")" "telling"
once
is "and told then" "$(store "SELECT state FROM telling")" "told"

# Nobody.
rm shop/hooks/inquiry
fresh
ask c_u 'a refund'
once
is "without a hook there is nobody to tell" "$(states)" ""
status "which is no fault at once" 0 wa-notify -w ./shop list
later "11 minutes"
like "but after ten minutes" "$(wa-notify -w ./shop list)" "nobody was told"

hook handoff <<< $'#!/bin/sh\njq -c "[.what, .who, .detail.why, .command]" > ../handoff'
WA_MEMBER=bob wa-notify -w ./shop list > /dev/null
store "INSERT INTO notice (what, contact, at, who, detail) VALUES ('handoff', 1, 0, 'bob', '{\"why\":\"took it\"}')"
once
is "a handoff says who and why" "$(cat handoff)" '["handoff","bob","took it","wa-inquiry claim 1"]'
done_testing
