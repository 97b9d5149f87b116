# Dialogues of the kinds that go wrong first: corrections, the matter and the
# town told with the wish, numbers read out, refusals, several languages.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

leads_judge "dialogues" "$ROOT/tests/data/leads/more.ndjson"
done_testing
