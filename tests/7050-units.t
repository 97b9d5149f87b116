# shellcheck shell=bash
# What is done by the clock: units and timers of systemd, and the lines of the crontab.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

cp "$ROOT"/etc/systemd/* .
is "every timer has its service" "$(for t in *.timer; do [ -e "${t%.timer}.service" ] || echo "$t"; done)" ""
is "what fails is told" "$(for t in *.timer; do grep -L '^OnFailure=wapipe-alarm@%n.service$' "${t%.timer}.service"; done)" ""
is "cron and units call programs that are there" \
	"$(grep -hv -e '^#' -e '^Documentation' "$ROOT/etc/crontab" ./*.service | grep -oE '\bwa-[a-z]+' | sort -u | while read -r c; do command -v "$c" > /dev/null || echo "$c"; done)" ""
is "with options that they have" "$(grep -hv '^#' "$ROOT/etc/crontab" ./*.service | grep -oE '\bwa-[a-z]+ [^|;&)>]*' | while read -r c args; do
	for a in $args; do case $a in --*) "$c" --help | grep -qe "$a\b" || echo "$c $a" ;; esac; done; done)" ""
is "and the same ones, but for what systemd runs itself" "$(diff <(grep -v '^#' "$ROOT/etc/crontab" | grep -oE '\bwa-[a-z]+' | sort -u) \
	<(cat ./*.service | grep -v '^#' | grep -oE '/wa-[a-z]+' | tr -d / | sort -u) | grep '^[<>]' | sed "s/> //" | tr "\n" " ")" "wa-recv wa-run "

# Retention stops what runs, and starts no more than that again.
mkdir fake run
cat > fake/systemctl <<'X'
#!/bin/sh
case "$1 $2" in
"-q is-active") grep -qx "$3" running ;;
start\ *) shift; printf '%s\n' "$@" >> running ;;
stop\ *) shift; for u; do sed -i "/^$u\$/d" running; done ;;
esac
X
chmod +x fake/systemctl
steps() { # steps KEY...: what the unit does there, for the workspace "shop"
	grep -hE "^($1)=" wapipe-keep@.service | sed "s/^[A-Za-z]*=+*//; s/%i/shop/g; s/\\$\\$/$/g; s#/run/#$PWD/run/#g" | PATH="$PWD/fake:$PATH" bash -e
}
for was in "wapipe-listen wapipe@shop" "wapipe-listen" ""; do
	xargs -rn 1 <<< "$was" > running
	steps ExecStartPre
	is "retention has the workspace to itself (of: $was)" "$(cat running)" ""
	steps ExecStopPost
	is "and what ran runs again (of: $was)" "$(sort running | xargs)" "$was"
done
steps ExecStopPost
is "where nobody was to go nothing is started" "$(cat running)" ""
is "and nothing is left behind" "$(ls run)" ""

if command -v systemd-analyze > /dev/null; then
	sed -i "s#/usr/local/bin/#$(dirname "$(command -v wa-doctor)")/#" ./*.service ./*.timer
	# Where we run there may be no sendmail and no user of ours.
	is "systemd has nothing against them" "$(systemd-analyze verify --man=no ./*.service ./*.timer 2>&1)" ""
fi
done_testing
