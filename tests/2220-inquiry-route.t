# shellcheck shell=bash
# Whose a case becomes and what the customer is told: routes, rota, limits.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/classified.sh"

make_desk shop
export WA_WORKSPACE=./shop WA_NOW=@$T/now
at() { echo "$1" > "$T/now"; }
store() { sqlite3 -cmd '.timeout 5000' shop/var/wa.db "$1"; }
cp shop/workspace.yaml plain
# desk: the settings that follow on stdin, and a store that nobody has used.
desk() { cp plain shop/workspace.yaml; cat >> shop/workspace.yaml; rm -rf shop/var; }
echo 0 > n
# says ENTRY CONFIDENCE [JQ]: what one new customer's message comes to.
says() {
	n=$(($(cat n) + 1))
	echo $n > n
	echo "message $n" | classified "$1" "$2" | jq -c --arg key "c_$(cat n)" '.contact.key = $key | .conversation = $key | .contact.name = $key' | jq -c "${3:-.}" | wa-reply | wa-inquiry | jq -c .inquiry
}
body() { jq -r '.messages[0].text.body'; }

# 2026-11-24 is a Tuesday.
desk <<'END'
timezone: Europe/Madrid
hours: {mon-fri: "09:00-18:00"}
team:
  - {name: ana, languages: [en, es], skills: [money]}
  - {name: leo, hours: {mon-fri: "09:00-13:00"}}
  - {name: eva, hours: {mon-sun: "18:00-02:00"}}
categories:
  refund: {owners: [ana, leo], skill: money, priority: 2}
  garden: {owners: [leo]}
  support: {owners: [ana, leo], after_hours: [eva]}
routes:
  - name: spanish-lunch
    when: {language: es, intent: [parking], lead: {city: [Valencia, Gandía]}}
    category: garden
  - when: {kind: media}
    owner: [ana]
    priority: 4
  - name: important
    when: {tag: [vip], urgency: high}
    owner: [ana]
assign: round-robin
END
at 2026-11-24T09:00:00Z
is "an entry's category decides where no route does" "$(says refund 1 | jq -c '[.category, .rule, .owner, .priority]')" '["refund","default","ana",2]'
is "the skill is respected though another's turn has come" "$(says refund 1 | jq -c .owner)" '"ana"'
is "what is nobody's in particular goes in turns" "$(says parking 0.1 | jq -c .owner)" '"leo"'
is "a route takes what fits all of it" "$(says parking 0.1 '.class.language = "es" | .lead = {fields: {city: "GANDÍA"}}' | jq -c '[.rule, .category, .owner]')" '["spanish-lunch","garden","leo"]'
is "and not what fits a part" "$(says parking 0.1 '.class.language = "es" | .lead = {fields: {city: "Madrid"}}' | jq -c .rule)" '"default"'
is "one without a name is called by its place" "$(says '' 0 '.message = {kind: "image"} | del(.class)' | jq -c '[.kind, .rule, .owner, .priority]')" '["media","route 2","ana",4]'
is "urgency, a bad mood and an important customer add up" "$(says refund 1 '.class.urgency = "high" | .class.sentiment = "negative" | .class.tags = ["vip"]' | jq -c '[.rule, .priority]')" '["important",9]'
store "INSERT INTO contact (key, created) VALUES ('c_$(($(cat n) + 1))', 1); INSERT INTO conversation (contact, created) SELECT max(id), 1 FROM contact; INSERT INTO tag SELECT max(id), 'vip', 1, 1, 'ana' FROM contact"
is "a contact's own tag counts like one of the message" "$(says parking 0.1 '.class.urgency = "high"' | jq -c '[.rule, .priority]')" '["important",5]'
like "route -n says why" "$(wa-inquiry route -n 1)" 'spanish-lunch: no, its intent is another'
is "and whose it would be" "$(wa-inquiry route -n --json 1 | jq -c '[.rule, .owners, .on, .to]')" '["default",["ana","leo"],["ana"],"ana"]'
echo x | classified refund 1 | wa-reply -n > decided
is "an event is explained before it is any case" "$(wa-inquiry route -n --json < decided | jq -c '[.rule, .category, .to]')" '["default","refund","ana"]'
is "which writes nothing" "$(store "SELECT count(*) FROM inquiry")" "$(cat n)"
sed -i 's/owners: \[ana, leo\], skill: money, priority: 2/owners: [leo], priority: 7/' shop/workspace.yaml
WA_MEMBER=ana wa-inquiry route 1
is "routed again by hand, it is what the routes say now" "$(wa-inquiry show --json 1 | jq -c '[.priority, .skill, .log[-1].what]')" '[7,null,"routed"]'
sed -i 's/owners: \[leo\], priority: 7/owners: [ana, leo], skill: money/' shop/workspace.yaml

