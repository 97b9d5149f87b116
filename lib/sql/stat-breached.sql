-- Of the inquiries that were opened: waited longer than a limit under sla.
SELECT q.opened, q.contact, q.owner, q.category, v.language, EXISTS (SELECT 1 FROM inquiry_log l
	WHERE l.inquiry = q.id AND l.what = 'breached' AND l.at < ?2)
FROM inquiry q JOIN conversation v ON v.contact = q.contact
WHERE q.opened >= ?1 AND q.opened < ?2
