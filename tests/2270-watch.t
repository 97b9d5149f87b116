# shellcheck shell=bash
# wa-inquiry watch: new inquiries as they come.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
export WA_WORKSPACE=$T/shop TZ=UTC
# ask KEY NAME WORDS: an inquiry.
ask() {
	echo "$3" | classified refund 1 | jq -c --arg key "$1" --arg name "$2" '.contact = {key: $key, name: $name} | .conversation = $key' |
		wa-reply | wa-inquiry | jq -r .inquiry.id
}
has() { [ "$(wc -l < "$1")" -ge "$2" ]; }

ask c_a Ana 'the first' > /dev/null
background wa-inquiry watch --since 2h > out
watcher=$!
background wa-inquiry watch --json --since 2h > json
ok "--since begins with what was before" wait_for 20 has out 1
wait_for 20 has json 1
ask c_b "$(printf 'B\033[31mob')" 'second' > /dev/null
ok "a new one comes as a line" wait_for 20 has out 2
like "with what and who" "$(sed -n 2p out)" "^[0-9]+ [A-Z][a-z]+ [0-9:]+  #2 +refund +B \[31mob +\[no-guess:refund\]$"
ask c_b Bob 'joined' > /dev/null
ask c_c "山田花子山田花子山田花子" 'third' > /dev/null
ok "what joins is no new one" wait_for 20 has out 3
is "as wide as they are" "$(sed -n 3p out | grep -c '  \[no-guess')" 1
ok "JSON has the same" wait_for 20 has json 3
is "in order" "$(jq -r .id json | xargs)" "1 2 3"
is "as wa-inquiry list has them" "$(jq -c '[.id, .category, .status]' json | sed -n 2p)" '[2,"refund","open"]'
kill -TERM "$watcher"
wait "$watcher"
is "SIGTERM ends it with 0" "$?" 0

background wa-inquiry watch --json > new
fresh() { ask "c_$RANDOM" Eva 'again' > /dev/null; has new 1; }
ok "without it only new ones come" wait_for 10 fresh
is "none from before" "$(jq 'select(.id <= 3)' new)" ""

mkfifo pipe
wa-inquiry watch > pipe 2> err &
watcher=$!
exec 5< pipe
exec 5<&-
ok "it ends when the reader has gone, though nothing came" wait_for 20 bash -c "! kill -0 $watcher"
wait "$watcher"
is "without a fault" "$? $(cat err)" "0 "
status "it takes no operand" 64 wa-inquiry watch 3
done_testing
