# shellcheck shell=bash
# wa-reply: what the agent decides, and that it decides once.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
reply() { wa-reply -w ./shop "$@" | jq -c .reply; }
decision() { jq -r '[.decision.action, .decision.reason // "-"] | join(" ")'; }
words() { jq -r '.messages[0].text.body // "-"'; }

out=$(echo 'do you open on sundays?' | classified sunday 0.99 | reply -n)
is "a sure match is answered" "$(decision <<< "$out")" "answer -"
is "in the entry's words" "$(words <<< "$out")" "On Sundays from 10 to 2."
is "and says on what it stands" "$(jq -c '[.decision.sources[0], .decision.confidence, (.decision.knowledge | length)]' <<< "$out")" '["sunday",0.99,12]'
is "in the customer's language" "$(echo 'abren?' | classified sunday 0.99 es | reply -n | words)" "Los domingos de 10 a 14."
is "of somebody new even a doubtful language counts, when the desk speaks it" "$(echo 'abren?' | classified sunday 0.99 es | jq -c '.class.language_confidence = 0.4' | reply -n | words)" "Los domingos de 10 a 14."
is "else the desk's own" "$(echo 'open?' | classified sunday 0.99 sv | jq -c '.class.language_confidence = 0.4' | reply -n | words)" "On Sundays from 10 to 2."
is "an answer in another language is not sent" "$(echo 'aparcar?' | classified parking 0.99 es | reply -n | decision)" "escalate language"
is "a doubtful match is escalated" "$(echo 'sunny?' | classified sunday 0.5 | reply -n | decision)" "escalate low-confidence"
is "no entry is escalated" "$(echo 'x' | classified '' 0 | reply -n | decision)" "escalate no-entry"
is "the no-guess list is never answered, however sure" "$(echo 'refund' | classified refund 1 | reply -n | decision)" "escalate no-guess:refund"
is "it wins over a close entry" "$(echo 'money' | classified sunday 0.99 | jq -c '.class.candidates += [{id: "refund", score: 0.6}]' | reply -n | decision)" "escalate no-guess:refund"
is "far from everything it is just unknown" "$(echo 'shoe' | classified refund 0.1 | reply -n | decision)" "escalate low-confidence"
is "a bare greeting is greeted" "$(echo 'hi' | classified '' 0 en greeting,social | reply -n | decision)" "greet -"
is "thanks need no answer" "$(echo 'thanks' | classified '' 0 en thanks,social | reply -n | decision)" "ignore social"
is "whoever wants a person gets one" "$(echo 'a human please' | classified sunday 0.99 en human-wanted | reply -n | decision)" "escalate human-wanted"
is "without words there is nothing to answer" "$(echo x | classified sunday 0.99 | jq -c '.message = {kind: "audio"}' | reply -n | decision)" "escalate media"
gone() { classified "$@" | jq -c '.message.kind = "image" | .media = {problem: "WhatsApp does not have it any more"}'; }
out=$(echo 'do you open on sundays?' | gone sunday 0.99 | reply -n)
is "words whose picture could not be had are answered, and a person is told" "$(jq -c '[.decision.action, .decision.rest.reason]' <<< "$out")" '["answer","media"]'
is "and with mere thanks a person is told" "$(echo 'thanks' | gone '' 0 en thanks,social | reply -n | decision)" "escalate media"
is "a reaction is ignored" "$(echo x | classified sunday 0.99 | jq -c '.message.kind = "reaction"' | reply -n | decision)" "ignore reaction"
is "the agent does not talk in groups" "$(echo x | classified sunday 0.99 | jq -c '.message.group = "g"' | reply -n | decision)" "ignore text"
is "what nobody classified is escalated" "$(echo 'hello?' | wa-event | reply -n | decision)" "escalate unclassified"
is "an old message is not answered as if fresh" "$(echo x | classified sunday 0.99 | jq -c '.time = "2020-01-01T00:00:00Z"' | reply -n | decision)" "escalate stale"

