-- From an inquiry's opening to a member's claiming it; business time.
SELECT q.opened, q.contact, c.who, q.category, v.language, business(q.opened, c.at)
FROM inquiry q JOIN conversation v ON v.contact = q.contact
LEFT JOIN (SELECT l.inquiry, min(l.at) AS at, l.who FROM inquiry_log l
	WHERE l.what = 'claimed' AND l.at >= ?1 AND l.at < ?2 GROUP BY l.inquiry) c ON c.inquiry = q.id
WHERE q.opened >= ?1 AND q.opened < ?2
