# One customer writes to two workspaces: no row, file, hook or log line crosses.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

export WA_HOME=$T
north=100000000000001 south=100000000000002
PORT=$(free_port)
for w in north south; do
	desk_make "$T/$w" "${!w}" "$PORT"
	sed -i "s/^name: .*/name: House $w/" "$D/workspace.yaml"
	sed -i "s/car park behind the house/car park in the $w/" "$D/faq.yaml"
done
# One WhatsApp for both numbers.
mkdir -m 700 "$T/whatsapp"
background wa-sandbox --state "$T/whatsapp" --number "$north" --number "$south" --no-limits --webhook "http://127.0.0.1:$PORT/" 2> "$T/log"
wait_for 10 test -s "$T/whatsapp/sandbox.json"
URL=$(jq -r .url "$T/whatsapp/sandbox.json")
for w in north south; do cp "$T/whatsapp/sandbox.json" "$T/$w/var/sandbox/"; done
background wa-recv --listen "127.0.0.1:$PORT" -w north -w south 2>> "$T/log"
line() { # line WORKSPACE
	D=$T/$1 S=$T/$1/var/sandbox
	desk_line
}
line north
line south

# The same person, the same words where they must be told apart only by whom they went to.
jq -nc --arg n "$north" --arg s "$south" '
	def ana($number; $id; $text): {from: "491516000001", user_id: "DE.777", name: "Ana", id: $id, text: $text, number: $number};
	ana($n; "wamid.n1"; "Where can I park?"), ana($s; "wamid.s1"; "Where can I park?"),
	ana($n; "wamid.n2"; "northsecret: my file number is 4711"), ana($s; "wamid.s2"; "southsecret: my file number is 4712")' > "$T/load"
curl -sf --data-binary "@$T/load" "$URL/sandbox/inject?batch=10" > "$T/ids"
both() { for S in "$T/north/var/sandbox" "$T/south/var/sandbox"; do settled || return 1; done; }
ok "both desks come to an end" wait_for 20 both
jq -nc --arg s "$south" '{from: "491516000001", user_id: "DE.777", echo: true, text: "southecho, I take over", number: $s}' > "$T/load"
curl -sf --data-binary "@$T/load" "$URL/sandbox/inject" > "$T/ids"
control() { sqlite3 "$T/$1/var/sandbox/wa.db" "SELECT control FROM conversation"; }
taken_over() { [ "$(control south)" = human ]; }
ok "a person who writes from the phone takes the conversation over" wait_for 10 taken_over

everything() { # everything WORKSPACE: rows, files and names of its state
	local db
	for db in "$T/$1"/var/sandbox/*.db; do sqlite3 "$db" .dump; done
	find "$T/$1" -type f ! -name '*.db*' ! -name log -print -exec cat {} +
}
everything north > "$T/of.north"
everything south > "$T/of.south"
unlike "nothing of the south is in the north" "$(cat "$T/of.north")" 'southsecret|southecho|wamid\.s[0-9]|in the south'
unlike "nothing of the north is in the south" "$(cat "$T/of.south")" 'northsecret|wamid\.n[0-9]|in the north'
like "the north has its own" "$(cat "$T/of.north")" 'northsecret'
like "the south has its own" "$(cat "$T/of.south")" 'southsecret'
unlike "no log line of the north's line names the south" "$(cat "$T/north/log" 2> /dev/null)" 'south|wamid\.s'
unlike "no log line of the south's line names the north" "$(cat "$T/south/log" 2> /dev/null)" 'north|wamid\.n'
unlike "the listener's log has no words of customers" "$(cat "$T/log")" 'secret|southecho'
sandbox_get sends > "$T/sends"
is "each number answers with its own words" \
	"$(jq -r 'select(.message.text.body // "" | test("car park")) | "\(.number) \(.message.text.body)"' "$T/sends" | sort)" \
	"$north There is a car park in the north, free for patients.
$south There is a car park in the south, free for patients."
is "a person who takes over in the south does not silence the north" "$(control north) $(control south)" "bot human"

# Somebody else's number.
jq -nc '{from: "491516000001", id: "wamid.x1", text: "nowheresecret", number: "100000000000009"}' > "$T/load"
curl -s --data-binary "@$T/load" "$URL/sandbox/inject" > "$T/ids"
is "what goes to a number nobody owns reaches no desk" "$(everything north | grep -c nowheresecret) $(everything south | grep -c nowheresecret)" "0 0"
done_testing
