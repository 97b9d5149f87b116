# shellcheck shell=bash
# The house: what holds for the project as a whole.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

ok "every library folder has a place in the layer table" bash -c 'for d in "$ROOT"/lib/*/; do grep -q "$(basename "$d")/" "$ROOT/lib/README.md" || exit 1; done'
is "nothing lies at the top but what the design names" "$(git -C "$ROOT" ls-files 2> /dev/null | sed 's,/.*,,' | sort -u |
	grep -vxE '\.ci|\.gitignore|LICENSE|Makefile|README.md|bin|etc|lib|scripts|src|tests')" ""
done_testing
