-- Of what was to be sent: failed for good.
SELECT o.queued, o.contact, o.author, o.kind, v.language,
	CASE WHEN coalesce(o.ended, o.sent) < ?2 THEN o.state = 'failed' AND o.ended < ?2 END
FROM outbox o JOIN conversation v ON v.contact = o.contact
WHERE o.id >= ?5 AND o.queued >= ?1 AND o.queued < ?2
