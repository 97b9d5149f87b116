# shellcheck shell=bash
# What every test file starts with: TAP, a scratch directory, waiting for conditions.
#   . "$ROOT/tests/lib.sh"
# Test names are sentences of behaviour. Never sleep for luck: wait_for a condition.

set -u
T=$(mktemp -d)
export T
_n=0
_failed=0
_pids=()

_cleanup() {
	for p in "${_pids[@]}"; do kill -9 "$p" 2>/dev/null; done
	cd / && rm -rf "$T"
}
trap '_cleanup' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
cd "$T" || exit 1

pass() { _n=$((_n + 1)); echo "ok $_n - $1"; }
fail() {
	_n=$((_n + 1)); _failed=1
	echo "not ok $_n - $1"
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/#   /'
}
# ok NAME COMMAND...: the command succeeds.
ok() { local name=$1; shift; if "$@" > "$T/.out" 2>&1; then pass "$name"; else fail "$name" "failed: $*" "$(head -c 2000 "$T/.out")"; fi; }
# is NAME GOT WANT
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:  $2" "want: $3"; fi; }
# like NAME GOT REGEX
like() { if grep -Eq -- "$3" <<< "$2"; then pass "$1"; else fail "$1" "got:  $2" "want: /$3/"; fi; }
unlike() { if grep -Eq -- "$3" <<< "$2"; then fail "$1" "got:  $2" "do not want: /$3/"; else pass "$1"; fi; }
# status NAME WANT COMMAND...: the exit status.
status() { local name=$1 want=$2 got; shift 2; "$@" > "$T/.out" 2>&1; got=$?; if [ "$got" = "$want" ]; then pass "$name"; else fail "$name" "status $got, want $want: $*" "$(head -c 2000 "$T/.out")"; fi; }
skip() { _n=$((_n + 1)); echo "ok $_n # skip $1"; }
# wait_for SECONDS COMMAND...: true as soon as the command is.
wait_for() {
	local until=$((SECONDS + $1)); shift
	until "$@" > /dev/null 2>&1; do
		[ "$SECONDS" -lt "$until" ] || return 1
		sleep 0.02
	done
}
# background COMMAND...: started, ended with the test; its pid is in $!.
background() { "$@" & _pids+=($!); }
# A port nobody listens on.
free_port() {
	local p
	while :; do
		p=$((10000 + RANDOM % 20000)) # below those that connections take
		(exec 3<> "/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return; }
	done
}
done_testing() { echo "1..$_n"; exit "$_failed"; }
