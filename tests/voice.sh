# shellcheck shell=bash
# Voice notes for tests: spoken by espeak-ng, recorded as WhatsApp does.
#   . "$ROOT/tests/voice.sh"

# speak FILE TEXT [VOICE [SPEED]]: a WAV of 48 kHz.
speak() { espeak-ng -v "${3:-en-us}" -s "${4:-150}" --stdout -- "$2" | sox -q -D -t wav - -r 48000 -c 1 "$1" gain -4 pad 0.3 0.4; }
# record WAV OPUS: 16 kHz mono, 20 ms, few bits.
record() { sox -q -D -V1 "$1" -r 16000 -c 1 -b 16 -t wav - gain -1 | opusenc --quiet --bitrate 16 --framesize 20 --downmix-mono - "$2"; }
# note FILE TEXT [VOICE [SPEED]]: both.
note() { speak "$T/spoken.wav" "${@:2}" && record "$T/spoken.wav" "$1"; }
# voice_event ID PATH [JQ]: an event with a note that was fetched.
voice_event() {
	jq -nc --arg id "$1" --arg path "$2" '{v: 1, id: $id, type: "message", workspace: "desk", conversation: "c_0000000000000001",
		time: "2026-11-21T09:30:00Z", received: "2026-11-21T09:30:01Z",
		contact: {key: "c_0000000000000001", wa_id: "4915112345", name: "Ana"},
		message: {kind: "audio", media: {id: "1", mime: "audio/ogg; codecs=opus", voice: true}},
		media: {path: $path, type: "audio/ogg", bytes: 1000}} | '"${3:-.}"
}
