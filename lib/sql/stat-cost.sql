-- Messages that WhatsApp charges for, each once; topic is the pricing category.
SELECT e.received, NULL, NULL, e.body ->> '$.status.pricing.category', NULL, 1
FROM entry e
WHERE e.type = 'status' AND e.seq BETWEEN ?3 AND ?4 AND e.body ->> '$.status.state' = 'sent'
	AND coalesce(e.body ->> '$.status.pricing.billable', e.body ->> '$.status.pricing.type' = 'regular')
