# shellcheck shell=bash
# wa-classify: what it makes of a message, and when it keeps quiet.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir shop
echo 'languages: [en, es]' > shop/workspace.yaml
cat > shop/faq.yaml <<'X'
- id: hours
  ask:
    en: [when do you open, what are your opening hours, are you open on sundays]
    es: [a qué hora abren, cuál es el horario, abren los domingos]
  answer: {en: "Nine to five.", es: "De nueve a cinco."}
  tags: [visit]
- id: parking
  ask:
    en: [where can I park, is there a parking lot, parking near you]
    es: [dónde puedo aparcar, hay aparcamiento]
  answer: {en: "Behind the house.", es: "Detrás de la casa."}
- id: refund
  ask: {en: [I want my money back, can I get a refund]}
  escalate: refunds
X
class() { wa-event -w ./shop <<< "$1" | wa-classify -w ./shop -n | jq -c "$2"; }

is "the closest entry is the intent" "$(class 'when are you open?' .class.intent)" '"hours"'
is "the best of the candidates comes first" "$(
	class 'are you near a bank' '.class | [(.candidates | length), .candidates[0].id == .intent, ([.candidates[].score] | . == (sort | reverse))]')" '[3,true,true]'
is "an entry that is next to impossible is no candidate" "$(class 'can i park my car' '[.class.candidates[].id]')" '["parking"]'
is "a Spanish question goes to the Spanish phrasings" "$(class '¿se puede aparcar cerca de la tienda?' '[.class.language, .class.intent]')" '["es","parking"]'
is "a message about nothing known is not sure" "$(class 'the quick brown fox jumps over the lazy dog' '.class.confidence < 0.3')" true
is "a phrasing word for word is surer than words of one" "$(
	a=$(class 'what are your opening hours' .class.confidence)
	b=$(class 'I met her at the opening of the gallery' .class.confidence)
	jq -n "$a > $b")" true
is "a greeting alone is social" "$(class 'Hola!' .class.signals)" '["greeting","social"]'
is "a greeting with a question is not" "$(class 'Hello, where can I park?' .class.signals)" '["greeting"]'
is "and a greeting before it takes nothing from the question" "$(class 'Hello! Good morning, where can I park?' .class.confidence)" "$(class 'where can I park?' .class.confidence)"
is "several questions are labelled each by itself" "$(class 'Hi! where can I park? do you open on sunday?' '[.class.parts[].intent]')" '["parking","hours"]'
is "a thumb up says nothing more than thanks" "$(for t in '👍' '❤️🙏🏽' '😂 😂'; do class "$t" .class.signals; done | sort -u)" '["social"]'
is "an angry face and a question mark do" "$(for t in '😡' '👎' '???' '👍😡'; do class "$t" .class.signals; done | sort -u)" '[]'
is "an opener without a matter is vague" "$(class 'hi, I need some help please' .class.signals)" '["greeting","vague"]'
is "wanting a person is heard" "$(class 'let me talk to a person' .class.signals)" '["human-wanted"]'
is "a deadline is urgent" "$(class 'I need this by tomorrow, it is urgent' .class.urgency)" '"high"'
is "two questions in one message are told apart" "$(class 'Hi! What are your opening hours? And where can I park?' '[.class.parts[] | [.intent, .question]]')" '[["hours",true],["parking",true]]'
is "a message of one clause has no parts" "$(class 'Hello. Where can I park?' '.class.parts')" null
is "the social words of many languages are known by theirs" "$(for t in hi ok hola obrigado 'guten Morgen' Merhaba '你好' '안녕하세요' 'शुक्रिया' 'مرحبا'; do class "$t" .class.language; done | jq -rs 'join(" ")')" \
	"en en es pt de tr zh ko hi ar"
is "signals are heard in the message's language" "$(for t in 'bonjour, je voudrais parler à un conseiller' 'quanto custa a consulta para crianças?' 'das ist eine Frechheit, ich will mein Geld zurück' 'стоп'; do class "$t" '.class.signals[-1]'; done | jq -rs 'join(" ")')" \
	"human-wanted price complaint opt-out"
is "a grim message sounds negative and a glad one positive" "$(for t in 'this is the worst service ever, I am so angry' 'I love it, thank you so much, great job!'; do class "$t" .class.sentiment; done | jq -rs 'join(" ")')" "negative positive"
moods() { while read -r text; do class "$text" .class.sentiment; done | jq -rs 'unique | join(" ")'; }
is "praise is heard in eight languages" "$(moods << 'X'
the food was good
das Essen war gut
la comida estuvo buena
le repas était bon
la cena era buona
a comida estava boa
الطعام جيد
khana accha tha
X
)" positive
is "a negation turns it" "$(moods << 'X'
the food was not good
das Essen war nicht gut
la comida no estuvo buena
le repas n'était pas bon
la cena non era buona
a comida não estava boa
الطعام ليس جيد
khana accha nahi tha
X
)" negative
is "emphasis does not hide it" "$(moods << 'X'
SO GOOD, thank youuu!!!
richtig toll, danke!!!
buenísimo, graciasss!!!
trop bien, merciii !!!
bravissimi, grazie mille!!!
muito bom, obrigadaaa!!!
رائع جدا جدا، شكرا!!!
bahut bahut accha, dhanyavad!!!
X
)" positive
is "a plain question has no mood" "$(moods << 'X'
do you deliver on saturdays?
liefern Sie auch am Samstag?
¿hacen entregas los sábados?
vous livrez le samedi ?
consegnate anche il sabato?
vocês entregam aos sábados?
هل توصلون يوم السبت؟
kya aap shanivar ko delivery karte hain?
X
)" neutral
is "emoji alone have no language" "$(class '👍👍' '[.class.language, .class.language_confidence]')" '["und",0]'
is "a short ok does not change a contact's language" \
	"$(wa-event -w ./shop --language es <<< 'ok' | wa-classify -w ./shop -n | jq -r .class.language)" es
