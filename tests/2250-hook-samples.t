# shellcheck shell=bash
# The hooks that are shipped as samples do what they say, with what strangers wrote.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"
. "$ROOT/tests/sandbox.sh"

make_desk shop
mkdir shop/hooks shop/secrets
export WA_NOW=2026-11-21T09:30:00Z
store() { sqlite3 -cmd '.timeout 5000' shop/var/wa.db "$1"; }
echo x | classified refund 1 | jq -c '.contact = {key: "c_a", wa_id: "34600111222", name: "Ana <!everyone> @here"} | .conversation = "c_a"' |
	wa-reply -w ./shop | wa-inquiry -w ./shop > /dev/null
store "INSERT INTO message (seq, type, id, contact, time, received, kind, text) VALUES (1, 'message', 'wamid.1', 1, 0, 0, 'text', 'ñandú' || char(10) || '.' || char(10) || 'Bcc: all@example.org')"
id=$(store "SELECT id FROM notice WHERE what = 'inquiry'")
wa-notify -w ./shop --show "$id" > notice
try() { (cd shop && "$ROOT/etc/hooks/$1" < ../notice); }

# Mail.
printf 'ana@example.org\nleo@example.org\n' > shop/hooks/mail-to
printf '#!/bin/sh\nprintf "%%s\\n" "$@" > %s/mail.args\ncat > %s/mail\n' "$T" "$T" > sendmail
chmod 755 sendmail
SENDMAIL=$T/sendmail ok "the mail is sent" try mail
is "to whom the file says" "$(sed -n 's/^To: //p' mail)" "ana@example.org,leo@example.org"
is "about what" "$(sed -n 's/^Subject: //p' mail)" "[shop] inquiry #1, refund"
is "with an id that is the same next time" "$(sed -n 's/^Message-ID: //p' mail)" "<shop.$id.inquiry@wapipe.invalid>"
like "and the context pack" "$(sed '1,/^$/d' mail | base64 -d)" "ñandú"
is "no word of a customer is in its head" "$(sed '/^$/q' mail | grep -c 'Bcc\|everyone')" 0
is "nor in the mailer's arguments" "$(xargs < mail.args)" "-oi -t"

# A chat's webhook.
listener_start
(umask 077; echo "url = \"$HOOK\"" > shop/secrets/webhook)
ok "the webhook is called" try webhook
body=$(hooks)
like "with the text" "$(jq -r .text <<< "$body")" "refund: open for 0 min"
is "in which nobody is called by what a customer wrote" "$(jq -r .text <<< "$body" | grep -c '<!\|@here')" 0
echo 500 > hooks/status
status "a refusal is a failure" 22 try webhook

# A phone.
export WA_WORKSPACE=$T/shop
echo 34600111222 > shop/hooks/whatsapp-to
status "somebody who did not write within a day can't be written to" 1 try whatsapp
store "UPDATE conversation SET last_in = $(date -d "$WA_NOW" +%s000)"
ok "somebody who did is" try whatsapp
try whatsapp
is "once" "$(store "SELECT count(*), author FROM outbox WHERE event = 'letter:shop.$id.inquiry'")" "1|wa-send"
done_testing
