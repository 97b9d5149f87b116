-- From an inquiry's opening to a person's first words to the customer; business time.
WITH said AS (
	SELECT o.sent AS at, o.author AS who, o.contact
	FROM outbox o WHERE o.id >= ?5 AND o.author <> 'agent' AND o.sent >= ?1 AND o.sent < ?2
	UNION ALL
	SELECT m.time, 'phone', m.contact
	FROM message m WHERE m.type = 'echo' AND m.seq BETWEEN ?3 AND ?4
), first AS (
	SELECT q.id, min(said.at) AS at, said.who
	FROM said CROSS JOIN inquiry q ON q.contact = said.contact AND q.opened <= said.at AND q.opened >= ?1
	GROUP BY q.id
)
SELECT q.opened, q.contact, f.who, q.category, v.language, business(q.opened, f.at)
FROM inquiry q JOIN conversation v ON v.contact = q.contact LEFT JOIN first f ON f.id = q.id
WHERE q.opened >= ?1 AND q.opened < ?2
