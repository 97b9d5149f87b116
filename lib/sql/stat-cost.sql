-- Messages that WhatsApp charges for: delivered, each once, of type regular; topic is the pricing
-- category, value what price() of it says (NULL: nobody has), or 1 where no prices are set.
SELECT e.received, o.contact, NULL, e.body ->> '$.status.pricing.category', NULL,
	price(e.body ->> '$.status.pricing.category', coalesce(e.body ->> '$.contact.wa_id', c.wa_id), e.received), min(e.seq)
FROM entry e LEFT JOIN outbox o ON o.wamid = e.body ->> '$.status.id' LEFT JOIN contact c ON c.id = o.contact
WHERE e.type = 'status' AND e.seq BETWEEN ?3 AND ?4 AND e.body ->> '$.status.state' IN ('delivered', 'read')
	AND coalesce(e.body ->> '$.status.pricing.type' = 'regular', e.body ->> '$.status.pricing.billable')
	-- A read chat skips delivered; else what was charged then is not charged again.
	AND (e.body ->> '$.status.state' = 'delivered' OR coalesce(o.delivered >= e.time, 1))
GROUP BY e.body ->> '$.status.id', e.body ->> '$.contact.wa_id'
