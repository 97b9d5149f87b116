# shellcheck shell=bash
# The context pack: what a person reads before answering.
. "$ROOT/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
export WA_NOW=2026-11-21T09:30:00Z
line() { wa-reply -w ./shop "$@" | wa-inquiry -w ./shop "$@"; }
from() { jq -c '.contact = {key: "c_a", wa_id: "34600111222", name: "Ana Ruiz"} | .conversation = "c_a"'; }
store() { sqlite3 shop/var/wa.db "$1"; }
pack() { wa-inquiry pack -w ./shop "$@"; }
get() { pack 1 --json | jq -c "$1"; }
ms() { date -d "$1" +%s000; }

status "without a store it says so, as all commands do" 78 pack 1
echo 'do you take dogs' | classified parking 0.4 | jq -c '.class.sentiment = "negative" | .class.urgency = "high"' | from > q
line < q > /dev/null
# As wa-recv files it.
event=$(jq -r .id q)
store "INSERT INTO message (seq, type, id, contact, time, received, kind, text) VALUES
	(1, 'message', '$event', 1, $(ms 2026-11-21T09:29:50Z), $(ms 2026-11-21T09:29:50Z), 'text', 'do you take dogs'),
	(2, 'message', 'wamid.v', 1, $(ms 2026-11-21T09:29:55Z), $(ms 2026-11-21T09:29:55Z), 'audio', NULL),
	(3, 'message', 'wamid.r', 1, $(ms 2026-11-21T09:29:56Z), $(ms 2026-11-21T09:29:56Z), 'reaction', '❤');
	INSERT INTO heard (event, contact, at, text, confidence) VALUES ('wamid.v', 1, 0, 'big ones', 0.74);
	INSERT INTO media (event, contact, at, path) VALUES ('wamid.v', 1, 0, 'ab/abcd.ogg');
	INSERT INTO turn (event, head) VALUES ('wamid.v', '$event');
	INSERT INTO attribute (contact, name, value, at, who) VALUES (1, 'city', 'Leeds', 0, 'bob');
	INSERT INTO tag (contact, tag, stays, at, who) VALUES (1, 'vip', 1, 0, 'bob');
	INSERT INTO referral (event, contact, at, detail) VALUES ('wamid.v', 1, 0, '{\"headline\":\"Spring\"}');
	INSERT INTO note (contact, inquiry, at, who, text) VALUES (1, 1, $(ms 2026-11-21T09:29:58Z), 'bob', 'has a dog');
	INSERT INTO outbox (event, part, contact, author, kind, payload, callback, due, queued, state) VALUES
		('$event', 0, 1, 'agent', 'text', '{\"type\":\"text\",\"text\":{\"body\":\"A colleague answers.\"}}', 'x', 0, $(ms 2026-11-21T09:29:57Z), 'read'),
		('$event', 1, 1, 'agent', 'text', '{\"type\":\"text\",\"text\":{\"body\":\"never\"}}', 'y', 0, $(ms 2026-11-21T09:29:57Z), 'dropped');
	INSERT INTO inquiry (id, contact, category, reason, status, opened, changed) VALUES (7, 1, 'billing', 'x', 'resolved', 0, 0);
	UPDATE conversation SET last_in = $(ms 2026-11-21T09:29:56Z)"

is "which case, and why" "$(get '[.inquiry | .id, .status, .category, .reason, .owner]')" '[1,"open","support","low-confidence",null]'
is "what they ask, with the rest of the turn as it was heard" "$(get .ask)" '"do you take dogs\nbig ones"'
is "what was said, oldest first, by whom, without what was never sent" "$(get '[.messages[] | [.who, .text]]')" '[["customer","do you take dogs"],["customer","big ones"],["agent","A colleague answers."]]'
is "a voice note with how well it was heard and where it is" "$(get '.messages[1] | [.heard, .media]')" "[0.74,\"$PWD/shop/var/media/ab/abcd.ogg\"]"
is "what is known" "$(get '[.known, .ad.headline, .tags]')" '[{"city":"Leeds"},"Spring",["vip"]]'
is "what the agent tried, how sure it was, and of what" "$(get '.tried[0] | [.action, .confidence, .candidates[0].id]')" '["escalate",0.4,"parking"]'
is "mood and language" "$(get '[.mood.sentiment, .mood.urgency, .language]')" '["negative","high","en"]'
is "what was before" "$(get '[.earlier[] | [.id, .category, .status]]')" '[[7,"billing","resolved"]]'
is "what members noted" "$(get '.notes[0] | [.who, .text]')" '["bob","has a dog"]'
like "the simplest next question, when nobody knows what it is about" "$(get .next)" "which city"
is "until when one may write" "$(get '[.window.closes, .window.open]')" '["2026-11-22T09:29:56Z",true]'
is "a number that is only here has no link but a command" "$(get '[.link, .reply]')" '[null,"wa-conv reply c_a"]'
is "a day later the window is closed" "$(WA_NOW=2026-11-22T09:29:56Z get .window.open)" false

