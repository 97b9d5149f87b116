-- Of the inquiries that ended: opened again afterwards.
WITH ending AS (
	SELECT l.inquiry, min(l.id) AS id, l.at, l.who FROM inquiry_log l
	WHERE l.what IN ('resolved', 'ignored') AND l.at >= ?1 AND l.at < ?2 GROUP BY l.inquiry
)
SELECT e.at, q.contact, e.who, q.category, v.language, EXISTS (SELECT 1 FROM inquiry_log r
	WHERE r.inquiry = e.inquiry AND r.what = 'reopened' AND r.id > e.id AND r.at < ?2)
FROM ending e JOIN inquiry q ON q.id = e.inquiry JOIN conversation v ON v.contact = q.contact
