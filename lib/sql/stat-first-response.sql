-- From a session's first message to the first thing the customer was sent, by anybody; business time.
WITH wait AS (
	SELECT s.id, s.contact, s.started
	FROM message m JOIN session s ON s.id = m.session
	WHERE m.type = 'message' AND m.seq BETWEEN ?3 AND ?4 AND m.received = s.started
	GROUP BY s.id
), said AS (
	SELECT o.sent AS at, o.author AS who, o.contact
	FROM outbox o WHERE o.id >= ?5 AND o.sent >= ?1 AND o.sent < ?2
	UNION ALL
	SELECT m.time, 'phone', m.contact
	FROM message m WHERE m.type = 'echo' AND m.seq BETWEEN ?3 AND ?4
), first AS (
	SELECT (SELECT s.id FROM session s WHERE s.contact = said.contact AND s.started <= said.at
		ORDER BY s.id DESC LIMIT 1) AS id, min(at) AS at, who
	FROM said GROUP BY 1
)
SELECT w.started, w.contact, f.who, NULL, v.language, business(w.started, f.at)
FROM wait w JOIN conversation v ON v.contact = w.contact LEFT JOIN first f ON f.id = w.id