# Voice notes.
# doubtful READING...: ENTRY CONFIDENCE of each, as wa-classify labels readings.
doubtful() {
	echo x | classified '' 0 | jq -c --arg all "$*" '.message = {kind: "audio"} | .transcript = {text: "one", readings: ["one", "two"], confidence: 0.3, engine: "pocketsphinx"} |
		.class = {readings: [$all | split(" ") | _nwise(2) | {intent: .[0], confidence: (.[1] | tonumber), candidates: [{id: .[0], score: (.[1] | tonumber)}]}]}'
}
buttons() { jq -c '[.messages[0].interactive | .body.text, [.action.buttons[].reply | .id, .title]] | .[1]'; }
out=$(doubtful sunday 0.6 parking 0.5 | reply -n)
is "a doubtful voice note is confirmed" "$(decision <<< "$out")" "clarify voice"
is "with what its readings come to, as customers ask it" "$(buttons <<< "$out")" '["entry:sunday","do you open on sund…","entry:parking","where can I park","entry:","Something else"]'
like "in the words of the desk" "$(jq -r '.messages[0].interactive.body.text' <<< "$out")" 'did you mean "do you open on sundays" or "where can I park"\?'
is "readings that come to the same are one" "$(doubtful sunday 0.6 sunday 0.5 | reply -n | buttons)" '["entry:sunday","do you open on sund…","entry:","Something else"]'
is "readings that come to nothing go to a person" "$(doubtful sunday 0.2 parking 0.3 | reply -n | decision)" "escalate media"
is "and so does what may be about money" "$(doubtful sunday 0.6 refund 0.5 | reply -n | decision)" "escalate media"
heard() { classified "$@" | jq -c '.transcript = {text: .message.text, confidence: 0.9, engine: "x"} | .message = {kind: "audio"}'; }
is "a sure one is answered like a text" "$(echo 'do you open on sundays?' | heard sunday 0.99 | reply -n | decision)" "answer -"
is "one that comes close to an entry is confirmed, for a word may have been misheard" "$(echo 'open of sunday' | heard sunday 0.5 | reply -n | decision)" "clarify voice"
is "one that doesn't goes to a person" "$(echo 'shoe' | heard sunday 0.2 | reply -n | decision)" "escalate low-confidence"
is "and so does one about what is never guessed" "$(echo 'refund' | heard refund 0.6 | reply -n | decision)" "escalate no-guess:refund"

# Between two entries.
close() { classified sunday 0.5 | jq -c '.class.candidates = [{id: "sunday", score: 0.5}, {id: "parking", score: 0.4}] | .class.evidence = {nearest: 0.8, covered: 0.8}'; }
out=$(echo 'sunday park' | close | reply -n)
is "between two close entries it asks which" "$(decision <<< "$out")" "clarify choice"
is "with a button for each and one for neither" "$(jq -c '[.messages[0].interactive.action.buttons[].reply.id]' <<< "$out")" '["entry:sunday","entry:parking","entry:"]'
ok "that WhatsApp takes" bash -c 'jq -c ".messages[0]" <<< "$1" | wa-send -n' - "$out"
tap() { wa-event <<< "$1" | jq -c --arg id "entry:$2" '.message.kind = "interactive" | .message.choice = {id: $id}' | wa-classify -w ./shop -n | reply -n; }
is "a tap is answered" "$(tap 2 parking | words)" "Behind the house."
is "neither goes to a person" "$(tap 'Something else' '' | decision)" "escalate neither"
likely() { classified sunday "$1" en "${2:-}" | jq -c '.class.candidates = [{id: "sunday", score: 0.9}, {id: "parking", score: 0.05}] | .class.evidence.covered = 0.8'; }
is "what is likely but not sure is asked" "$(echo 'sunday then' | likely 0.7 | reply -n | decision)" "clarify choice"
sole() { likely 0.7 | jq -c '.class.candidates[1].score = 0.01'; }
like "a single one with the question it answers" "$(echo 'sunday then' | sole | reply -n | jq -r '.messages[0].interactive.body.text')" 'Do you mean this\? do you open on sundays'
is "and a button for yes and one for something else" "$(echo 'sunday then' | sole | reply -n | buttons)" '["entry:sunday","Yes, that'"'"'s it","entry:","Something else"]'
is "what isn't likely goes to a person" "$(echo 'sunday then' | likely 0.4 | reply -n | decision)" "escalate low-confidence"
is "and so does what is mostly about something else" "$(echo 'sunday on the moon' | likely 0.7 | jq -c '.class.evidence.covered = 0.3' | reply -n | decision)" "escalate low-confidence"
is "and so does a complaint" "$(echo 'sunday, again' | likely 0.7 complaint | reply -n | decision)" "escalate low-confidence"
is "and what may be of the no-guess list" "$(echo 'sunday then' | likely 0.7 | jq -c '.class.candidates += [{id: "refund", score: 0.1}]' | reply -n | decision)" "escalate low-confidence"

