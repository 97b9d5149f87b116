# shellcheck shell=bash
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/webhook.sh"

# A disk that counts what it is asked to write through, in $T/counted.
cat > counter.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
int fdatasync(int fd)
{
	int out = open(getenv("SYNCS"), O_WRONLY | O_APPEND);
	int n = out != -1 ? (int)write(out, "x", 1) : 0;
	close(out);
	return n == -1 ? n : ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
END
export SYNCS=$T/counted
: > counted
# AddressSanitizer's library has to be the first.
case ${EXTRA_CFLAGS:-}${BUILD:-} in
*san*) ;;
*) cc -shared -fPIC -o counter.so counter.c -ldl && PRELOAD=$T/counter.so ;;
esac
syncs() { stat -c %s "$SYNCS"; }

desk shop 100
listen -w shop || { fail "a listener starts"; done_testing; }
db=$WA_HOME/shop/var/journal.db
count() { journal shop 'SELECT count(*) FROM entry'; }
# Commits in the write-ahead log: frames whose header carries the size of the database.
commits() { perl -e 'open F, "<:raw", $ARGV[0]; local $/; $_ = <F>; $n = 0; $salt = substr $_, 16, 8;
	for ($i = 32; $i + 24 <= length; $i += 24 + 4096) { last if substr($_, $i + 8, 8) ne $salt; $n++ if unpack "N", substr $_, $i + 4, 4 }
	print $n' "$db-wal"; }
# Another program holds the write lock until we say, or for SECONDS.
lock() {
	mkfifo hold; sqlite3 "$db" < hold > locked 2>&1 & locker=$!
	exec 9> hold; rm hold
	printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&9
	wait_for 20 grep -q 1 locked
}
unlock() { echo 'ROLLBACK;' >&9; exec 9>&-; wait "$locker"; }

if [ -n "$PRELOAD" ]; then
	before=$(syncs)
	for i in 1 2 3 4 5; do text 100 "wamid.single.$i" > a; post a > /dev/null; done
	is "each delivery that comes alone is written through to the disk" "$(($(syncs) - before >= 5))" 1
	"$LOAD" --to "$W" --secret "$WA_HOME/shop/app_secret" --clients 32 --count 2000 --prefix shared > out
	is "those that come together share it" "$(($(syncs) - before < 1000))" 1
	sqlite3 "$db" 'DELETE FROM entry'
else
	skip "syncs can't be counted in this build"
fi

# Many at once.
"$LOAD" --to "$W" --secret "$WA_HOME/shop/app_secret" --clients 32 --count 3000 > out
is "32 clients' 3000 messages are acknowledged, and are there" "$? $(count)" "0 3000"
"$LOAD" --to "$W" --secret "$WA_HOME/shop/app_secret" --clients 32 --count 3000 > out
is "delivered again, they are acknowledged, and are there once" "$? $(count)" "0 3000"

# A lock that goes: what waited is written together.
lock
before=$(commits)
for i in $(seq 20); do
	text 100 "wamid.together.$i" > "t$i"
	{ post "t$i" > "s$i"; } &
	posts+=($!)
done
connected() { [ "$(awk -v p="$(printf ':%04X' "${W##*:}")" '$2 ~ p"$" && $4 == "01"' /proc/net/tcp | wc -l)" -ge 20 ]; }
wait_for 20 connected
is "nothing is acknowledged while the journal is locked" "$(cat s*)" ""
unlock
wait "${posts[@]}"
is "after the lock all are acknowledged" "$(cat s* | tr -d '\n')" "$(printf '200%.0s' $(seq 20))"
is "and there" "$(journal shop "SELECT count(*) FROM entry WHERE id LIKE 'wamid.together.%'")" 20
is "20 concurrent deliveries share few commits" "$(($(commits) - before < 5))" 1

# A lock that stays.
lock
text 100 wamid.locked > a
start=$SECONDS
is "a delivery that can't be made durable gets 503, in bounded time" "$(post a) $((SECONDS - start < 9))" "503 1"
is "health says so" "$(curl -s -o h -w '%{http_code}' "http://$W/healthz") $(jq -c '[.status, .workspaces[0].durable]' h)" '503 ["not durable",false]'
like "and so does the log" "$(cat listen.err)" "shop: journal: can't be made durable"
unlock
healthy() { [ "$(curl -s -o h -w '%{http_code}' "http://$W/healthz")" = 200 ]; }
ok "it recovers by itself, with nobody delivering" wait_for 20 healthy
is "the redelivery is taken" "$(post a) $(journal shop "SELECT count(*) FROM entry WHERE id = 'wamid.locked'")" "200 1"

# A full disk: no file may grow beyond what it is.
sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' > out
jq -nc '{entry: [{id: "1", changes: [{field: "messages", value: {metadata: {phone_number_id: "100"}, messages: [range(2000) | {id: "full\(.)", from: "1",
	type: "text", text: {body: "x"}}]}}]}]}' > full
prlimit --pid "$LISTENER" --fsize=16384:
is "a full disk is 503" "$(post full)" 503
is "however often it comes" "$(post full) $(post full)" "503 503"
is "and fills no log" "$(grep "journal.db: " listen.err | sort | uniq -d)" ""
is "and nothing of that body is kept" "$(journal shop "SELECT count(*) FROM entry WHERE id LIKE 'full%'")" 0
prlimit --pid "$LISTENER" --fsize=unlimited:
ok "room again: it recovers" wait_for 12 healthy
is "the redelivery of all of it is taken" "$(post full) $(journal shop "SELECT count(*) FROM entry WHERE id LIKE 'full%'")" "200 2000"
is "the process is still the first one" "$(kill -0 "$LISTENER" && echo alive)" alive

# Clients that stand still, or send half a request, are nobody else's trouble.
port=${W##*:}
for i in $(seq 60); do
	exec {fd}<> "/dev/tcp/127.0.0.1/$port"
	case $((i % 3)) in
	0) printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\nabc' >&"$fd" ;;
	1) printf 'POST / HT' >&"$fd" ;;
	esac
done
text 100 wamid.beside > b
start=$(date +%s%N)
is "a delivery beside 60 stalled clients is taken" "$(post b)" 200
is "without delay" "$((($(date +%s%N) - start) / 1000000 < 1000))" 1
# A reader of the journal that doesn't end its transaction.
mkfifo hold; sqlite3 "$db" < hold > out 2>&1 & reader=$!
exec 9> hold
echo 'BEGIN; SELECT count(*) FROM entry;' >&9
wait_for 20 test -s out
text 100 wamid.reader > c
is "a reader holds up nothing" "$(post c)" 200
exec 9>&-; wait "$reader"

# The file goes away under it, and comes back.
old=$(count)
mv "$db" "$db.away"
text 100 wamid.moved > d
is "nothing is acknowledged while the journal is moved away" "$(post d) $(ls "$db" 2> /dev/null)" "503 "
like "which is said" "$(cat listen.err)" "journal.db: moved away"
mv "$db.away" "$db"
is "put back, it is as it was, and taken up again" "$(post d) $(count)" "200 $((old + 1))"
kill -TERM "$LISTENER"; wait "$LISTENER"

# What can't be a journal.
printf '\003\003' | dd of="$db" bs=1 seek=18 conv=notrunc 2> /dev/null
rm -f "$db-wal" "$db-shm"
status "a read-only journal is said, and nothing is served" 69 wa-recv --listen 127.0.0.1:0 -w shop
head -c 4096 /dev/urandom > "$db"
status "a journal that is none is said" 69 wa-recv --listen 127.0.0.1:0 -w shop
like "with its name" "$(cat .out)" "journal.db"
done_testing
