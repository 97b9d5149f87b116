-- Leads that began; topic is their source.
SELECT d.opened, d.contact, d.owner, d.source, v.language, 1
FROM lead d JOIN conversation v ON v.contact = d.contact
WHERE d.opened >= ?1 AND d.opened < ?2
