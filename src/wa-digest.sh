#!/bin/bash
# wa-digest: a day of the desk, or a week, for those who run it. Everything is
# asked of the other commands as of the day's end, so that the same day's
# digest is the same whenever it is made.
set -u -o pipefail

usage() {
	cat << END
wa-digest: a day of the desk, or a week, for those who run it

usage: wa-digest [options]

options:
  -w, --workspace=NAME         the workspace: a name, or a path with a slash
      --date=DATE              the day, 2026-11-20; yesterday when not given
      --week                   the seven days that end with it
      --html                   one HTML file with plots
      --markdown               Markdown
      --json                   what it is made of
      --mail=ADDRESS           by sendmail(8), as text and HTML
      --whatsapp=MEMBER        to the member's phone
      --help                   this text
END
}
fail() { echo "wa-digest: $2" >&2; exit "$1"; }

workspace='' date='' days=1 form=text mail='' member=''
while [ $# -gt 0 ]; do
	case $1 in
	--*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
	-w?*) set -- -w "${1#-w}" "${@:2}" ;;
	esac
	case $1 in
	-w | --workspace) workspace=${2-}; shift ;;
	--date) date=${2-}; shift ;;
	--week) days=7 ;;
	--html | --markdown | --json) form=${1#--} ;;
	--mail) mail=${2-}; shift ;;
	--whatsapp) member=${2-}; shift ;;
	--help) usage; exit ;;
	--version) exec wa-stats --version ;;
	--complete) usage | grep -o -e '--[a-z]*' | sort -u; exit ;;
	*) fail 64 "$1: no such option; --help lists them" ;;
	esac
	shift
done
export WA_WORKSPACE=${workspace:-${WA_WORKSPACE:-./}}

config() { wa-config -w "$WA_WORKSPACE" "$1"; }
zone=$(config timezone) || exit 78
name=$(config name)
# The clock of the other commands, for tests that stand still.
now=${WA_NOW:-now}
[ "${now#@}" = "$now" ] || now=$(cat "${now#@}")
[ -n "$date" ] || date=$(TZ=$zone date -d "TZ=\"UTC\" $(date -u -d "$now" +%FT%TZ) - 1 day" +%F)
[[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ && -n $(date -d "$date" 2> /dev/null) ]] ||
	fail 64 "--date: $date: not a day; 2026-11-20 is one"
# day N: the beginning of the Nth day after the last one.
day() { date -u -d "@$(TZ=$zone date -d "$date $1 days" +%s)" +%FT%TZ; }
since=$(day "$((1 - days))") until=$(day 1) now=$(date -u -d "$now" +%FT%TZ)
[[ $since < $now ]] || fail 64 "--date: $date: has not begun"
[[ $until < $now ]] || until=$now

