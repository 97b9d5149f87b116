# shellcheck shell=bash
# wa-digest: a day in words, the same whenever it is asked for.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/numbers.sh"
export WA_NOW=2026-11-05T07:00:00Z WA_WORKSPACE=./shop
db "UPDATE contact SET name = 'Ana <b>Bo</b>' || char(27) || '[31m' WHERE id = 2; UPDATE message SET text = 'my money back | please' WHERE contact = 2;
	INSERT INTO inquiry_event (event, inquiry, at) VALUES ('e2', 1, 0)"
sed -i '1i name: The "Shop" & Sons' shop/workspace.yaml

day=$(wa-digest --date 2026-11-02)
like "it is headed by desk and day" "$(head -1 <<< "$day")" '^The "Shop" & Sons, 2026-11-02$'
like "messages are counted" "$day" "messages +3"
like "who answers how fast" "$day" "first response, median +2 s"
like "what was open when the day ended is listed" "$day" "#2 1 h  refunds  nobody  c_3"
unlike "what had ended is not" "$day" "#1 "
is "the same day's digest is the same whenever it is made" "$(WA_NOW=2026-12-24T00:00:00Z wa-digest --date 2026-11-02)" "$day"
is "without a date it is yesterday's" "$(wa-digest)" "$(wa-digest --date 2026-11-04)"
like "a week has seven days" "$(wa-digest --week --date 2026-11-04)" "messages +6"
like "what is overdue is said" "$(wa-digest --date 2026-11-04)" "#1 .*OVERDUE"
unlike "control characters go nowhere" "$(wa-digest --date 2026-11-04 | cat -v)" '\^\['
ok "it is made of JSON" jq -e '.numbers.volume.n == 3 and (.days_before | length) == 14' <(wa-digest --json --date 2026-11-02)
html=$(wa-digest --html --date 2026-11-04)
like "as HTML customers' words are text" "$html" "Ana &lt;b&gt;Bo"
is "in one file without anything from elsewhere" "$(grep -c -e '<script' -e 'src=' -e 'href=' <<< "$html")" 0
like "with plots" "$html" "<svg"
unlike "as Markdown a bar of theirs makes no cell" "$(wa-digest --markdown --date 2026-11-04 | grep '^| 1 ')" "back \| please"

# In a real browser, where one is installed: at a phone's width and a screen's, does anything stick out?
if command -v chromium > /dev/null; then
	db "UPDATE contact SET name = 'Supercalifragilisticexpialidocious-von-und-zu-Wolfeschlegelstein 山田太郎' WHERE id = 2;
		UPDATE message SET text = '$(printf 'https://example.org/%0300d' 0)' WHERE contact = 2"
	wa-digest --html --date 2026-11-04 > page.html
	widths() {
		printf '<iframe id=f style="border:0;width:%spx;height:900px" src=page.html></iframe><script>f.onload = () => {
			const d = f.contentDocument; document.title = d.documentElement.scrollWidth + " " + d.querySelectorAll("svg rect").length }</script>' "$1" > frame.html
		timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$T/browser" --window-size=1400,1000 \
			--allow-file-access-from-files --virtual-time-budget=5000 --dump-dom "file://$T/frame.html" 2> /dev/null |
			sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p'
	}
	for width in 390 1280; do
		is "in a browser $width pixels wide nothing sticks out, and there are plots" "$(widths $width)" "$width 56"
	done
fi

mail() { printf '#!/bin/sh\ncat > "%s/mail"; echo "$@" > "%s/args"\n' "$T" "$T" > sendmail; chmod +x sendmail; }
mail
SENDMAIL=$T/sendmail wa-digest --date 2026-11-02 --mail boss@example.org
like "by mail it has a subject" "$(sed -n 's/^Subject: =?utf-8?B?\(.*\)?=$/\1/p' mail | base64 -d)" '^The "Shop" & Sons, 2026-11-02$'
like "and text" "$(awk '/text\/plain/ {p = 1; next} /^--/ {p = 0} p && /^[A-Za-z0-9+\/=]+$/' mail | base64 -d)" "messages +3"
# To a member's phone, who has written to the number.
sed -i 's/{name: ana}/{name: ana, phone: "+34 600 100 001"}/' shop/workspace.yaml
db "INSERT INTO contact (id, key, wa_id, created) VALUES (50, 'c_50', '34600100001', 0); INSERT INTO alias (value, contact, since) VALUES ('34600100001', 50, 0);
	INSERT INTO conversation (contact, created, last_in) VALUES (50, 0, $(date -d "$WA_NOW" +%s000))"
wa-digest --date 2026-11-02 --whatsapp ana > /dev/null 2>&1
like "to a phone it is a message" "$(db "SELECT json_extract(payload, '$.text.body') FROM outbox WHERE contact = 50")" '^The "Shop" & Sons, 2026-11-02'
status "who has no phone can't be told" 64 wa-digest --whatsapp ben
status "a mistaken day is a mistake" 64 wa-digest --date 2026-13-02
status "and one that has not begun" 64 wa-digest --date 2026-11-06
status "a mistaken address too" 64 wa-digest --mail 'x y'
status "and an unknown option" 64 wa-digest --frobnicate
done_testing
