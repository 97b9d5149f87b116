-- From a session's first message to the first thing the customer was sent, by anybody; business time.
WITH wait AS (
	SELECT s.id, s.contact, s.started, coalesce((SELECT n.started FROM session n
		WHERE n.contact = s.contact AND n.id > s.id ORDER BY n.id LIMIT 1), ?2) AS next
	FROM session s
	WHERE s.started >= ?1 AND s.started < ?2 AND EXISTS (SELECT 1 FROM message m
		WHERE m.contact = s.contact AND m.type = 'message' AND m.received = s.started)
), said AS (
	SELECT w.id, min(o.sent) AS at, o.author AS who
	FROM wait w JOIN outbox o ON o.contact = w.contact AND o.sent >= w.started AND o.sent < min(w.next, ?2)
	GROUP BY w.id
	UNION ALL
	SELECT w.id, min(m.time), 'phone'
	FROM wait w JOIN message m ON m.contact = w.contact AND m.type = 'echo'
		AND m.time >= w.started AND m.time < min(w.next, ?2)
	GROUP BY w.id
), first AS (
	SELECT id, min(at) AS at, who FROM said GROUP BY id
)
SELECT w.started, w.contact, f.who, NULL, v.language, business(w.started, f.at)
FROM wait w JOIN conversation v ON v.contact = w.contact LEFT JOIN first f ON f.id = w.id
