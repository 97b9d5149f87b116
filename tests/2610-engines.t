# shellcheck shell=bash disable=SC2016,SC2012 # what is in single quotes is jq's, or the stand-in's
# Voice notes heard by servers and by programs, also by those that misbehave.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"
. "$ROOT/tests/voice.sh"

mkdir hears
background perl "$ROOT/tests/data/hears.pl" "$T/hears"
wait_for 10 test -s hears/port
URL=http://127.0.0.1:$(cat hears/port)
desk_make "$T/desk"
mkdir -p "$S/media"
M=$(realpath "$S/media")
note "$M/a.ogg" "Are you open on Sundays?"
cp "$D/workspace.yaml" plain.yaml
# with LINES: the settings under transcribe.
with() { { cat plain.yaml; echo 'transcribe:'; printf '  %s\n' "$@"; } > "$D/workspace.yaml"; }
# told LINE...: what the server will answer.
told() { printf '%s\n' "$@" > hears/answers; rm -f hears/*.request; }
requests() { find hears -name '*.request' | wc -l; }
request() { LC_ALL=C tr -d '\000' < "$(ls -t hears/*.request | head -n 1)" | LC_ALL=C tr -c '[:print:]\n' ' '; }
# heard [JQ]: the transcript of one more note.
heard() {
	voice_event "e$BASHPID" "$M/a.ogg" | wa-transcribe -w "$D" 2> err | jq -c ".transcript | ${1:-.}"
}

with 'engine: http' "url: $URL" 'key_file: key' 'timeout: 6s'
(umask 077; echo sk-secret > "$D/key")
told '200 {"text":" Are you open on Sundays? ","language":"english","segments":[{"start":0,"end":2,"text":" Are you open on Sundays?","avg_logprob":-0.1,"no_speech_prob":0.01,"compression_ratio":1.1}]}'
is "OpenAI's answer is the transcript" "$(heard '[.text, .language, .confidence, .engine, .readings, .problem]')" '["Are you open on Sundays?","en",0.905,"http",null,null]'
like "it was asked at its own place" "$(request)" '^POST /v1/audio/transcriptions '
like "with the key" "$(request)" '^Authorization: Bearer sk-secret'
like "with WAV of a name that every server takes" "$(request)" 'name="file"; filename="note.wav"'
like "with what whisper is called" "$(request | grep -A2 'name="model"' | tr '\n' ' ')" 'whisper-1'
is "without a language that nobody knows" "$(request | grep -c 'name="language"')" 0
told '200 {"text":"Hola"}'
is "an answer without figures is trusted" "$(heard '[.text, .confidence]')" '["Hola",0.9]'
told '200 {"text":"Are you open on Mondays?","segments":[{"start":0,"end":2,"text":"Are you open on Mondays?","avg_logprob":-0.9}]}'
is "a doubtful answer is doubtful" "$(heard '[.confidence, .readings]')" '[0.407,["Are you open on Mondays?"]]'
told '200 {"text":"Thank you for watching!","segments":[{"start":0,"end":2,"text":"Thank you for watching!","avg_logprob":-1.2,"no_speech_prob":0.9}]}'
is "words made up out of nothing are none" "$(heard '[.text, .problem]')" '[null,"empty"]'
told '200 {"text":" [BLANK_AUDIO] (wind) *music* "}'
is "descriptions of sounds are no words" "$(heard .problem)" '"empty"'
told '200 {"text":""}'
is "an empty answer is not understood" "$(heard .problem)" '"empty"'
with 'engine: http' "url: $URL" 'model: gpt-4o-mini-transcribe'
told '200 {"text":"Hello there","logprobs":[{"token":"Hello","logprob":-0.05},{"token":" there","logprob":-0.15}]}'
is "models that tell the probability of tokens are asked for it" "$(heard .confidence) $(request | grep -c 'name="include\[\]"')" "0.905 1"

with 'engine: http' "url: $URL/" 'dialect: whisper.cpp' 'timeout: 6s'
told '200 {"task":"transcribe","language":"spanish","duration":2,"text":"¿Abren los domingos?\n","segments":[{"id":0,"text":"¿Abren los domingos?","start":0,"end":1.9,"tokens":[1,2],"words":[{"word":"Abren","start":0,"end":0.5,"probability":0.9}],"temperature":0,"avg_logprob":-0.2,"no_speech_prob":0.02}]}'
is "whisper.cpp's answer is the transcript" "$(heard '[.text, .language, .confidence]')" '["¿Abren los domingos?","es",0.819]'
like "it was asked at its own place" "$(request)" '^POST /inference '
like "to find out the language" "$(request | grep -A2 'name="language"' | tr '\n' ' ')" 'auto'
voice_event es "$M/a.ogg" '.contact.language = "pt-BR" | .conversation = "c_pt" | .contact.key = "c_pt"' | wa-transcribe -n -w "$D" > /dev/null
like "or to expect the conversation's" "$(request | grep -A2 'name="language"' | tr '\n' ' ')" ' pt '

told '429,1 {}' '200 {"text":"At last"}'
is "one that is busy is asked again when it says" "$(heard .text) $(requests)" '"At last" 2'
told '500 oops' 'close' '200 {"text":"At last"}'
is "one that fails or hangs up is asked again" "$(heard .text) $(requests)" '"At last" 3'
told '400 {"error":{"message":"no such model"}}'
is "one that refuses is not" "$(heard '[.text, .problem]') $(requests)" '[null,"engine"] 1'
like "and says so" "$(cat err)" "^wa-transcribe: e[0-9]+: $URL/inference: HTTP 400$"
for bad in 'cut' '200 {"text":' '200 [1]' '200 {"words":[]}' '200 {"text":7}' '500 x'; do
	with 'engine: http' "url: $URL/" 'dialect: whisper.cpp' 'timeout: 2s'
	told "$bad"
	is "an answer of '$bad' is a failure, and the note goes on" "$(heard '[.text, .problem]')" '[null,"engine"]'
done
with 'engine: http' "url: $URL/" 'timeout: 1s'
told slow
begun=$SECONDS
is "a slow one is not waited for longer than told" "$(heard .problem) $((SECONDS - begun < 20))" '"engine" 1'
with 'engine: http' 'url: http://127.0.0.1:1/' 'timeout: 1s'
is "one that isn't there is a failure" "$(heard .problem)" '"engine"'
rm "$D/key"
with 'engine: http' "url: $URL" 'key_file: key'
status "a key that is missing is exit 78" 78 wa-transcribe -w "$D" /dev/null
with 'engine: http'
status "so is an address" 78 wa-transcribe -w "$D" /dev/null
with 'engine: http' 'url: http://example.com/'
status "keys are not sent in the clear" 78 wa-transcribe -w "$D" /dev/null

# Programs.
cat > hearer <<'X'
#!/bin/sh
# What it was given, and what it says.
printf '%s ' "$@" > args
head -c 12 > wav
cat > /dev/null
env > environment
cat say
X
chmod +x hearer
with 'engine: command' "command: [$T/hearer, -l, \"%l\", \"\$(touch evil); *\"]"
echo 'Are you open on Sundays?' > say
is "what a program prints is the transcript" "$(WA_TOKEN=hush heard '[.text, .engine, .confidence]')" '["Are you open on Sundays?","command",0.9]'
is "it gets its arguments as they are, with the language" "$(cat args)" "-l auto \$(touch evil); * "
is "no shell looks at them" "$(ls evil 2>&1 | wc -l)$(find . -name evil)" 1
like "it gets WAV" "$(tr -d '\000' < wav | tr -c '[:print:]' .)" '^RIFF.*WAVE'
unlike "it sees no secrets" "$(cat environment)" 'hush'
echo '{"text":"Olá","language":"pt","confidence":0.75}' > say
is "it may print JSON" "$(heard '[.text, .language, .confidence]')" '["Olá","pt",0.75]'
printf 'caf\351' > say
is "what is no text is a failure" "$(heard .problem)" '"engine"'
with 'engine: command' 'command: [sh, -c, "sleep 300 & echo $! > pid; wait"]' 'timeout: 1s'
is "one that is too slow is a failure" "$(heard .problem)" '"engine"'
ended() { local s; s=$(ps -o stat= -p "$(cat pid)"); [ -z "$s" ] || [ "${s#Z}" != "$s" ]; }
ok "and is killed with all it started" wait_for 10 ended
like "which is said" "$(cat err)" ': sh: took too long and was killed$'
with 'engine: command' 'command: [sh, -c, "cat > /dev/null; exec yes"]' 'timeout: 5s'
is "one that never stops talking is a failure" "$(heard .problem)" '"engine"'
with 'engine: command' 'command: [no-such-program]'
is "one that isn't there is a failure" "$(heard .problem)" '"engine"'
with 'engine: command' 'command: ["false"]'
is "one that fails is a failure" "$(heard .problem)" '"engine"'
with 'engine: command'
status "none named is exit 78" 78 wa-transcribe -w "$D" /dev/null

# A note of two pieces, for people.
with 'engine: command' 'command: [sh, -c, "cat > /dev/null; echo One; echo two."]'
sox -q -n -r 16000 -c 1 gap.wav trim 0 40
speak one.wav "Are you open on Sundays?"
sox -q one.wav -r 16000 one16.wav && sox -q one16.wav gap.wav one16.wav "$M/two.wav"
is "long notes are cut at their pauses" "$(wa-transcribe -w "$D" "$M/two.wav")" "One two. One two."
is "--json has the pieces" "$(wa-transcribe -w "$D" --json "$M/two.wav" | jq -c '[.file, .summary, (.pieces | map(.text)), (.pieces[1] | .start > 40 and .end < 48)]')" \
	"[\"$M/two.wav\",\"One two. One two.\",[\"One two.\",\"One two.\"],true]"
like "--srt has their times" "$(wa-transcribe -w "$D" --srt "$M/two.wav" | tr '\n' '|')" '^1\|00:00:00,[0-9]{3} --> 00:00:0[1-4],[0-9]{3}\|One two.\|\|2\|00:00:4[0-9],[0-9]{3} --> .*\|One two\.\|\|$'
printf 'evil \033[31m \302\233 words' > say
with 'engine: command' "command: [$T/hearer]"
unlike "nothing said drives a terminal" "$(wa-transcribe -w "$D" "$M/a.ogg" | tr '\033' 'E' | LC_ALL=C tr '\302' 'C')" '[EC]'

with 'engine: none'
is "with none, notes pass as they came" "$(voice_event z "$M/a.ogg" | wa-transcribe -w "$D" | jq -c 'has("transcript")')" false
status "and files are refused" 64 wa-transcribe -w "$D" "$M/a.ogg"
done_testing
