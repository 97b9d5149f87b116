-- From an inquiry's opening to a person's first words to the customer; business time.
WITH said AS (
	SELECT q.id, min(o.sent) AS at, o.author AS who
	FROM inquiry q JOIN outbox o ON o.contact = q.contact AND o.author <> 'agent'
		AND o.sent >= q.opened AND o.sent < ?2
	WHERE q.opened >= ?1 AND q.opened < ?2 GROUP BY q.id
	UNION ALL
	SELECT q.id, min(m.time), 'phone'
	FROM inquiry q JOIN message m ON m.contact = q.contact AND m.type = 'echo'
		AND m.time >= q.opened AND m.time < ?2
	WHERE q.opened >= ?1 AND q.opened < ?2 GROUP BY q.id
), first AS (
	SELECT id, min(at) AS at, who FROM said GROUP BY id
)
SELECT q.opened, q.contact, f.who, q.category, v.language, business(q.opened, f.at)
FROM inquiry q JOIN conversation v ON v.contact = q.contact LEFT JOIN first f ON f.id = q.id
WHERE q.opened >= ?1 AND q.opened < ?2