# Several things in one message.
part() { jq -nc --arg e "$1" --argjson c "$2" --argjson q "${3:-true}" '{intent: $e, confidence: $c, question: $q, candidates: [{id: $e, score: $c}]}'; }
both() { classified "$1" "$2" | jq -c --argjson a "$3" --argjson b "$4" '.class.parts = [$a, $b]'; }
out=$(echo 'open on sunday? and parking?' | both sunday 0.6 "$(part sunday 0.99)" "$(part parking 0.98)" | reply -n)
is "two sure parts are both answered" "$(jq -c '[.decision.action, .decision.sources, (.messages | length), .decision.rest]' <<< "$out")" '["answer",["sunday","parking"],2,null]'
out=$(echo 'parking? and a unicorn?' | both parking 0.6 "$(part parking 0.98)" "$(part sunday 0.1)" | reply -n)
is "a sure and an unsure part: one is answered, the other goes to a person" "$(jq -c '[.decision.action, .decision.sources, .decision.rest.reason]' <<< "$out")" '["answer",["parking"],"low-confidence"]'
out=$(echo 'parking? I want my money back' | both parking 0.97 "$(part parking 0.98)" "$(part refund 0.9 false)" | reply -n)
is "a part of the no-guess list goes to a person beside the answer" "$(jq -c '[.decision.action, .decision.sources, .decision.rest]' <<< "$out")" '["answer",["parking"],{"reason":"no-guess:refund","category":"refund"}]'
out=$(echo 'I come by car. where do I park?' | both parking 0.97 "$(part sunday 0.1 false)" "$(part parking 0.98)" | reply -n)
is "a message that is sure as a whole is one" "$(jq -c '[.decision.action, .decision.sources, .decision.rest]' <<< "$out")" '["answer",["parking"],null]'

echo 'same' | classified sunday 0.99 > once
is "the same message gets the same bytes" "$(reply -n < once)" "$(reply -n < once)"
is "-n keeps nothing" "$(ls shop/var)" ""

for word in STOP ' stop. ' baja Стоп; do
	is "$word is an opt-out" "$(echo "$word" | classified sunday 0.99 | reply -n | decision)" "optout -"
done
is "stop in a sentence is a word like others" "$(echo 'where is the bus stop' | classified sunday 0.99 | reply -n | decision)" "answer -"

# Who is handed to a person.
handoff() { jq -c '[.decision.reason, .decision.handoff // false]'; }
for word in 'Human!' 'un agente' 'Mitarbeiter' 'оператор' '人工客服' 'conseiller'; do
	is "$word asks for a person, before anything is understood" "$(echo "$word" | wa-event | reply -n | handoff)" '["human-wanted",true]'
