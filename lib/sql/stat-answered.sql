-- Of the messages that the agent decided: answered, or asked back, by it alone.
SELECT m.received, m.contact, NULL, CASE WHEN l.confidence >= 0.5 THEN l.intent END, l.language,
	CASE WHEN m.settled < ?2 THEN m.outcome IN ('answered', 'asked') END
FROM message m LEFT JOIN label l ON l.event = m.id
WHERE m.type = 'message' AND m.seq BETWEEN ?3 AND ?4
	AND coalesce(m.outcome, m.intended, '') NOT IN ('ignored', 'human')
