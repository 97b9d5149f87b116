# shellcheck shell=bash
# wa-replay: the changes that were planted in an FAQ, and no others.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/desk.sh"

desk_make "$T/desk"
desk_open
desk_ask 491510000001 "Are you open on Sundays?"
desk_once
start=$(date -u -d '+1 second' +%FT%TZ)
sleep 1.2 # the moment between is what is asked for
desk_ask 491510000001 "Are you open on Sundays?"
desk_ask 491510000002 "Where can I park?"
desk_ask 491510000003 "Do you repair bicycles?"
desk_ask 491510000004 "Do you open on Sunday?"
desk_ask 491510000005 "hello"
desk_ask 491510000006 "zebra quantum marmalade"
desk_once
before=$(sha256sum "$D/faq.yaml"; store "SELECT count(*), max(at) FROM decision"; store "SELECT count(*) FROM outbox")

same=$(wa-replay -w "$D" --since "$start")
is "with the same FAQ nothing is decided otherwise" "$(grep -c '^ *[1-9][0-9]*  ' <<< "$same")|$(grep ' same$' <<< "$same")" "1|     6  same"

# Planted: one entry more, one that escalates now, one by another id.
sed -e 's/id: sundays/id: weekends/' -e '/^- id: parking/,$d' "$D/faq.yaml" > new.yaml
cat >> new.yaml <<'END'
- id: parking
  ask: {en: [Where can I park?, Is there parking?, Do you have a car park?], es: [¿Dónde puedo aparcar?]}
  escalate: parking
- id: bicycles
  ask: {en: [Do you repair bicycles?, Can you repair my bicycle?, Bicycle repair]}
  answer: {en: "On Tuesdays."}
END
out=$(wa-replay -w "$D" --since "$start" --faq new.yaml)
like "an entry more answers what nobody did" "$out" "now answers: Do you repair bicycles"
like "an entry that escalates is seen" "$out" "now escalates: Where can I park"
like "another entry for the same too" "$out" "answer changed: Do you open on Sunday"
# Asked a second time, the first customer was given to a person; an entry that
# never answered before answers it once more.
is "and nothing else but what follows from them" "$(wa-replay -w "$D" --since "$start" --faq new.yaml --json | jq -r .change | sort | tr '\n' ',')" "answer changed,now answers,now answers,now escalates,"
is "the desk is as it was" "$(sha256sum "$D/faq.yaml"; store "SELECT count(*), max(at) FROM decision"; store "SELECT count(*) FROM outbox")" "$before"
is "and the copy is gone" "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'wa-replay.*' -newer new.yaml 2> /dev/null | wc -l)" 0
mkdir scratch
TMPDIR=$T/scratch wa-replay -w "$D" --since "$start" --faq new.yaml --json 2> err | true
is "also when nobody reads on, without a word" "$(ls scratch; cat err)" ""
echo '- {id: x, ask: [' > broken.yaml
wa-replay -w "$D" --faq broken.yaml > /dev/null 2> err; rc=$?
is "a broken file is told" "$rc" 78
status "one that isn't there too" 78 wa-replay -w "$D" --faq nothere.yaml
done_testing