done
is "in a sentence it is understood first" "$(echo 'is the human agent of yours open on sundays?' | classified sunday 0.99 | reply -n | decision)" "answer -"
is "what can't be answered goes to a person with the conversation" "$(echo 'sunny?' | classified sunday 0.5 | reply -n | handoff)" '["low-confidence",true]'
is "what is left beside an answer too" "$(echo 'parking? and a unicorn?' | both parking 0.6 "$(part parking 0.98)" "$(part sunday 0.1)" | reply -n | handoff)" '["parts",true]'
is "an answer keeps it" "$(echo 'parking?' | classified parking 0.99 | reply -n | handoff)" '[null,false]'
is "a line without wa-classify hands over nobody" "$(echo 'hello?' | wa-event | reply -n | handoff)" '["unclassified",false]'
cp shop/workspace.yaml keep.yaml
printf 'timezone: Europe/Madrid\nhours: {mon-fri: "09:00-18:00"}\n' >> shop/workspace.yaml
at() { echo "$2" | WA_NOW=$1 classified sunday 0.5 | WA_NOW=$1 reply -n | handoff; } # 2026-11-23 is a Monday
is "in hours somebody is there to take it" "$(at 2026-11-23T10:00:00Z 'sunny?')" '["low-confidence",true]'
is "at night nobody is, and the agent goes on with what it knows" "$(at 2026-11-23T22:00:00Z 'sunny?')" '["low-confidence",false]'
is "who asks for a person is not answered by the agent at night either" "$(at 2026-11-23T22:00:00Z 'human')" '["human-wanted",true]'
cp keep.yaml shop/workspace.yaml
sed -i '$a handoff: {takes_control: no, words: [Rezeption]}' shop/workspace.yaml
is "the desk may keep the agent talking" "$(echo 'sunny?' | classified sunday 0.5 | reply -n | handoff)" '["low-confidence",false]'
is "never to who asks for a person" "$(echo 'human' | wa-event | reply -n | handoff)" '["human-wanted",true]'
is "the desk has words of its own" "$(echo 'rezeption, ' | wa-event | reply -n | handoff)" '["human-wanted",true]'
cp keep.yaml shop/workspace.yaml

# With a store: decided once, and remembered.
echo 'do you open?' | classified sunday 0.99 > q
first=$(reply < q)
printf -- '- id: sunday\n  ask: [x]\n  answer: changed\n' > shop/faq.yaml
is "an event that comes again gets the answer it got" "$(reply < q)" "$first"
is "one decision is on record" "$(sqlite3 shop/var/wa.db 'select count(*), action from decision')" "1|answer"
is "a replayed event is decided anew and writes nothing" "$(jq -c '.replay = true' q | reply | words)$(sqlite3 shop/var/wa.db 'select count(*) from decision')" "changed1"

make_desk club
say() { jq -c --arg key "$1" '.contact.key = $key | .conversation = $key' | wa-reply -w ./club | jq -c .reply; }
echo STOP | classified sunday 0.99 | say c_a > /dev/null
is "after an opt-out the agent is silent and a person looks" "$(echo 'hours?' | classified sunday 0.99 | say c_a | decision)" "escalate opted-out"
is "START opts in again" "$(echo start | classified sunday 0.99 | say c_a | decision)" "optin -"
is "and the agent answers" "$(echo 'hours?' | classified sunday 0.99 | say c_a | decision)" "answer -"
is "the same answer a second time goes to a person" "$(echo 'hours??' | classified sunday 0.99 | say c_a | decision)" "escalate repeated"
is "a vague opener is asked back" "$(echo 'need help' | classified '' 0 en vague | say c_b | decision)" "clarify vague"
is "once" "$(echo 'help' | classified '' 0 en vague | say c_b | decision)" "escalate vague"