is "a plain sentence does" \
	"$(wa-event -w ./shop --language es <<< 'where can I leave my car when I visit you' | wa-classify -w ./shop -n | jq -r .class.language)" en
is "receipts and media without words pass as they came" \
	"$(printf '%s\n' '{"v":1,"id":"a","type":"status"}' '{"v":1,"id":"b","type":"message","message":{"kind":"sticker"}}' | wa-classify -w ./shop -n | jq -c 'has("class")' | sort -u)" false
is "the same message gets the same labels" \
	"$(for _ in 1 2; do class 'do you open on sunday' .class; done | sort -u | wc -l)" 1

mkdir gym
echo 'language: en' > gym/workspace.yaml
cat > gym/faq.yaml <<'X'
- {id: monthly, answer: a, ask: [how much is a monthly membership, what's the monthly fee, price per month, how much do I pay each month]}
- {id: day_pass, answer: a, ask: [do you sell day passes, can I come for just one day, how much is a day pass]}
- {id: hours, answer: a, ask: [when are you open, what are your opening hours, what time do you close]}
- {id: classes, answer: a, ask: [which classes do you offer, do you have yoga, is there a spinning class]}
- {id: trainer, answer: a, ask: [do you have personal trainers, how much is a personal training session, can I book a PT]}
- {id: freeze, answer: a, ask: [can I freeze my membership, I want to pause my membership, can I put it on hold]}
- {id: shower, answer: a, ask: [do you have showers, are there lockers, are there changing rooms]}
- {id: guest, answer: a, ask: [can I bring a friend, are guests allowed, is there a guest pass]}
- {id: kids, answer: a, ask: [is there a creche, can I bring my kids, do you look after children]}
- {id: parking, answer: a, ask: [is there parking, where can I park, is parking free]}
- {id: sauna, answer: a, ask: [do you have a sauna, is there a steam room, is the sauna included]}
X
sure() { wa-event -w ./gym <<< "$1" | wa-classify -w ./gym -n | jq -c '.class | [.intent, .confidence > .threshold]'; }
is "what an entry is about makes it sure" "$(sure 'how much is the monthly membership')" '["monthly",true]'
is "the same question about something else is not sure" "$(sure 'how much is a yearly membership?')" '["monthly",false]'
is "however alike the rest is" "$(sure 'do you have a sunbed')" '["sauna",false]'

mkdir turkish
echo 'language: tr' > turkish/workspace.yaml
echo '- {id: park, ask: [nereye park edebilirim, otopark var mı], answer: a}' > turkish/faq.yaml
is "where there is no table of meanings the words stand in for them" \
	"$(wa-event -w ./turkish <<< 'arabamı nereye park edebilirim' | wa-classify -w ./turkish -n | jq '.class.evidence | .meaning == .nearest')" true
is "Spanish has a table of its own" "$(class '¿dónde puedo dejar el coche?' '.class.evidence | .meaning == .nearest')" false

cp -R "$ROOT/etc/clinic" clinic
labels() { printf '%s\n' 'what are your hours' 'can I pay by card' 'a qué hora abren' | wa-event -w ./clinic | wa-classify -w ./clinic "$@" | jq -c .class; }
# The file of a language under var/index, as it was long ago.
long_ago() { touch -d 2026-01-01 "clinic/var/index/$1"; }
made_again() { find clinic/var/index -type f -newermt 2026-01-02 -printf '%f '; }
learnt=$(labels -n)
is "a dry run keeps nothing of what it learns" "$(find clinic/var -mindepth 1)" ""
is "what is learnt is the same each time" "$(labels)" "$learnt"
is "it is kept for each language, for nobody else to read" \
	"$(cd clinic/var/index && stat -c '%n %a' -- faq.* | tr '\n' ' ')" 'faq.en 600 faq.es 600 '
for l in faq.en faq.es written.en written.es; do long_ago "$l"; done
is "what was learnt labels as learning does" "$(labels)" "$learnt"
is "and is not learnt again" "$(made_again)" ""
printf X | dd of=clinic/var/index/faq.en bs=1 seek=99999 conv=notrunc status=none
long_ago faq.en
is "where a byte of it is another, all is the same" "$(labels)" "$learnt"
is "and it is made again" "$(made_again)" "faq.en "
truncate -s 100 clinic/var/index/faq.es
long_ago faq.en && long_ago faq.es
is "so it is where some is missing" "$(labels)" "$learnt"
is "and that is made again, too" "$(made_again)" "faq.es "
long_ago faq.es
sed -i 's/How can I pay?/How may I settle the bill?/' clinic/faq.yaml
is "another phrasing makes it a dry run's own" "$(labels -n > /dev/null; made_again)" ""
is "and is learnt for good by another" "$(labels > /dev/null; made_again | tr ' ' '\n' | grep faq)" "faq.en"
rm -r clinic/var/index
: > clinic/var/index
is "where nothing can be kept all is the same" "$(labels | jq -c .intent | paste -sd ' ')" "$(jq -c .intent <<< "$learnt" | paste -sd ' ')"

: > shop/faq.yaml
is "with an empty FAQ there is no intent and no confidence" "$(class 'when do you open' '[.class.intent, .class.confidence, .class.candidates]')" '[null,0,[]]'
echo '- {id: x, ask: [' > shop/faq.yaml
status "a broken FAQ at the start is exit 78" 78 bash -c 'wa-classify -w ./shop -n < /dev/null'

done_testing
