-- Inquiries that were open or claimed.
SELECT l.at, q.contact, NULL, q.category, v.language, CASE WHEN l.what IN ('opened', 'reopened') THEN 1 ELSE -1 END
FROM inquiry_log l JOIN inquiry q ON q.id = l.inquiry JOIN conversation v ON v.contact = q.contact
WHERE l.what IN ('opened', 'resolved', 'ignored', 'reopened') AND l.at < ?2
ORDER BY l.at, l.id
