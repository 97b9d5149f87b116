# shellcheck shell=bash
# The house: what holds for the project as a whole.
. "$ROOT/tests/lib.sh"

ok "every library folder has a place in the layer table" bash -c 'for d in "$ROOT"/lib/*/; do grep -q "$(basename "$d")/" "$ROOT/lib/README.md" || exit 1; done'
done_testing
