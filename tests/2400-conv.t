# shellcheck shell=bash
# wa-conv: looking at conversations, and what members write on them.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/conversations.sh"

wrote 34600000001 w1 7200 "Ana Ruiz" "Do you open on Sundays?"
line sunday 0.99
sent
wrote 5511987654321 w2 3600 "João" "Quero meu dinheiro de volta, já!"
line refund 0.99 negative
wrote DE.13491208655302741918 w3 1800 "王小明" "请问星期天营业吗"
line '' 0
wrote 34600000004 w4 600 $'Mal\e[31mlory\u202e' $'hi\e]0;pwned\a there'
line sunday 0.99
sent

key() { wa-conv list --json | jq -r --arg name "$1" 'select(.name == $name).conversation'; }
ana=$(key "Ana Ruiz") joao=$(key João) wang=$(key 王小明)
is "conversations are listed, the last written first" "$(wa-conv list --json | jq -r .name | sed 1d | xargs)" "王小明 João Ana Ruiz"
is "one without a phone is, too" "$(wa-conv list --json | jq -c 'select(.name == "王小明") | [.user_id, has("wa_id")]')" '["DE.13491208655302741918",false]'
is "who waits for a person is known, and who was answered is not" "$(wa-conv list --unanswered --json | jq -r .name | xargs)" "王小明 João"
is "and since when" "$(wa-conv list --sort waiting --limit 1 --json | jq -r .waiting)" 2026-11-21T08:00:00Z
is "an inquiry weighs" "$(wa-conv list --sort priority --json | jq -r '.inquiry.id // "-"' | xargs)" "1 2 - -"
is "pages follow each other without a gap" "$(c=; for _ in 1 2 3 4; do row=$(wa-conv list --sort waiting --limit 1 --json ${c:+--after "$c"}); c=$(jq -r .cursor <<< "$row"); jq -r .name <<< "$row"; done | sort | head -3 | xargs)" "$(wa-conv list --json | jq -r .name | sort | head -3 | xargs)"
status "a cursor that is none is a mistake" 64 wa-conv list --after nonsense
is "the window that closes soon" "$(wa-conv list --closing 22h30m --json | jq -r .name)" "Ana Ruiz"
like "a word of no filter is explained" "$(wa-conv list --status open 2>&1)" "active, resolved, closed or deleted"
unlike "a customer's control characters reach no terminal" "$(wa-conv list; wa-conv show 34600000004; wa-conv search there)" $'\e|\a|\u202e'
is "options stand on either side" "$(wa-conv -q list --limit 1)" "$(wa-conv list --limit=1 -q)"

# Who is meant.
for who in "$ana" "${ana:0:9}" "+34 600 000 001" 34600000001 "ana ruiz"; do
	like "somebody is found by '$who'" "$(wa-conv show "$who" | head -1)" "^Ana Ruiz  \+34600000001  $ana"
done
like "by a user id" "$(wa-conv show DE.13491208655302741918 | head -1)" "^王小明  DE.13491208655302741918  $wang"
like "by the other spelling of a Brazilian number" "$(wa-conv show '+55 11 8765-4321' | head -1)" "^João  \+5511987654321"
out=$(wa-conv show nobody 2>&1)
status "nobody is exit 1" 1 wa-conv show nobody
like "and said" "$out" "nobody: nobody we know"
like "who is not known stops nobody else" "$(printf 'x\n%s\n\n%s\n' "$ana" "$joao" | wa-conv show - 2> /dev/null | grep -c '^is ')" 2

# Tags, attributes, notes, assignment.
wa-conv tag "$ana" invoice
wa-conv tag --contact "$ana" vip
wa-conv tag "$joao" vip
is "tags are on" "$(wa-conv list --tag vip --json | jq -r .name | sort | xargs)" "Ana Ruiz João"
is "several must all be there" "$(wa-conv list --tag vip --tag invoice --json | jq -r .name)" "Ana Ruiz"
like "and shown" "$(wa-conv show "$ana")" "^tags +invoice · vip \(stays\)"
status "a tag is one word" 64 wa-conv tag "$ana" "two words"
status "a tag that isn't there can't be taken off" 1 wa-conv untag "$ana" nothing
wa-conv untag "$joao" vip
is "one is taken off" "$(wa-conv list --tag vip -q)" "$ana"
wa-conv list -q | wa-conv tag - everyone
is "many are tagged at once" "$(wa-conv list --tag everyone -q | wc -l)" 4
wa-conv attr "$ana" city=Valencia budget='up to 300'
wa-conv attr "$ana" budget=
is "attributes are set and taken away" "$(wa-conv attr "$ana")" "city=Valencia"
status "an attribute wants a name" 64 wa-conv attr "$ana" =x
echo "Prefers to be called after five." | wa-conv note "$ana"
like "a note is marked as internal" "$(wa-conv show "$ana")" "^10:00  ✎ note +internal, by ana: Prefers to be called"
status "without a text there is no note" 65 wa-conv note "$ana" < /dev/null
wa-conv assign "$ana" "$joao" bea
is "a conversation is a member's" "$(wa-conv list --owner bea --json | jq -r .name | sort | xargs)" "Ana Ruiz João"
is "me is whoever acts" "$(WA_MEMBER=bea wa-conv list --owner me -q | wc -l)" 2
wa-conv transfer --why "on holiday" "$ana" me
status "who has it gets it not again" 1 wa-conv transfer "$ana" ana
status "what nobody has is not transferred" 1 wa-conv transfer "$wang" ana
status "to nobody's member neither" 1 wa-conv assign "$ana" zoe
wa-conv assign "$joao" nobody
is "what is nobody's" "$(wa-conv list --owner '' -q | wc -l)" 3
like "history says who did what" "$(wa-conv history "$ana")" "^2026-11-21 10:00:00  assigned to ana by ana: on holiday"
status "who is nobody of the team changes nothing" 78 env WA_MEMBER=eve wa-conv tag "$ana" x
status "nor does nobody at all" 78 env -u WA_MEMBER wa-conv note "$ana" x