# What the customer is told.
like "with somebody there: somebody will reply" "$(says refund 1 | body)" "a colleague will reply to you here"
at 2026-11-24T20:00:00Z
like "after hours: when the desk is back" "$(says refund 1 | body)" "(Wednesday, 09:00)"
like "unless somebody is there after hours" "$(says parking 0.1 | body)" "a colleague will reply to you here"
is "who gets it" "$(store "SELECT owner FROM inquiry ORDER BY id DESC LIMIT 1")" eva
at 2026-11-25T15:00:00Z
like "open, and nobody there who could: no time is promised" "$(says x 0.1 '.reply = {decision: {action: "escalate", reason: "no-guess:garden", category: "garden", language: "en"}, messages: []}' | body)" "Nobody is available at the moment"
is "and it waits" "$(store "SELECT owner IS NULL AND status = 'open' FROM inquiry ORDER BY id DESC LIMIT 1")" 1
at 2026-11-26T08:30:00Z
says sunday 1 > /dev/null
is "until somebody fit is on, and the next message comes" "$(store "SELECT owner FROM inquiry WHERE category = 'garden' ORDER BY id DESC LIMIT 1")" leo
echo 'holidays: [2026-11-27]' >> shop/workspace.yaml
at 2026-11-27T09:00:00Z
like "on a holiday: the day after it" "$(says refund 1 | body)" "(Monday, 09:00)"

# Back into the queue.
desk <<'END'
team: [{name: ana}, {name: leo, off: [2026-11-25]}]
assign: least-loaded
END
at 2026-11-24T09:00:00Z
is "one is given to who is free" "$(says refund 1 | jq -c .owner)" '"ana"'
WA_MEMBER=ana wa-inquiry claim 1
WA_MEMBER=ana wa-inquiry release 1
is "who gives it back doesn't get it again while another is there" "$(store "SELECT owner FROM inquiry WHERE id = 1")" leo
WA_MEMBER=leo wa-inquiry claim 1
WA_MEMBER=leo wa-inquiry resolve 1
at 2026-11-25T09:00:00Z
WA_MEMBER=ana wa-inquiry reopen 1
is "what is opened again is not for who is off" "$(store "SELECT owner FROM inquiry WHERE id = 1")" ana
WA_MEMBER=ana wa-inquiry release 1
is "nor does it wait where nobody else is" "$(store "SELECT owner FROM inquiry WHERE id = 1")" ana

# Basics.
desk <<'END'
handoff: {takes_control: no}
basics:
  - {field: city, ask: {en: "Which city are you in?", es: "¿En qué ciudad está?"}}
  - {field: service}
END
asked() { jq -r '.messages[1].text.body // "nothing"'; }
is "what is needed is asked for, once" "$(says parking 0.1 | asked)" "Which city are you in?"
echo 'Madrid' | classified parking 0.1 | jq -c --arg key "c_$(cat n)" '.contact.key = $key | .conversation = $key' | wa-reply | wa-inquiry > again
is "not twice" "$(jq -c '.inquiry.messages' again)" "[]"
like "what is known is not asked for, but what comes next" "$(says parking 0.1 '.lead = {fields: {city: "madrid"}}' | asked)" "which service is it about"
is "nothing when all is known" "$(says parking 0.1 '.lead = {fields: {city: "madrid", service: "x"}}' | asked)" nothing
is "nothing about what is never guessed" "$(says refund 1 | asked)" nothing
is "nothing of somebody who is angry" "$(says parking 0.1 '.class.sentiment = "negative"' | asked)" nothing
is "nothing of somebody who complains" "$(says parking 0.1 '.class.signals = ["complaint"]' | asked)" nothing
is "nothing beside another question" "$(says parking 0.1 '.lead = {ask: "phone", fields: {}, messages: [{type: "text", text: {body: "Your phone?"}}]}' | asked)" nothing