# A form that is half filled in.
cat > shop/leads.yaml <<'END'
start: {intents: [refund]}
fields:
  - {key: dogs, type: number, required: true, ask: "How many dogs?"}
  - {key: when, type: date, required: true, ask: {en: "Which day suits you?", es: "¿Qué día?"}}
  - {key: budget, type: money}
END
store "INSERT INTO lead (contact, source, event, opened, changed, fields, said) VALUES (1, 'chat', '$event', $(ms $WA_NOW), $(ms $WA_NOW), '{\"dogs\":2}', '{\"budget\":\"not too much\"}')"
is "a lead's fields are known, as read or as said" "$(get .known)" '{"city":"Leeds","dogs":"2","budget":"not too much"}'
is "what it needs is missing" "$(get '[.missing, .lead.status]')" '[["when"],"new"]'
is "and the question for it is next" "$(get .next)" '"Which day suits you?"'
printf 'basics: [{field: city, ask: "Which city?"}, {field: colour, ask: "Which colour?"}]\n' >> shop/workspace.yaml
is "so are the basics that nobody knows" "$(get .missing)" '["when","colour"]'
store "DELETE FROM lead"
is "whose question is the next then" "$(get .next)" '"Which colour?"'
sed -i '$d' shop/workspace.yaml
# Another number of the same person.
store "INSERT INTO contact (id, key, created, merged) VALUES (50, 'c_b', 0, 1);
	INSERT INTO conversation (contact, created) VALUES (50, 0);
	INSERT INTO message (seq, type, id, contact, time, received, kind, text) VALUES (0, 'message', 'wamid.b', 50, 0, 0, 'text', 'from my other phone')"
is "what was said from another number of theirs belongs to it" "$(get '.messages[0].text')" '"from my other phone"'
store "DELETE FROM message WHERE seq = 0; UPDATE contact SET merged = NULL WHERE id = 50"

sed -i 's/phone_number_id: .*/&\n    coexistence: yes/' shop/workspace.yaml
like "a number shared with the phone app has a link to this very chat, the question typed in" "$(get .link)" '^"https://wa.me/34600111222\?text=So%20that'
ok "which comes as a QR code too" grep -q '█▀▀▀▀▀█' <(pack 1 --qr)
is "wa-conv open prints it" "$(wa-conv -w ./shop open c_a)" "$(get .link | jq -r .)"
printf '#!/bin/sh\nprintf "%%s\\n" "$@" > %s/opened\n' "$T" > xdg-open && chmod 755 xdg-open
ok "or has the desktop open it" env PATH="$T:$PATH" wa-conv -w ./shop open --browse c_a
is "as one argument" "$(cat opened)" "$(get .link | jq -r .)"
ok "or draws it" grep -q '█▀▀▀▀▀█' <(wa-conv -w ./shop open --qr c_a)
store "UPDATE contact SET wa_id = NULL"
is "wa-conv open then prints the command that answers" "$(wa-conv -w ./shop open c_a)" "wa-conv reply c_a"
status "and has nothing for the desktop" 1 wa-conv -w ./shop open --browse c_a
is "a contact without a phone has none" "$(get .link)" null
status "and no code" 1 pack 1 --qr

like "the text begins with the case" "$(pack 1)" "^#1 support: open for 0 min, nobody's"
store "UPDATE message SET text = char(27) || '[31mred' || char(8238) || 'x' WHERE seq = 1; UPDATE contact SET name = char(27) || ']0;t' || char(7)"
is "nothing a customer wrote reaches the terminal as control" "$(pack 1 | grep -c "$(printf '\033\|\007\|\xe2\x80\xae')")" 0
status "another number is said" 1 pack 99
status "a word is no number" 64 pack one
status "and one must be named" 64 pack
done_testing
