# shellcheck shell=bash
# wa-doctor: a desk that is well, and each way of not being so.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
found() { jq -r --arg c "$1" 'select(.check == $c) | .finding' <<< "$report" | head -1; }
what() { jq -r --arg c "$1" 'select(.check == $c) | .what' <<< "$report" | head -1; }
look() { report=$(wa-doctor -w "$D" --json "$@" 2> err); }

look --offline
is "a desk that never ran has no store to read" "$(found store)" failure
is "and no line" "$(found line)" failure
is "what can't be asked is skipped" "$(found token)" skipped

desk_open
desk_line
runs() { look; [ "$(found line)" = ok ]; }
ok "a desk at work is seen to run" wait_for 20 runs
is "its webhook listens" "$(found webhook)" ok
is "the token is accepted" "$(found token)" ok
like "and does not expire" "$(what token)" "does not expire"
expires() { curl -sf -d "{\"token_expires\":$1}" "$(jq -r .url "$S/sandbox.json")/sandbox/settings" > settings; look; printf '%s, %s' "$(found token)" "$(what token)"; }
now=$(date +%s)
like "a token that ends in a month is fine" "$(expires $((now + 30 * 86400 + 60)))" "^ok, is accepted, for 30 days more"
like "in a week it is time for another" "$(expires $((now + 7 * 86400 + 60)))" "^warning, .*for 7 days more"
like "tomorrow it is late" "$(expires $((now + 86400 + 60)))" "^failure, .*for 24 hours more"
like "then it is not valid any more" "$(expires $((now - 60)))" "^failure, is not valid any more: 190"
like "until there is a new one" "$(expires 0)" "^ok"
like "the number is asked for" "$(what number)" "quality GREEN"
is "the clock is right" "$(found clock)" ok
is "nothing came yet, which is worth a look" "$(found journal)" warning
look --probe
is "a signed message of our own comes through" "$(found probe)" ok
is "and is answered by nobody" "$(store "SELECT count(*) FROM outbox")" 0
look
is "now something has arrived" "$(found journal)" ok
is "though no customer has written" "$(found messages)" warning
jq -nc '{from: "34600100001", text: "Hello"}' > in && inject in > /dev/null
wrote() { look --offline; [ "$(found messages)" = ok ]; }
ok "until one has" wait_for 20 wrote

chmod 644 "$S/wa.db"
look; is "a file that others may read is found" "$(found files)" failure
chmod 600 "$S/wa.db"
mkdir -p "$D/hooks" && echo true > "$D/hooks/inquiry" && chmod 777 "$D/hooks/inquiry"
look; is "a hook that others may change too" "$(found hooks)" failure
rm -r "$D/hooks"

sqlite3 -cmd ".timeout 10000" "$S/wa.db" "PRAGMA foreign_keys = OFF; INSERT INTO contact (id, key, created) VALUES (99, 'c_x', 0);
	INSERT INTO inquiry (contact, category, reason, opened, changed, since) VALUES (99, 'support', 'x', 1, 1, 1)"
look; is "work that is nobody's for hours is a warning" "$(found inquiries)" warning
notice() { sqlite3 -cmd ".timeout 10000" "$S/wa.db" "$1"; look --offline; }
notice "INSERT INTO notice (what, contact, at, who) VALUES ('inquiry', 99, $(date +%s000) - 900000, 'agent')"
like "a notice that waits is said" "$(what notices)" "not told yet"
notice "UPDATE notice SET planned = at"
like "a case that nobody was told of is a failure" "$(found notices), $(what notices)" "failure, .*nobody was told"
notice "INSERT INTO telling (notice, channel, recipient, due, state, ended) SELECT id, 'hook', 'inquiry', at, 'told', at FROM notice;
	INSERT INTO telling (notice, channel, recipient, due, state, ended) SELECT id, 'whatsapp', 'ana', at, 'failed', $(date +%s000) FROM notice"
like "and so is a hook or member who could not be told" "$(found notices), $(what notices)" "failure, 1 could not be told"
mkdir -p "$D/hooks" && printf '#!/bin/sh\n' > "$D/hooks/inquiry" && chmod 755 "$D/hooks/inquiry"
notice "UPDATE telling SET state = 'failed', reason = 'exit 3' WHERE channel = 'hook'"
like "a hook whose last call went wrong is said" "$(found hooks), $(what hooks)" "^failure, inquiry: failed at .*: exit 3"
notice "UPDATE telling SET state = 'told', reason = NULL WHERE channel = 'hook'"
is "until one goes well" "$(found hooks)" ok
rm -r "$D/hooks"
printf 'transcribe: {engine: http, url: "http://127.0.0.1:9/x"}\n' >> "$D/workspace.yaml"
look; like "an engine that can't be reached is said" "$(found voice), $(what voice)" "^failure, http://127.0.0.1:9/x: "
sed -i '$ d' "$D/workspace.yaml"
sed -i '$ a inquiries: off' "$D/workspace.yaml"
look --offline; like "inquiries that are off are said" "$(what inquiries)" "are off"
sed -i '/^inquiries: off/d' "$D/workspace.yaml"

echo nonsense | wa-classify -w "$D" > /dev/null 2>&1
look --offline; like "lines that were no events are said" "$(found lines), $(what lines)" "^warning, 1 were no events, the last of .*: wa-classify, bad JSON"
rm "$S/dead.ndjson"; look --offline
is "until they are gone" "$(found lines)" ok

ln -s nowhere "$D/x"
status "failures are exit status 2" 2 env PATH="$PATH" sh -c 'chmod 644 "$1/wa.db"; wa-doctor -q -w "$2"; s=$?; chmod 600 "$1/wa.db"; exit $s' _ "$S" "$D"
like "with what to do" "$(cat .out)" "-> chmod"

cat >> "$D/workspace.yaml" <<'END'
hours: {mon-fri: "09:00-18:00"}
team: [{name: ana, hours: {mon-thu: "09:00-18:00"}}]
categories: {refunds: {owners: [ana]}, sales: {}}
END
look --offline
like "an hour without anybody is found" "$(jq -r 'select(.check == "rota") | .what' <<< "$report" | sort | tr '\n' ';')" "refunds: nobody is on at .*sales: has no owner"

look --offline --ready
is "the launch list has its say" "$(for c in no-guess faq-tests language greeting leads; do found $c; done | tr '\n' ' ')" "failure warning ok ok warning "
is "a few questions tell nothing of coverage" "$(found coverage)" skipped
is "the engine is tried" "$(found voice-engine)" ok
ok "every warning says what to do" jq -se 'all(.finding == "ok" or .finding == "skipped" or .do != null)' <<< "$report"

WA_TOKEN=wrong; export WA_TOKEN
kill -9 "$SANDBOX"
look; is "an outage is no fault of the token" "$(found token)" warning
look --deep --offline
is "whole databases are read when asked for" "$(what store)" "both databases are sound"
done_testing