# What can't be understood.
is "a file that could not be had goes to a person" "$(says sunday 1 '.media = {problem: "too large"}' | jq -c .kind)" '"media"'
is "so does a voice note that could not be heard" "$(says '' 0 '.message = {kind: "audio"} | .transcript = {engine: "x"} | del(.class)' | jq -c .kind)" '"media"'
is "an old message is told apart" "$(says sunday 1 '.time = "2026-11-20T09:00:00Z"' | jq -c .kind)" '"stale"'
is "who opted out is told nothing" "$(says refund 1 '.reply = {decision: {action: "escalate", reason: "opted-out"}, messages: []}' | jq -c .messages)" "[]"
says refund 1 '.reply = {decision: {action: "silent", reason: "human"}, messages: []} | .media = {problem: "gone"}' > quiet
is "what a person reads anyway opens nothing" "$(cat quiet)" null
says sunday 1 > /dev/null
store "INSERT INTO inquiry (contact, kind, category, reason, opened, since, changed) SELECT id, 'delivery', 'delivery', '131047', 1, 1, 1 FROM contact WHERE key = 'c_$(cat n)'"
is "who was never told is told when they ask" "$(echo 'hello?' | classified refund 1 | jq -c --arg key "c_$(cat n)" '.contact.key = $key | .conversation = $key' | wa-reply | wa-inquiry | jq -c '[.inquiry.joined, (.inquiry.messages | length)]')" '[true,1]'

# Limits, in business time.
desk <<'END'
timezone: Europe/Madrid
hours: {mon-fri: "09:00-18:00"}
sla: {claim: 30m, first_response: 1h, resolution: 8h}
team: [{name: ana}]
categories: {refund: {claim: 10m}}
END
at 2026-11-24T16:40:00Z
says refund 1 > /dev/null
says parking 0.1 > /dev/null
past() { wa-inquiry list --json --breach | jq -c '[.category, .breach]' | tr '\n' ' '; }
is "nothing is late at once" "$(past)" ""
at 2026-11-24T23:00:00Z
is "the night doesn't count, and a category has its own limit" "$(past)" '["refund",["claim"]] '
at 2026-11-25T08:15:00Z
is "it goes on with the day" "$(past)" '["refund",["claim"]] ["support",["claim"]] '
like "who is unowned or late is listed" "$(wa-inquiry stale)" '^ *1 +35m +claim +refund'
is "and a limit passed is on record" "$(store "SELECT group_concat(inquiry || subject) FROM inquiry_log WHERE what = 'breached'")" "1claim,2claim"
wa-inquiry stale > /dev/null
is "once" "$(store "SELECT count(*) FROM inquiry_log WHERE what = 'breached'")" 2
is "and told of once" "$(store "SELECT count(*) FROM notice WHERE what = 'breach'")" 2
is "cron hears only of what is new" "$(wa-inquiry stale --new)" ""
WA_MEMBER=ana wa-inquiry claim 1
at 2026-11-25T08:50:00Z
is "the next limit is" "$(wa-inquiry stale --new --json | jq -c '[.id, .breach]' | tr '\n' ' ')" '[1,["first_response"]] [2,["claim","first_response"]] '
WA_MEMBER=ana wa-inquiry snooze 2 --until 3h
is "what is put off is not late" "$(wa-inquiry stale -q)" 1

# What the workspace's own check finds. 2026-11-24 is a Tuesday.
at 2026-11-24T06:00:00Z
desk <<'END'
timezone: Europe/Madrid
hours: {mon-fri: "09:00-18:00"}
team:
  - {name: ana, skills: [money], off: [2026-11-26]}
  - {name: leo, hours: {mon-fri: "09:00-13:00"}}
categories:
  refund: {owners: [ana], skill: money}
  garden: {owners: [leo], skill: gas}
  support: {owners: [ana, leo]}
  press: {}
routes:
  - name: heating
    when: {intent: parking}
    category: support
    owner: [leo]
END
out=$(wa-check shop)
like "a category without an owner at some hour is remarked" "$out" 'workspace.yaml:[0-9]+: .*support: the desk is open and nobody who is named for it is on duty: Thu 13:00-18:00$'
like "and one that is anybody's" "$out" 'press: the desk is open.*: Thu 13:00-18:00$'
like "a day off leaves nobody" "$out" 'refund: the desk is open.*: Thu 09:00-18:00$'
like "so is a skill that nobody has" "$out" 'garden: wants the skill gas, which nobody has'
like "and a route's" "$out" 'heating: the desk is open.*: Tue 13:00-18:00, Wed 13:00-18:00, Thu 13:00-18:00 and 2 times more$'
ok "which are no mistakes" wa-check shop
desk <<'END'
team: [{name: ana}]
categories: {refund: {after_hours: [bob]}}
routes:
  - {name: a, owner: [eva]}
  - {name: a, when: {kind: fax, urgency: huge}}
END
out=$(wa-check shop 2>&1)
like "whoever is named and nobody of the team is a mistake" "$out" 'refund: bob is nobody of the team'
like "in a route too" "$out" 'routes: eva is nobody of the team'
like "so is a route's name that stands twice" "$out" 'name: a stands here twice'
like "and a kind that is none" "$out" 'fax'
done_testing
