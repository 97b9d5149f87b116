# Dialogues of the kinds that go wrong first: corrections, the matter and the
# town told with the wish, numbers read out, refusals, several languages; how
# many and for whom, told before it is asked; trades of other kinds.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"
. "$ROOT/tests/leads.sh"

leads_judge "dialogues" "$ROOT/tests/data/leads/more.ndjson"
leads_judge "what is told with the wish" "$ROOT/tests/data/leads/told.ndjson"
leads_judge "numbers in doubt" "$ROOT/tests/data/leads/doubt.ndjson"
leads_judge "other trades" "$ROOT/tests/data/leads/trades.ndjson"
leads_judge "from where to where" "$ROOT/tests/data/leads/ways.ndjson"
leads_judge "answers that come late, and change" "$ROOT/tests/data/leads/back.ndjson"
leads_judge "nights, things that are counted, and questions between" "$ROOT/tests/data/leads/counted.ndjson"
done_testing