# Buttons answered in words.
typed() { # typed CONTACT TEXT [SIGNAL,...]: when $asked was asked
	echo 'sunday then' | $asked | say "$1" > /dev/null
	echo "$2" | classified '' 0 en "${3:-}" | say "$1"
}
asked=sole
is "yes to the one that was asked about is answered" "$(typed c_t1 'yes please' yes,social | words)" "On Sundays from 10 to 2."
is "and its number" "$(typed c_t2 '1️⃣' | words)" "On Sundays from 10 to 2."
is "no goes to a person" "$(typed c_t3 'no' no,social | decision)" "escalate neither"
is "another number is just a number" "$(typed c_t4 '2' | decision)" "escalate no-entry"
is "and other words are other words" "$(typed c_t5 'the 1 at noon' | decision)" "escalate no-entry"
asked=close
is "of two the second" "$(typed c_t6 ' 2.' | words)" "Behind the house."
is "yes to two doesn't say which" "$(typed c_t7 'yes' yes,social | decision)" "escalate neither"
echo 'sunday then' | sole | say c_t8 > /dev/null
echo 'thanks' | classified '' 0 en thanks,social | say c_t8 > /dev/null
is "yes to what came since is just a yes" "$(echo yes | classified '' 0 en yes,social | say c_t8 | decision)" "ignore social"

echo 'human' | classified '' 0 | say c_h > /dev/null
is "once handed over the agent is silent" "$(echo 'hours?' | classified sunday 0.99 | say c_h | decision)" "silent human"
is "on record" "$(sqlite3 club/var/wa.db "select who, why, after from transition t join contact c on c.id = t.contact where key = 'c_h'")" "customer|human-wanted|human"
sqlite3 club/var/wa.db "update conversation set control = 'human' where contact = (select id from contact where key = 'c_b')"
is "with a human in control the agent is silent" "$(echo 'hours?' | classified sunday 0.99 | say c_b | decision)" "silent human"
is "a word that tells no language changes none" "$(echo x | classified '' 0 vi | jq -c '.class.language_confidence = 0.3' | say c_a > /dev/null; sqlite3 club/var/wa.db "select language from conversation v join contact c on c.id = v.contact where key = 'c_a'")" en
like "without a store a command says so" "$(wa-conv -w ./nothing list 2>&1; mkdir bare; cp shop/workspace.yaml bare; wa-conv -w ./bare list 2>&1)" "nothing has been kept here yet"
is "files are private" "$(find club/var -type f -perm /077)" ""
# A line that runs: what is asked, a change of the file, and the same again.
make_desk live
mkfifo questions
wa-reply -w ./live -n < questions > answers 2> complaints &
exec 5> questions
said() { jq -r '.reply.messages[0].text.body' answers | tail -1; }
ask() { echo 'sunday?' | classified sunday 0.99 >&5; }
answered() { [ "$(wc -l < answers)" -gt "$1" ]; }
ask; wait_for 10 answered 0
is "before a change of the FAQ the old answer is given" "$(said)" "On Sundays from 10 to 2."
sed -i 's/from 10 to 2/from 11 to 3/' live/faq.yaml
says() { local n; n=$(wc -l < answers); ask; wait_for 10 answered "$n"; [ "$(said)" = "$1" ]; }
ok "a running agent takes the changed one" wait_for 10 says "On Sundays from 11 to 3."
sed -i 's/^- id: sunday/- id: sunday\n  azk: x/' live/faq.yaml
complains() { ask; grep -q azk complaints; }
ok "a mistake is told" wait_for 10 complains
ok "and the answer stays" says "On Sundays from 11 to 3."
exec 5>&-
wait

doubtful sunday 0.6 parking 0.5 | jq -c '.id = "v1" | .conversation = "c_v" | .contact.key = "c_v"' | reply > /dev/null
is "nobody is asked twice" "$(doubtful sunday 0.6 parking 0.5 | jq -c '.id = "v2" | .conversation = "c_v" | .contact.key = "c_v"' | reply | decision)" "escalate media"
done_testing
