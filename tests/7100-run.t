# shellcheck shell=bash
# wa run keeps a desk going: parts that end come back, signals end all of it,
# and there is never a second one. The parts are stand-ins that write what they do.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop stubs
echo 'listen: 127.0.0.1:1' > shop/workspace.yaml
export LOG=$T/log DO=$T/do
mkdir "$DO"
# A filter in the line: says that it started, ends as told by a file, else with its input.
cat > stubs/part <<'X'
#!/bin/bash
me=${0##*/}
[ "${*#*--listen}" = "$*" ] || me=listener
echo "start $me $$ $*" >> "$LOG"
trap 'echo "term $me" >> "$LOG"; exit 0' TERM
if [ -e "$DO/$me" ]; then read -r status < "$DO/$me"; rm -f "$DO/$me"; exit "$status"; fi
[ "$me" != wa-sandbox ] || { mkdir -p shop/var/sandbox; echo '{}' > shop/var/sandbox/sandbox.json; }
if [ "$me" = listener ] || [ "$me" = wa-sandbox ] || [ "$me" = wa-recv ] || [ "$me" = wa-notify ]; then
	while :; do sleep 0.02; [ ! -e "$DO/$me" ] || exit 3; done
fi
while IFS= read -r _; do :; done
X
chmod +x stubs/part
for c in wa-recv wa-media wa-transcribe wa-turn wa-classify wa-lead wa-reply wa-inquiry wa-send wa-notify wa-sandbox; do ln -s part "stubs/$c"; done
export PATH=$T/stubs:$PATH

started() { grep -c "^start $1 " "$LOG"; }
at_least() { [ "$(started "$1")" -ge "$2" ]; }
pid_of() { sed -n "s/^start $1 \([0-9]*\) .*/\1/p" "$LOG" | tail -1; }
alive() { local p; while read -r _ _ p _; do kill -0 "$p" 2> /dev/null && return 0; done < <(grep '^start' "$LOG"); return 1; }
none_alive() { ! alive; }

touch "$LOG"
background wa-run shop 2> err
run=$!
ok "the listener and every part of the line start" wait_for 20 at_least wa-send 1
like "the listener listens where workspace.yaml says" "$(cat "$LOG")" "^start listener .*--listen 127.0.0.1:1 -w $T/shop"
like "the line is what DESIGN draws" "$(cat "$LOG")" "^start wa-recv .*--follow -w $T/shop"
is "a second wa run is refused, with the first one's process" "$(wa-run shop 2>&1; echo $?)" "wa-run: shop: this desk is running already (process $run)
75"

ok "who tells members and hooks starts beside it" wait_for 20 at_least wa-notify 1

kill -9 "$(pid_of wa-classify)"
ok "when parts are killed the line comes back as a unit" wait_for 20 at_least wa-send 2
is "the listener was left alone" "$(started listener)" 1
echo 3 > "$DO/listener"
ok "the listener comes back alone" wait_for 20 at_least listener 2
is "and the line was left alone" "$(started wa-send)" 2
like "what ended is said" "$(cat err)" "wa-run: shop: the listener ended \(exit 3\); starting it again"

kill -TERM "$run"
wait "$run"
is "SIGTERM ends it with 0" "$?" 0
ok "and leaves nothing running" none_alive

: > "$LOG"
background wa-run shop --no-listen 2> err
run=$!
wait_for 20 at_least wa-send 1
is "--no-listen starts no listener" "$(started listener)" 0
kill -KILL "$run"
ok "killed outright, its parts end with it" wait_for 20 none_alive
wait "$run" 2> /dev/null
: > "$LOG"
background wa-run shop --no-listen 2> err
run=$!
ok "and it can be started again" wait_for 20 at_least wa-send 1
kill -INT "$run" 2> /dev/null
kill -TERM "$run"
wait "$run"
ok "nothing is left" none_alive

: > "$LOG"
echo 78 > "$DO/wa-send"
timeout 20 wa-run shop 2> err
is "a part that can't be configured ends the desk with 78" "$?" 78
like "with a clear line" "$(cat err)" "shop: the line can't run \(exit 78, said above\); the desk stops"
ok "nothing is left after that" none_alive

rm stubs/wa-reply && mkdir bin && ln -s "$ROOT/${BIN:-bin}"/wa-{run,line} bin/
PATH=$T/bin:$T/stubs:/usr/bin:/bin timeout 20 wa-run shop 2> err
is "a program that is missing ends it with 69" "$?" 69
like "and is named" "$(cat err)" "wa-reply: command not found"
ln -s part stubs/wa-reply

: > "$LOG"
rm -rf shop/var
background wa-run shop --sandbox 2> err
run=$!
ok "the sandbox is started too" wait_for 20 at_least wa-send 1
is "and before the line" "$(sed -n 's/^start \([a-z-]*\) .*/\1/p' "$LOG" | head -1)" wa-sandbox
ok "its state is apart" test -e shop/var/sandbox/run.lock
background wa-run shop 2> live
live=$!
ok "a live desk and a sandbox may run at once" wait_for 20 at_least wa-send 2
kill -TERM "$live"
wait "$live"
kill -TERM "$run"
wait "$run"
ok "and ends with it" none_alive
is "the sandbox ends last" "$(grep '^term' "$LOG" | tail -1)" "term wa-sandbox"

: > "$LOG"
printf '#!/bin/bash\necho "start own $$ $*" >> "$LOG"\nexec sleep 60\n' > shop/line && chmod +x shop/line
background wa-run shop --no-listen 2> err
run=$!
ok "a workspace's own line runs instead" wait_for 20 at_least own 1
kill -TERM "$run"
wait "$run"
ok "and ends too" none_alive
done_testing
