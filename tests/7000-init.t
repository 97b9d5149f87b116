# shellcheck shell=bash
# wa init makes a workspace that passes every check, and touches nothing that is there.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

ok "a workspace is made with no terminal to ask" wa init shop
for f in workspace.yaml faq.yaml services.yaml leads.yaml templates.yaml .gitignore hooks; do
	ok "it has $f" test -e "shop/$f"
done
is "state and secrets are private" "$(stat -c %a shop/var shop/secrets | tr '\n' ' ')" "700 700 "
is "it passes every check with nothing to remark" "$(wa check shop --strict 2>&1; echo $?)" 0
is "the no-guess list never answers" "$(wa-faq list --json -w shop | jq -s 'length > 12 and all(.answer == null and .escalate != null)')" true
is "the no-guess list speaks the languages of the built-in texts" "$(wa-faq list --json -w shop | jq -cs '[.[].ask | keys] | unique')" '[["ar","de","en","es","fr","hi","id","it","ja","nl","pl","pt","ru","tr","uk","zh"]]'
is "the business is called like its directory" "$(wa config shop name)" shop

cp -r shop before
out=$(wa init shop 2>&1)
like "what is there is left as it is, and said" "$out" "shop/faq.yaml: is there already; left as it is"
like "and nothing is said to be made" "$out" "shop: whole already"
ok "nothing changed" diff -r shop before
mkdir own && echo '- {id: a, ask: b, answer: c}' > own/faq.yaml
ok "a directory that has only some of it gets the rest" wa init "$T/own"
is "and keeps what it had" "$(wa-faq list -q -w "$T/own")" a
mkdir home && WA_HOME=$T/home wa init desk > /dev/null 2>&1
ok "a name is made in WA_HOME, where it is looked for" test -e home/desk/workspace.yaml
mkdir "it's \"odd\": {x} #y" && wa init "./it's \"odd\": {x} #y" 2> /dev/null
is "an odd name is written so that it is read" "$(wa config "./it's \"odd\": {x} #y/" name)" "it's \"odd\": {x} #y"
status "no name is a usage error" 64 wa init
status "a directory that can't be made is an error" 73 wa init /proc/nowhere/x

# A terminal is asked until the answer is one.
if command -v script > /dev/null; then
	printf '%s\n' 'Casa Ana' 'spanish' 'es' 'Mars/Base' 'Europe/Madrid' 'nine' '09:00-14:00' '+34 600' '123456' |
		script -qec "wa init asked" /dev/null > asked.log 2>&1
	is "answers from a terminal are kept" "$(wa config asked | jq -c '[.name, .language, .timezone, .hours.mon, .hours.sun, .numbers[0].phone_number_id]')" \
		'["Casa Ana","es","Europe/Madrid",[[540,840]],[],"123456"]'
	like "wrong ones are explained and asked again" "$(cat asked.log)" "spanish.*not a language"
	is "and the result passes every check" "$(wa check asked -q 2>&1; echo $?)" 0
else
	skip "no script(1) to make a terminal"
fi

mkdir -p moved/bin moved/share/wapipe && cp "$(command -v wa-classify)" moved/bin && cp "$ROOT"/lib/nlp/*.txt "$ROOT"/lib/nlp/*.bin moved/share/wapipe
is "an installation that was moved finds its tables" "$(echo 'good morning to you' | wa-event -w ./shop | env -u WAPIPE_SHARE moved/bin/wa-classify -w ./shop | jq -r .class.language)" en

# Looked at before anything was kept.
mkdir empty && wa init ./empty/shop 2> /dev/null
for command in "wa-conv list" "wa-conv show x" "wa-inquiry list" "wa-lead list" "wa-media list" "wa-notify list" "wa-faq stats" "wa-faq coverage" \
	"wa-faq propose" "wa-faq tune" "wa-stats" "wa-digest" "wa-audit" "wa-replay" "wa-backup make $T/backups" "wa-export x" "wa-erase x"; do
	$command -w ./empty/shop > out 2> err
	is "$command says that nothing has been kept yet" "$? $(grep -c 'nothing has been kept here yet' err) $(find empty/shop/var -type f | wc -l)" "78 1 0"
done

is "an unknown command is helped by the nearest" "$(wa chekc 2>&1)" "wa: chekc: no such command; did you mean check?"
mkdir mine && printf '#!/bin/sh\necho mine "$@"\n' > mine/wa-hello && chmod +x mine/wa-hello
is "a command of one's own on PATH is a command" "$(PATH=$T/mine:$PATH wa hello there)" "mine there"
done_testing
