-- Messages of customers.
SELECT m.received, m.contact, NULL, CASE WHEN l.confidence >= 0.5 THEN l.intent END, l.language, 1
FROM message m LEFT JOIN label l ON l.event = m.id
WHERE m.type = 'message' AND m.seq BETWEEN ?3 AND ?4