# What the digest is made of.
stats() { wa-stats --json "$@"; }
gather() {
	local before compared
	before=$(day "$((1 - days - 28))")
	compared=$since
	jq -n --arg workspace "$name" --arg date "$date" --arg since "$since" --arg until "$until" --argjson days "$days" \
		--slurpfile numbers <(stats --since "$since" --until "$until") \
		--slurpfile usual <(stats --since "$before" --until "$compared" volume escalated sentiment) \
		--slurpfile series <(stats --since "$(day -13)" --until "$until" --by day volume escalated sentiment queue) \
		--slurpfile members <(stats --since "$since" --until "$until" --by member human-response resolution) \
		--slurpfile topics <(stats --since "$since" --until "$until" --by topic volume resolution) \
		--slurpfile open <(wa-inquiry list --json --at "$until") \
		--slurpfile leads <(wa-lead list --json --limit 50 --until "$until" --status new 2> /dev/null) \
		--slurpfile coverage <(wa-faq coverage --json --since "$since" --until "$until" 2> /dev/null) \
		--slurpfile themes <([ "$days" -lt 7 ] || wa-faq themes --json --since "$since" --until "$until" 2> /dev/null) \
		--slurpfile health <(wa-doctor --json --offline 2> /dev/null) '
	def number($all; $name): $all | map(select(.number == $name))[0];
	def epoch: sub("\\.[0-9]+"; "") | fromdate;
	($until | epoch) as $close |
	{ workspace: $workspace, date: $date, days: $days, since: $since, until: $until,
	  numbers: ($numbers | map({key: .number, value: del(.number)}) | from_entries),
	  usual: { volume: ((number($usual; "volume").n // 0) * $days / 28),
		escalated: number($usual; "escalated").share, sentiment: number($usual; "sentiment").mean },
	  days_before: ($series | map(select(.day < ($until | .[:10]) or true)) | group_by(.day)
		| map({day: .[0].day, volume: (number(.; "volume").n // 0), escalated: number(.; "escalated").share,
			sentiment: number(.; "sentiment").mean, queue: (number(.; "queue").highest // 0)}) | .[-14:]),
	  members: ($members | group_by(.member) | map({member: .[0].member, n: (map(.n) | max),
		response: number(.; "human-response").median_seconds, resolution: number(.; "resolution").median_seconds})
		| map(select(.member != "-" and .n > 0)) | sort_by(-.n, .member)),
	  topics: ($topics | map(select(.number == "volume" and .topic != "-")) | sort_by(-.n, .topic) | .[:8] | map({topic, n})),
	  inquiries: ($open | map({id, name: (.name // .username // .wa_id // .user_id // .conversation), kind, category, owner, text, breach: (.breach // []),
		hours: ((($close - (.since | epoch)) / 360 | round) / 10), opened, new: (.opened >= $since)}) | sort_by(-.hours)),
	  leads: ($leads | map({id, name: (.name // .wa_id // .conversation), owner: (.owner // .member), status, fields, opened,
		new: (.opened >= $since)}) | sort_by(.opened)),
	  themes: ($themes | .[:12] | map({name, n, before, text, answered, alike, answer})),
	  misses: ($coverage[0].misses // [] | .[:10]),
	  health: ($health | map(select(.finding == "failure") | {check, do})) }'
}

# Words that the forms share.
# shellcheck disable=SC2016 # jq's
words='
def hm: if . == null then "-" elif . < 60 then "\(round) s" elif . < 3600 then "\(. / 60 | round) min"
	else "\(. / 360 | round / 10) h" end;
def percent: if . == null then "-" else "\(. * 1000 | round / 10) %" end;
def plain: tostring | gsub("[[:cntrl:]\u200e\u200f\u202a-\u202e\u2066-\u2069]+"; " ");
def cut($n): plain | if length > $n then .[:$n - 1] + "…" else . end;
def age: if . < 48 then "\(round) h" else "\(. / 24 | round) d" end;
def than_usual($now; $usual): if $usual == null or ($usual | round) == 0 then "" else
	($now / $usual) as $r | if $r > 1.5 then " (usually \($usual | round): much more)" elif $r < 0.5 then " (usually \($usual | round): much less)"
	else " (usually \($usual | round))" end end;
def title: (if .workspace == "" then "Desk" else .workspace end) + (if .days > 1 then ", the week to " else ", " end) + .date;
def figures: .numbers as $n | .usual as $u |
	[ ["messages", "\($n.volume.n // 0)\(than_usual($n.volume.n // 0; $u.volume))"],
	  ["answered by the agent", ($n.answered.share | percent)],
	  ["given to a person", "\($n.escalated.share | percent)\(if $u.escalated then " (usually \($u.escalated | percent))" else "" end)"],
	  ["first response, median", ($n["first-response"].median_seconds | hm)],
	  ["a person'"'"'s response, median", ($n["human-response"].median_seconds | hm)],
	  ["resolution, median", ($n.resolution.median_seconds | hm)],
	  ["leads", "\($n.leads.n // 0)"],
	  ["mood", (($n.sentiment.mean // null) | if . == null then "-" else "\(. * 100 | round / 100)" end) +
		(if $u.sentiment then " (usually \($u.sentiment * 100 | round / 100))" else "" end)],
	  ["open inquiries", "\(.inquiries | length), \([.inquiries[] | select(.breach | length > 0)] | length) overdue, \([.inquiries[] | select(.owner == null)] | length) nobody'"'"'s"],
	  ["sends that failed", "\((($n.failed.share // 0) * ($n.failed.n // 0)) | round)"],
	  ["satisfaction", (($n.satisfaction.mean // null) | if . == null then "-" else "\(. * 100 | round / 100)" end)] ];
def asks: .text // {media: "(a voice note or a file)", delivery: "(a message of ours that may not have arrived)", stale: "(a message that came late)"}[.kind] // "";
def trend: if .before == 0 then "new" elif .n >= 1.5 * .before then "more, \(.before) the week before"
	elif .n * 1.5 <= .before then "fewer, \(.before) the week before" else "\(.before) the week before" end;
def alike: if .answered == 1 then "" else " (\(.alike) of \(.answered) answers)" end;
def fields: .fields // {} | to_entries | map(select(.value != null) | "\(.key): \(.value | if type == "object" then [.[] | select(. != null)] | map(tostring) | join(" ") else . end | cut(40))") | join(", ");
'

text() {
	jq -r "$words"'
	def row($w): .[0] + (" " * ([1, $w - (.[0] | length)] | max)) + .[1];
	title, "",
	(figures[] | "  " + row(28)),
	(if .inquiries | length > 0 then "", "Open inquiries", (.inquiries[:25][] |
		"  #\(.id) \(.hours | age)\(if .breach | length > 0 then " OVERDUE" else "" end)  \(.category)  \(.owner // "nobody")  \(.name | cut(30))", (asks | select(. != "") | "      \(cut(70))"))
		else empty end),
	(if .inquiries | length > 25 then "  and \(.inquiries | length - 25) more: wa-inquiry list" else empty end),
	(if .leads | length > 0 then "", "Leads nobody has contacted", (.leads[-15:][] |
		"  #\(.id) \(.opened[:10])\(if .new then " NEW" else "" end)  \(.owner // "nobody")  \(.name | cut(30))", (fields | select(. != "") | "      \(cut(70))")) else empty end),
	(if .themes | length > 0 then "", "What inquiries were about", (.themes[] | "  \(.n) x  \(.name | cut(40)) (\(trend))", "       \(.text | cut(66))",
		(if .answer then "       -> \(.answer | cut(62))\(alike)" else empty end)),
		"  wa-faq propose makes entries of such answers" else empty end),
	(if .misses | length > 0 then "", "What the agent could not answer", (.misses[] | "  \(.n) x  \(.text | cut(66))") else empty end),
	(if .topics | length > 0 then "", "Topics", (.topics[] | "  \(.n) x  \(.topic | cut(40))") else empty end),
	(if .members | length > 0 then "", "Members", (.members[] | "  \(.member): \(.n), response \(.response | hm), resolution \(.resolution | hm)") else empty end),
	(if .health | length > 0 then "", "Health", (.health[] | "  \(.check): \(.do // "wa-doctor")") else empty end)' <<< "$digest"
}

markdown() {
	jq -r "$words"'
	def cell: plain | gsub("[|<>*_`\\[\\]]"; "\\" + "\(.)"[0:0]) | gsub("\\|"; "/");
	"# \(title | cell)", "", "| | |", "|---|---|", (figures[] | "| \(.[0]) | \(.[1]) |"),
	(if .inquiries | length > 0 then "", "## Open inquiries", "", "| # | age | category | owner | who | asks |", "|--:|--:|---|---|---|---|",
		(.inquiries[:50][] | "| \(.id) | \(.hours | age)\(if .breach | length > 0 then " **overdue**" else "" end) | \(.category | cell) | \(.owner // "nobody" | cell) | \(.name | cut(30) | cell) | \(asks | cut(80) | cell) |") else empty end),
	(if .leads | length > 0 then "", "## Leads nobody has contacted", "", "| # | since | owner | who | wants |", "|--:|---|---|---|---|",
		(.leads[] | "| \(.id) | \(.opened[:10])\(if .new then " **new**" else "" end) | \(.owner // "nobody" | cell) | \(.name | cut(30) | cell) | \(fields | cell) |") else empty end),
	(if .themes | length > 0 then "", "## What inquiries were about", "", "| | theme | trend | for example | people answer |", "|--:|---|---|---|---|",
		(.themes[] | "| \(.n) | \(.name | cut(40) | cell) | \(trend) | \(.text | cut(80) | cell) | \(if .answer then (.answer | cut(120) | cell) + alike else "" end) |") else empty end),
	(if .misses | length > 0 then "", "## What the agent could not answer", "", (.misses[] | "- \(.n) × \(.text | cut(100) | cell)") else empty end),
	(if .topics | length > 0 then "", "## Topics", "", (.topics[] | "- \(.n) × \(.topic | cell)") else empty end),
	(if .members | length > 0 then "", "## Members", "", "| member | inquiries | response | resolution |", "|---|--:|--:|--:|",
		(.members[] | "| \(.member | cell) | \(.n) | \(.response | hm) | \(.resolution | hm) |") else empty end),
	(if .health | length > 0 then "", "## Health", "", (.health[] | "- \(.check): \(.do // "wa-doctor")") else empty end)' <<< "$digest"
}

html() {
	jq -r "$words"'
	def h: plain | @html;
	def short: if fabs < 10 then . * 100 | round / 100 elif fabs < 100 then . * 10 | round / 10 else round end;
	# Bars hang from a line in the middle where some are below zero.
	def bars($title; f; $unit): ([.days_before[] | f // 0 | fabs] | max // 0) as $top |
		([.days_before[] | f // 0] | min // 0 | . < 0) as $signed | (if $signed then 38 else 64 end) as $zero |
		"<figure><figcaption>\($title)</figcaption><svg viewBox=\"0 0 280 84\" role=\"img\" aria-label=\"\($title)\">" +
		([.days_before | to_entries[] | (.value | f) as $v | (if $top > 0 then ($v // 0) / $top * ($zero - 12) else 0 end) as $y |
			"<rect x=\"\(.key * 20 + 2)\" y=\"\($zero - ([$y, 0] | max))\" width=\"16\" height=\"\([$y | fabs, 0.7] | max)\" class=\"\(if $y < 0 then "down" elif $v == null then "none" else "up" end)\"><title>\(.value.day): \(if $v == null then "-" else "\($v | short)\($unit)" end)</title></rect>" +
			(if .key % 2 == 1 then "<text x=\"\(.key * 20 + 10)\" y=\"78\">\(.value.day[8:])</text>" else "" end)] | join("")) +
		"<text x=\"2\" y=\"8\" class=\"top\">\($top | short)\($unit)</text></svg></figure>";
	def table($kind; $head; rows): "<table class=\"\($kind)\">" + (if $head == [] then "" else "<thead><tr>" + ($head | map("<th>\(.)</th>") | join("")) + "</tr></thead>" end) + "<tbody>" +
		([rows | "<tr>" + (map("<td dir=\"auto\">\(.)</td>") | join("")) + "</tr>"] | join("\n")) + "</tbody></table>";
	"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>\(title | h)</title>",
	"<style>:root{color-scheme:light dark}body{font:16px/1.45 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:break-word}",
	"h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}table{border-collapse:collapse}td,th{text-align:start;padding:.3rem 1rem .3rem 0;border-bottom:1px solid #8884;vertical-align:top;font-variant-numeric:tabular-nums}",
	"td:last-child{overflow-wrap:anywhere}th{font-weight:600;font-size:.85rem;opacity:.7;text-align:left}.late{color:light-dark(#b3261e,#ff8a80);font-weight:600}.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}",
	"figure{margin:0}figcaption{font-size:.85rem;opacity:.8}svg{width:100%;height:auto}rect.up{fill:#2d7dd2}rect.down{fill:#d1495b}rect.none{fill:#8884}svg text{font-size:9px;fill:currentColor;text-anchor:middle;opacity:.7}svg text.top{text-anchor:start}",
	".cards{width:100%}.cards td:not(:last-child){white-space:nowrap;max-width:15rem;overflow:hidden;text-overflow:ellipsis}",
	# On a phone a row of many columns is a card: its small facts in a line, its words below.
	"@media(max-width:40rem){.plots{grid-template-columns:1fr}.cards,.cards tbody{display:block}.cards thead{display:none}.cards tr{display:flex;flex-wrap:wrap;column-gap:.8rem;padding:.4rem 0;border-bottom:1px solid #8884}",
	".cards td{border:0;padding:0}.cards td:not(:last-child){max-width:100%}.cards td:last-child{flex-basis:100%}}</style></head><body>",
	"<h1>\(title | h)</h1>",
	table("facts"; []; figures[] | [(.[0] | h), (.[1] | h)]),
	"<h2>The last fortnight</h2><div class=\"plots\">" + bars("Messages"; .volume; "") + bars("Given to a person"; if .escalated then .escalated * 100 else null end; " %") +
		bars("Mood"; .sentiment; "") + bars("Open inquiries, at most"; .queue; "") + "</div>",
	(if .inquiries | length > 0 then "<h2>Open inquiries</h2>", table("cards"; ["#", "age", "category", "owner", "who", "asks"]; .inquiries[:50][] |
		["#\(.id)", (if .breach | length > 0 then "<span class=\"late\">\(.hours | age), late</span>" else .hours | age end), (.category | h), (.owner // "nobody" | h), (.name | cut(30) | h), (asks | cut(120) | h)]) else empty end),
	(if .inquiries | length > 50 then "<p>and \(.inquiries | length - 50) more: wa-inquiry list</p>" else empty end),
	(if .leads | length > 0 then "<h2>Leads nobody has contacted</h2>", table("cards"; ["#", "since", "owner", "who", "wants"]; .leads[] |
		["#\(.id)", .opened[:10] + (if .new then ", new" else "" end), (.owner // "nobody" | h), (.name | cut(30) | h), (fields | h)]) else empty end),
	(if .themes | length > 0 then "<h2>What inquiries were about</h2>", table("cards"; ["inquiries", "theme", "trend", "for example", "people answer"]; .themes[] |
		["\(.n)", (.name | cut(40) | h), trend, (.text | cut(120) | h), (if .answer then (.answer | cut(200) | h) + alike else "" end)]) else empty end),
	(if .misses | length > 0 then "<h2>What the agent could not answer</h2>", table("facts"; ["times", "asked"]; .misses[] | ["\(.n)", (.text | cut(160) | h)]) else empty end),
	(if .topics | length > 0 then "<h2>Topics</h2>", table("facts"; ["messages", "topic"]; .topics[] | ["\(.n)", (.topic | h)]) else empty end),
	(if .members | length > 0 then "<h2>Members</h2>", table("facts"; ["member", "inquiries", "response", "resolution"]; .members[] |
		[(.member | h), "\(.n)", (.response | hm), (.resolution | hm)]) else empty end),
	(if .health | length > 0 then "<h2>Health</h2>", table("facts"; []; .health[] | [(.check | h), (.do // "wa-doctor" | h)]) else empty end),
	"</body></html>"' <<< "$digest"
}

json() { jq . <<< "$digest"; }

# encoded: a part of a mail in lines that every way lets through.
encoded() { printf 'Content-Type: %s; charset=utf-8\nContent-Transfer-Encoding: base64\n\n' "$1"; base64; }
send_mail() {
	local boundary="wapipe-$date-$days"
	{
		printf 'To: %s\nSubject: =?utf-8?B?%s?=\nMIME-Version: 1.0\n' "$mail" "$(jq -r "$words title" <<< "$digest" | tr -d '\n' | base64 -w 0)"
		printf 'Content-Type: multipart/alternative; boundary="%s"\n\n--%s\n' "$boundary" "$boundary"
		text | encoded text/plain
		printf -- '--%s\n' "$boundary"
		html | encoded text/html
		printf -- '--%s--\n' "$boundary"
	} | "${SENDMAIL:-/usr/sbin/sendmail}" -oi -t
}
send_whatsapp() {
	local phone
	phone=$(config team | jq -er --arg name "$member" 'map(select(.name == $name))[0].phone // empty') ||
		fail 64 "--whatsapp: $member: nobody of the team with a phone"
	text | jq -Rsc --arg to "$phone" '{to: $to, message: .[:4000]}' | wa-send --no-drain > /dev/null
}

stats --since "$until" volume > /dev/null || exit
digest=$(gather) || fail 70 "the numbers could not be had"
if [ -n "$mail" ]; then
	[[ $mail =~ ^[^[:space:]]+@[^[:space:]]+$ ]] || fail 64 "--mail: $mail: not an address"
	send_mail
elif [ -n "$member" ]; then
	send_whatsapp
else
	"$form" || exit 74
fi
