# shellcheck shell=bash
# A workspace: where it is found, what its file may say, whose secrets it uses.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir -p shop other/inner
echo 'name: The Shop' > shop/workspace.yaml
echo 'name: Inner' > other/inner/workspace.yaml

is "a workspace in the current directory is found by its name" "$(wa-config shop name)" "The Shop"
is "a path with a slash is taken as it is" "$(wa-config other/inner name)" "Inner"
is "WA_HOME is searched instead of the current directory" "$(WA_HOME=$T/other wa-config inner name)" "Inner"
like "a name that is nowhere says where it was looked for, and what makes one" "$(WA_HOME=$T/other wa-config shop 2>&1)" "shop: no workspace of this name in $T/other; .wa init shop. makes one"
is "WA_WORKSPACE names it when -w doesn't" "$(WA_WORKSPACE=shop wa-config -w shop name)" "The Shop"
is "inside a workspace no name is needed" "$(cd shop && wa-config | jq -r .name)" "The Shop"
is "state is private" "$(stat -c %a shop/var)" 700
is "defaults are filled in" "$(wa-config shop | jq -c '[.stale_after, .send.rate, .inquiries, .languages, .hours, .graph.version]')" '[21600000,80,true,["en"],{},"v26.0"]'
status "a key that is not set is exit 1" 1 wa-config shop answer.threshold

cat > shop/workspace.yaml <<'X'
name: The Shop
langage: es
stale_after: 6
send:
  rate: fast
numbers:
  - phone_number_id: "+34 600 111"
  - phone_number_id: "55"
  - phone_number_id: "55"
timezone: Europe/Nowhere
hours:
  mon-fri: "9:00-18:00, 20:00-2:00"
  someday: closed
  sun: "nine to five"
holidays: [2026-02-30]
categories:
  sales: {owners: [ana]}
listen: 8080
graph: {url: "http://example.org"}
X
out=$(wa-config shop 2>&1); rc=$?
is "mistakes are exit 78" "$rc" 78
for want in '2: "langage": no such key; did you mean language' '3: stale_after: "6": not a duration' '5: rate: "fast": not a whole number from 0 to 1000' \
	'7: phone_number_id: "\+34 600 111": not an id' '9: phone_number_id: 55 stands here twice' '10: Europe/Nowhere: no such time zone' \
	'13: hours: someday: not a day' '14: hours: nine to five: not opening hours' '15: 2026-02-30: not a date' '17: sales: ana is nobody of the team' \
	'18: 8080: not an address' '19: http://example.org: not an https'; do
	like "said in one go: line $want" "$out" "^wa-config: shop/workspace.yaml:$want"
done
is "and nothing else is said" "$(wc -l <<< "$out")" 12

cat > shop/workspace.yaml <<'X'
sandbox: {listen: "127.0.0.1:8090"}
hours:
  mon-fri: "9:00-14:00, 16:00-20:00"
  fri: ["10:00-12:00"]
  sat: "22:00-02:00"
X
is "hours become minutes of each day, past midnight over 1440" "$(wa-config shop hours | jq -c '[.mon, .fri, .sat, .sun]')" '[[[540,840],[960,1200]],[[600,720]],[[1320,1560]],[]]'

is "in the sandbox state lives apart" "$(WA_SANDBOX=1 wa-config shop listen; stat -c %a shop/var/sandbox)" "127.0.0.1:8090
700"
is "without a running sandbox nothing can be reached" "$(WA_SANDBOX=1 wa-config shop graph.url)" "http://127.0.0.1:0"
echo '{"url":"http://127.0.0.1:4711","token":"t"}' > shop/var/sandbox/sandbox.json
is "the sandbox's address is the Graph address" "$(WA_SANDBOX=1 wa-config shop graph.url)" "http://127.0.0.1:4711"
done_testing
