# shellcheck shell=bash disable=SC2016,SC2129 # what is in single quotes is jq's
# Voice notes are heard; what can't be heard says why, and nothing stops for it.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"
. "$ROOT/tests/voice.sh"

desk_make "$T/desk"
mkdir -p "$S/media"
M=$(realpath "$S/media")
echo 'transcribe: {at_once: 1}' >> "$D/workspace.yaml"
desk_events 1 | wa-recv -w "$D" > /dev/null 2>&1 # makes the stores

# All that may come, in one go.
speak clean.wav "Are you open on Sundays?"
record clean.wav "$M/clean.ogg"
sox -q -n -r 48000 -c 1 hiss.wav synth 4 pinknoise vol 0.02
sox -q -m -v 1 clean.wav -v 1 hiss.wav noisy.wav trim 0 "$(soxi -D clean.wav)" && record noisy.wav "$M/noisy.ogg"
sox -q clean.wav clipped.wav gain 12 2> /dev/null && record clipped.wav "$M/clipped.ogg"
sox -q -n -r 48000 -c 1 silent.wav trim 0 3 && record silent.wav "$M/silent.ogg"
sox -q -n -r 48000 -c 1 hiss2.wav synth 3 whitenoise vol 0.2 && record hiss2.wav "$M/hiss.ogg"
head -c 3000 "$M/clean.ogg" > "$M/cut.ogg"
: > "$M/zero.ogg"
cp "$ROOT/tests/data/media/picture.png" "$M/picture.ogg"
{ head -c 40 clean.wav; printf '\0\341\365\005'; tail -c +45 clean.wav; } > "$M/claims.ogg"
note "$M/babble.ogg" "Blorgh ipsen tavvy wunk, drelling fosk" en-us 260
note "$M/accent.ogg" "Where can I park?" en-us+f2 165
note "$M/near.ogg" "Are you open on Mars?" en-us+f2 165
speak two.wav "Where can I park?"
# Three minutes: two questions and a lot of nothing.
sox -q clean.wav three.wav pad 20 100 && sox -q three.wav two.wav long.wav pad 0 55 && record long.wav "$M/long.ogg"
for f in clean noisy clipped silent hiss cut zero picture claims babble accent near long; do
	voice_event "$f" "$M/$f.ogg" ".conversation = \"c_$f\" | .contact.key = .conversation | .contact.wa_id = \"49\(\"$f\" | explode | add)\""
done > in
if command -v ffmpeg > /dev/null; then ffmpeg -v quiet -i clean.wav -b:a 32k "$M/phone.m4a"; fi
voice_event phone "$M/phone.m4a" '.conversation = "c_phone" | .contact.key = .conversation' >> in
voice_event gone "$M/gone.ogg" >> in
voice_event outside "$T/clean.wav" >> in
voice_event escape "$M/../../../../clean.wav" >> in
voice_event unfetched "" 'del(.media.path) | .media.problem = "gone"' >> in
voice_event image "" '.message.kind = "image"' >> in
wa-transcribe -w "$D" < in > out 2> err
is "all of them are served" $? 0
t() { jq -c "select(.id == \"$1\" and .message.kind == \"audio\") | .transcript | ${2:-.}" out; }
is "not a word on stderr" "$(cat err)" ""
is "a clean note is understood" "$(t clean '[.text, .language, .engine, .readings, .problem]')" '["are you open on sundays","en","pocketsphinx",null,null]'
ok "and sure" test "$(t clean '.confidence > 0.6 and .seconds > 1.5 and .seconds < 4')" = true
is "a noisy one too" "$(t noisy .text)" '"are you open on sundays"'
is "and a clipped one" "$(t clipped .text)" '"are you open on sundays"'
is "silence is nobody's words" "$(t silent '[.problem, .text, .seconds]')" '["silence",null,3]'
is "neither is noise" "$(t hiss '[.problem, .text]')" '["noise",null]'
is "half a note is never sure" "$(t cut '.readings != null or .problem != null')" true
is "no bytes are damaged" "$(t zero .problem)" '"damaged"'
is "a picture that says it is a voice note is none" "$(t picture .problem)" '"format"'
is "a WAV named .ogg is heard by what it is; that it claims 100 MB is not believed, and it is not sure" "$(t claims '[.text, (.readings | length > 0)]')" '["are you open on sundays",true]'
is "what is no English is not taken for some" "$(t babble '.readings != null or .problem != null')" true
is "a phrasing of the FAQ is known again in a voice in which words alone are not" "$(t accent '[.text, .readings, .problem]')" '["where can i park",null,null]'
unlike "what differs from one in a word is not taken for it" "$(t near .text)" 'sundays'
is "a note of three minutes is heard, with what it is about" "$(t long '[.text, .summary, .seconds > 170]')" '["are you open on sundays. where can i park","are you open on sundays. where can i park",true]'
if command -v ffmpeg > /dev/null; then
	is "M4A is heard by ffmpeg" "$(t phone .text)" '"are you open on sundays"'
