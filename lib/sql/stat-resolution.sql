-- From an inquiry's opening to its end, the last one when it was reopened; business time.
WITH ending AS (
	SELECT l.inquiry, max(l.id) AS id, l.at, l.who, l.what FROM inquiry_log l
	WHERE l.what IN ('resolved', 'ignored', 'reopened') AND l.at >= ?1 AND l.at < ?2 GROUP BY l.inquiry
)
SELECT q.opened, q.contact, e.who, q.category, v.language, business(q.opened, e.at)
FROM inquiry q JOIN conversation v ON v.contact = q.contact
LEFT JOIN ending e ON e.inquiry = q.id AND e.what <> 'reopened'
WHERE q.opened >= ?1 AND q.opened < ?2