# Search.
said() { wa-conv search --json "$@" | jq -r .conversation | sort -u | xargs; }
is "a word is found" "$(said open sundays)" "$ana"
is "whatever its case and accents" "$(said JA dinheiro)" "$joao"
is "any part of a sentence without spaces" "$(said 星期天)" "$wang"
is "not letters that only stand apart" "$(said 天星)" ""
is "by the start of a word" "$(said dinh\*)" "$joao"
is "a phrase" "$(said 'dinheiro de volta')" "$joao"
is "not in another order" "$(said 'volta de dinheiro')" ""
is "a name" "$(wa-conv search --json joao | jq -c '[.name, .who]')" '["João",null]'
is "a part of a number" "$(wa-conv search -q 600-000-001)" "$ana"
is "what the agent said" "$(wa-conv search --json '10 to 2' | jq -r .who | sort -u)" agent
is "a note" "$(wa-conv search --json five | jq -r .who)" "note by ana"
is "the words are marked" "$(wa-conv search --json open | jq -r 'select(.who == "customer").marked')" "Do you *open* on Sundays?"
is "in one conversation" "$(wa-conv search --in "$joao" sundays; echo $?)" 1
is "two pages are as good as one" "$(c=$(wa-conv search --limit 1 --json on | jq -r .cursor | tail -1); { wa-conv search --limit 1 --json on; wa-conv search --after "$c" --json on; } | jq -r .time)" "$(wa-conv search --json on | jq -r .time)"
status "nothing is found: exit 1" 1 wa-conv search zebra
status "no word: a mistake" 64 wa-conv search '???'
is "quotes and operators are only words" "$(wa-conv search --json '"open" OR NEAR(' > /dev/null; echo $?)" 1

# The transcript.
echoed 5511987654321 e1 1200 "Aqui é a Bea."
jq -nc --arg time "$((now - 900))" '{contacts: [{wa_id: "5511987654321", profile: {name: "João"}}], messages: [
	{from: "5511987654321", id: "r1", timestamp: $time, type: "reaction", reaction: {message_id: "e1", emoji: "👍"}},
	{from: "5511987654321", id: "q1", timestamp: $time, type: "text", text: {body: "Obrigado"}, context: {from: "100", id: "e1"}}]}' | arrives
line '' 0
out=$(wa-conv show "$joao")
like "a day stands above its messages" "$out" "^ +Saturday 21 November 2026"
like "a message has its time and writer" "$out" "^09:00  João +Quero meu dinheiro de volta"
like "a message from the phone app is the phone's" "$out" "^09:40  phone +Aqui"
like "a change of control is a line" "$out" "── control: bot → human by agent: no-guess:refund"
is "a reaction stands under what it is about" "$(grep -A1 'phone  *Aqui' <<< "$out" | tail -1 | xargs)" "👍 João"
is "and by itself nowhere" "$(grep -c '\[reaction\]' <<< "$out")" 0
like "a reply quotes" "$out" "│ phone: Aqui é a Bea."
like "an open inquiry is named" "$out" "inquiry 1 refund, open"
like "the mood is a trend" "$out" "^mood .*−"
is "who was answered by a person waits no more, until they write again" "$(wa-conv list --json | jq -r 'select(.name == "João").waiting')" 2026-11-21T08:45:00Z
is "only so many messages" "$(wa-conv show --last 2 --json "$joao" | jq -r 'select(.what == "said").who' | xargs)" "customer agent"
is "JSON is one object a line, of one person" "$(wa-conv show --json "$joao" | jq -r .person | sort -u)" "$joao"
store "INSERT INTO heard (event, contact, at, text, confidence) SELECT 'w4', contact, 0, 'bis morgen', 0.71 FROM message WHERE id = 'w4';
	INSERT INTO media (event, contact, at, path, type, seconds) SELECT 'w4', contact, 0, 'ab/w4.ogg', 'audio/ogg', 7 FROM message WHERE id = 'w4';
	UPDATE message SET kind = 'audio', text = NULL WHERE id = 'w4';
	INSERT INTO lead (contact, source, event, fields, opened, changed) SELECT contact, 'chat', 'w4', '{\"city\":\"Valencia\"}', 1, 1 FROM message WHERE id = 'w4'"
out=$(wa-conv show 34600000004)
like "a voice note has its length" "$out" "\[voice note 0:07\]"
like "and its words" "$out" "bis morgen.  \(heard, 71 %\)"
like "and its file" "$out" "media/ab/w4.ogg"
like "what was collected stands in the head" "$out" "^lead +1 new · city: Valencia"
done_testing
