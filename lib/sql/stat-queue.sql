-- Inquiries that were open or claimed; where it stood at the beginning is one step.
SELECT ?1 - 1, NULL, NULL, NULL, NULL, coalesce(sum(CASE WHEN l.what IN ('opened', 'reopened') THEN 1 ELSE -1 END), 0)
FROM inquiry_log l
WHERE l.what IN ('opened', 'resolved', 'ignored', 'reopened') AND +l.at < ?1
UNION ALL
SELECT * FROM (SELECT l.at, q.contact, NULL, q.category, v.language, CASE WHEN l.what IN ('opened', 'reopened') THEN 1 ELSE -1 END
	FROM inquiry_log l JOIN inquiry q ON q.id = l.inquiry JOIN conversation v ON v.contact = q.contact
	WHERE l.what IN ('opened', 'resolved', 'ignored', 'reopened') AND l.at >= ?1 AND l.at < ?2
	ORDER BY l.at, l.id)