else
	skip "no ffmpeg here"
fi
is "a file that is gone is missing" "$(t gone .problem)" '"missing"'
is "nothing outside of var/media is opened" "$(t outside .problem) $(t escape .problem)" '"missing" "missing"'
is "what was not fetched passes" "$(t unfetched)" null
is "and so does what is no audio" "$(jq -c 'select(.message.kind == "image") | has("transcript")' out)" false
is "each has its row" "$(store "SELECT count(*), sum(text IS NOT NULL), sum(problem IS NOT NULL), sum(summary IS NOT NULL) FROM heard")" \
	"$(jq -s '[.[] | .transcript // empty] | [length, (map(select(.text)) | length), (map(select(.problem)) | length), (map(select(.summary)) | length)] | map(tostring) | join("|")' out -r)"
jq -c 'select(.id == "clean")' in | wa-transcribe -w "$D" -e none > again
is "one that comes again gets what was heard before" "$(jq -c .transcript again)" "$(t clean)"

# A language it doesn't know.
voice_event es "$M/clean.ogg" '.contact.language = "es" | .conversation = "c_es" | .contact.key = "c_es"' | wa-transcribe -n -w "$D" > out
is "nobody's English is guessed out of a Spanish conversation" "$(t es '[.problem, .text, .language]')" '["language",null,"es"]'

# The model of the workspace's words.
is "there is one model" "$(find "$S/index" -name 'speech-*.lm' | wc -l)" 1
model=$(echo "$S"/index/speech-*.lm)
cat >> "$D/faq.yaml" <<-'END'
	- id: kayaks
	  ask: {en: [Do you rent out kayaks to Adeslas members?]}
	  answer: {en: Every day.}
END
note "$M/kayak.ogg" "Do you rent out kayaks to adeslas members?"
is "words nobody has heard of are learned from the FAQ, and several files are named" "$(wa-transcribe -w "$D" "$M/kayak.ogg" "$M/silent.ogg" "$M/gone.ogg")" \
	"$M/kayak.ogg: do you rent out kayaks to adeslas members
$M/silent.ogg: (silence)
$M/gone.ogg: (missing)"
is "the old model is gone" "$(find "$S/index" -name 'speech-*.lm' | wc -l) $(test -e "$model" || echo new)" "1 new"

# For people.
wa-transcribe -w "$D" "$M/silent.ogg" > /dev/null
is "the exit status says that one was not understood" $? 1
status "a language that is none is refused" 64 wa-transcribe -w "$D" -l '../x' "$M/clean.ogg"
mkdir bare && for c in bash sh; do ln -s "$(command -v $c)" bare/; done
is "without ffmpeg it is said what is missing" "$(PATH=$(dirname "$(command -v wa-transcribe)"):$T/bare wa-transcribe -w "$D" "$ROOT/tests/data/media/sound.m4a" 2>&1)" \
	"wa-transcribe: $ROOT/tests/data/media/sound.m4a: $ROOT/tests/data/media/sound.m4a: for this format ffmpeg is needed, which isn't installed
(format)"
done_testing
