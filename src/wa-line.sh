#!/bin/bash
# wa-line WORKSPACE: from what arrived to what is sent. wa run keeps it going;
# a workspace with an executable `line` of its own has that run instead.

line() {
	part wa-recv --follow -w "$1" |
		part wa-media -w "$1" |
		part wa-transcribe -w "$1" |
		part wa-turn -w "$1" |
		part wa-classify -w "$1" |
		part wa-lead -w "$1" |
		part wa-reply -w "$1" |
		part wa-inquiry -w "$1" |
		part wa-send -w "$1" > /dev/null
}

# The first part to end ends the line: its status goes out on 3 at once, even
# while the others have nothing to read or write by which they would notice.
part() { "$@"; echo "$? $1" >&3; }

case ${1:---help} in
--help) echo "usage: wa-line WORKSPACE: run the line once; wa run starts it again when a part of it ends"; exit ;;
--version | --complete) exit ;;
-*) echo "wa-line: $1: no such option" >&2; exit 64 ;;
esac
trap 'trap "" TERM; kill -TERM 0; exit 143' TERM INT HUP
coproc LINE { line "$1" 3>&1 < /dev/null; }
read -r status name <&"${LINE[0]}"
echo "wa-line: $name ended (exit $status)" >&2
exit "$status"
