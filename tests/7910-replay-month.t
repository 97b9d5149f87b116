# shellcheck shell=bash
# Days of a desk made from a seed, lived by the line and by three members in
# rounds, then played again: it comes to the same. DAYS=31 CUSTOMERS=4000 is a month.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

mkdir -p shop rounds
cat > shop/workspace.yaml <<'END'
name: Shop
language: en
languages: [en, es]
timezone: Europe/Madrid
hours: {mon-fri: "09:00-14:00, 16:00-20:00", sat: "10:00-13:00"}
holidays: [2026-10-12]
numbers: [{phone_number_id: "1"}]
team: [{name: ana}, {name: ben}, {name: eva}]
turn: {quiet: 0s}
END
cat > shop/faq.yaml <<'END'
- id: sundays
  ask: {en: [Are you open on Sundays?, Do you open on Sunday?], es: [¿Abren los domingos?]}
  answer: {en: "Yes, from 10 to 14 h.", es: "Sí, de 10 a 14 h."}
- id: parking
  ask: {en: [Where can I park?, Is there parking?, Do you have a car park?], es: [¿Dónde puedo aparcar?]}
  answer: {en: "Behind the house.", es: "Detrás de la casa."}
- id: refunds
  ask: {en: [I want my money back, Refund me]}
  escalate: refunds
END
cat > shop/leads.yaml <<'END'
start: {words: {en: [book, how much is it]}}
fields:
  - {key: name, type: text, required: yes, ask: {en: What is your name?, es: ¿Cómo se llama?}}
  - {key: day, type: date, required: yes, ask: {en: Which day suits you?, es: ¿Qué día?}}
END
export WA_WORKSPACE=./shop WA_NOW=2026-09-30T00:00:00Z
ok "the workspace is one" wa-check -q
wa-recv --follow --once > /dev/null 2>&1
perl "$ROOT/tests/lived.pl" "${SEED:-7}" "${DAYS:-3}" "${CUSTOMERS:-110}" rounds

# Each filter decides as of when the message came; it is filed when the round
# begins, so that no silence is longer than it was.
line() {
	WA_NOW=$first wa-recv --follow --once | WA_CLOCK=received wa-classify | WA_CLOCK=received wa-lead | WA_CLOCK=received wa-reply |
		WA_CLOCK=received wa-inquiry | WA_CLOCK=received wa-send --no-drain
}
# do MEMBER COMMAND...: a second later; nobody named, nothing done.
as() { local WA_MEMBER=$1; export WA_MEMBER; shift; WA_NOW=$(date -u -d "$WA_NOW + 1 second" +%FT%TZ); "$@" >> log 2>&1; }
# few FILE FILTER COMMAND...: for what the filter names of a list.
few() {
	local some file=$1 filter=$2; shift 2
	mapfile -t some < <(jq -r "$filter" "$file")
	[ "${#some[@]}" -eq 0 ] || as "$@" "${some[@]}"
}
# shellcheck disable=SC2016 # jq's
members() {
	WA_NOW=$last
	wa-inquiry list --json --limit 0 > waiting
	wa-conv list --json --limit 0 | jq -c '. + {n: (.conversation[2:6] | ascii_downcase | explode | add)}' > talking
	few waiting 'select(.status == "open" and .id % 5 < 3) | .id' ana wa-inquiry claim
	few waiting 'select(.status == "claimed" and .id % 4 == 0) | .id' ben wa-inquiry resolve
	few waiting 'select(.status == "claimed" and .id % 8 == 1) | .id' eva wa-inquiry ignore --keep
	few waiting 'select(.status == "claimed" and .id % 8 == 5) | .id' eva wa-inquiry ignore
	few waiting 'select(.status == "claimed" and .id % 16 == 2) | .id' ana wa-inquiry release
	few talking 'select(.control == "human" and .inquiry == null and .n % 3 == 0) | .conversation' ben wa-conv release
	few talking 'select(.control == "bot" and .n % 31 == 0) | .conversation' eva wa-conv take
	few talking 'select(.control != "closed" and .inquiry == null and .n % 13 == 0) | .conversation' ana wa-conv close
	few talking 'select(.control != "closed" and .n % 17 == 0) | .conversation' ana wa-conv resolve --yes
}
for round in rounds/*.sql; do
	first=$(cat "${round%.sql}.first") last=$(cat "${round%.sql}.last")
	sqlite3 shop/var/journal.db < "$round"
	line > /dev/null 2>> log || fail "the line runs" "$(tail -n 3 log)"
	members
done
WA_NOW=$last
db() { sqlite3 shop/var/wa.db "$@"; }
echo "# $(db "SELECT count(*) || ' messages' FROM message; SELECT what || ' ' || count(*) FROM inquiry_log WHERE who IN ('ana', 'ben', 'eva') GROUP BY what;
	SELECT why || ' ' || count(*) FROM transition GROUP BY why; SELECT action || ' ' || count(*) FROM decision GROUP BY action" | paste -sd' ')"
decided=$(db "SELECT count(*) FROM decision WHERE action <> 'silent'") silent=$(db "SELECT count(*) FROM decision WHERE action = 'silent'")
sums=$(sha256sum shop/var/wa.db shop/faq.yaml)
same="$decided  same $silent  a person had it, then as now"
played() { wa-replay "$@" | sed 's/^ *//'; }
is "played again from the start it comes to the same" "$(played --since 2026-09-30 | grep -v 'acts of' | paste -sd' ')" "$same"
for since in 2026-10-02T13:00:00Z 2026-10-03T08:30:00Z; do
	part=$(db "SELECT sum(action <> 'silent') || '  same ' || sum(action = 'silent') || '  a person had it, then as now' FROM decision WHERE at >= unixepoch('$since') * 1000")
	is "and from $since" "$(played --since "$since" | grep -v 'acts of' | paste -sd' ')" "$part"
done
is "the live store is only read" "$(sha256sum shop/var/wa.db shop/faq.yaml)" "$sums"
done_testing
