# shellcheck shell=bash
# wa migrate: from an older schema to this one, with the workspace for itself.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

wa init shop 2> /dev/null
echo hi | wa-event -w shop | wa-classify -w shop | wa-reply -w shop > /dev/null || true
like "there is nothing to do on a store of this version" "$(wa migrate shop 2>&1; echo $?)" "shop: nothing to do"
was=$(sqlite3 shop/var/wa.db "PRAGMA user_version")

rm -f shop/var/wa.db*
sqlite3 shop/var/wa.db "PRAGMA user_version = 0"
like "an empty store is brought to this schema" "$(wa migrate shop 2>&1)" "shop: $was steps?$"
is "and is at this version" "$(sqlite3 shop/var/wa.db "PRAGMA user_version")" "$was"

# A program of the workspace holds the lock while it runs.
background bash -c 'exec 9< shop/var/lock; flock -s 9; exec sleep 30'
held() { ! flock -n shop/var/lock true; }
wait_for 20 held
sqlite3 shop/var/wa.db "PRAGMA user_version = 0"
out=$(wa migrate shop 2>&1); rc=$?
is "with a program of the workspace running it is refused" "$rc" 75
like "and says so" "$out" "wa-migrate: shop: .*(stop|run)"
is "and nothing is changed" "$(sqlite3 shop/var/wa.db "PRAGMA user_version")" 0

sqlite3 shop/var/wa.db "PRAGMA user_version = 999"
out=$(wa-conv list -w shop 2>&1); rc=$?
is "a store of a newer version is exit 78" "$rc" 78
like "and is said" "$out" "schema 999"

rm -f shop/var/wa.db*
(umask 077 && yes 'no database' | head -c 20000 > shop/var/wa.db)
out=$(wa-conv list -w shop 2>&1); rc=$?
is "a damaged store is exit 78" "$rc" 78
like "is called damaged, with the way out" "$out" "can't be read; wa-backup"
unlike "and not old" "$out" "migrate"
is "migrating it fails" "$(wa migrate shop > /dev/null 2>&1; echo $?)" 75
is "and leaves it alone" "$(head -c 11 shop/var/wa.db)" "no database"
done_testing
