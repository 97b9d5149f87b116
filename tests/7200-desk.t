# shellcheck shell=bash
# A desk as a newcomer meets it: made, run in the sandbox, written to, stopped.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

for c in wa-sandbox wa-reply wa-inquiry wa-send; do
	command -v "$c" > /dev/null || { echo "1..0 # skip $c is not built"; exit 0; }
done

ok "the sample clinic passes every check with nothing to remark" bash -c "cp -R '$ROOT/etc/clinic' . && wa check clinic --strict"

wa init shop 2> /dev/null
sed -i "s/8090/$(free_port)/" shop/workspace.yaml
cat >> shop/faq.yaml <<'X'
- id: parking
  ask: [Where can I park?, Is there parking?, Do you have a car park?, Where do I leave my car?, Is parking free?]
  answer: "Behind the house, {{first_name|dear customer}}."
X
sed -i 's/quiet: 3s/quiet: 0s/' shop/workspace.yaml
S=shop/var/sandbox
background wa run shop --sandbox 2> err
run=$!
ready() { curl -sf "http://$(WA_SANDBOX=1 wa config shop listen)/healthz"; }
ok "it runs" wait_for 15 ready
is "the sandbox's secrets are private" "$(stat -c %a $S/sandbox.json)" 600
url=$(jq -r .url $S/sandbox.json)
write() { jq -nc --arg from "$1" --arg text "$2" '{from: $from, name: "Ana Ruiz", text: $text}' | curl -sf --data-binary @- "$url/sandbox/inject" > /dev/null; }
sent() { curl -sf "$url/sandbox/sends" | jq -r 'select(.message.type == "text") | .message.text.body' | grep -q "$1"; }
WA_SANDBOX=1 timeout 10 wa-line ./shop 2> second
is "a second line on one workspace is refused" $? 69
like "with a clear line" "$(cat second)" "shop: another line follows this workspace; stop it first"
write 34600000001 "Where can I park?"
ok "a question is answered" wait_for 10 sent "Behind the house, Ana."
write 34600000002 "I want my money back"
ok "the no-guess list goes to a person, who is told of, whatever was asked before" wait_for 10 sent "a colleague will reply to you here"

# The token travels in no argument and no environment; look at all of its processes.
jq -r .token $S/sandbox.json > token
seen() { local p; for p in $(pgrep -s "$(ps -o sid= -p "$run" | tr -d ' ')"); do tr '\0' '\n' < "/proc/$p/cmdline"; tr '\0' '\n' < "/proc/$p/environ"; done 2> /dev/null | grep -cFf token; }
is "no secret stands in a command line or an environment" "$(seen)" 0

pkill -KILL -f "wa-reply -w $T/shop"
write 34600000003 "Is there parking?"
three() { [ "$(curl -sf "$url/sandbox/sends" | jq -r 'select(.message.type == "text" and .contact.phone == "34600000003") | .message.text.body' | grep -c 'Behind')" = 1 ]; }
ok "a part that is killed comes back, and what came is answered once" wait_for 15 three

kill -TERM "$run"
wait "$run"
is "SIGTERM ends it with 0" "$?" 0
is "and leaves nothing running" "$(pgrep -fc "$T/shop")" 0

# The words a shell completes come from the programs themselves.
complete() { bash -c '. "$ROOT/etc/wapipe.bash-completion"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wapipe; echo "${COMPREPLY[*]}"' - "$@"; }
is "subcommands are completed" "$(complete wa-faq li)" "list lint"
is "commands are, through wa" "$(complete wa che)" "check"
is "and so are workspaces" "$(complete wa run sh)" "shop"
done_testing
