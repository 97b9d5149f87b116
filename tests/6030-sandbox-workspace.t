# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/sandbox.sh"
mkdir -p home/shop
export WA_HOME=$T/home
cat > home/shop/workspace.yaml <<'END'
name: Shop
description: A shop.
language: en
numbers:
  - phone_number_id: "4711"
    display: "+49 30 5550001"
  - phone_number_id: "4712"
    display: "+49 30 5550002"
listen: 127.0.0.1:18099
END
# As wa-run starts it: in sandbox mode already, though its own file is still to come.
WA_SANDBOX=1 background wa-sandbox -w shop 2> log
S=$T/home/shop/var/sandbox
ready() { curl -sf "$(jq -r .url "$S/sandbox.json")/sandbox/stats"; }
wait_for 10 ready || fail "the sandbox starts" "$(cat log)"
URL=$(jq -r .url "$S/sandbox.json") TOKEN=$(jq -r .token "$S/sandbox.json")
is "its file stands in the workspace's sandbox state" "$(jq -c '[.phone_number_id, .display]' "$S/sandbox.json")" '["4711","49305550001"]'
is "webhooks go where the workspace listens" "$(control settings | jq -r .webhook)" http://127.0.0.1:18099/
is "all its numbers are served" "$(for n in 4711 4712; do graph $n | jq -r .display_phone_number; done | tr '\n' ' ')" "49305550001 49305550002 "
NUMBER=4711
echo '{"from":"491511234567","text":"Hi","number":"4712"}' | inject > id
is "a window is a number's own" "$(post "$(text +491511234567)" | code) $(NUMBER=4712 post "$(text +491511234567)" | code)" "131047 ok"
is "the business's country is its number's" "$(NUMBER=4712 post "$(text 01511234567)" | code) $(NUMBER=4712 post "$(text 491511234567)" | code)" "131047 ok"
is "wa-chat finds it by the workspace" "$(echo Hello | wa-chat -w shop --wait 0 --name Cy) $(control people | jq -r 'select(.name == "Cy") | .number')" \
	"customer: Hello 4711"
status "no such workspace is a matter of configuration" 78 wa-sandbox -w nowhere
status "for wa-chat too" 78 wa-chat -w nowhere
done_testing
