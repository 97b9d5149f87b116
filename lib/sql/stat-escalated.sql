-- Of the messages that the agent decided: given to a person.
SELECT m.received, m.contact, NULL, CASE WHEN l.confidence >= 0.5 THEN l.intent END, l.language,
	CASE WHEN m.settled < ?2 THEN m.outcome = 'escalated' END
FROM message m LEFT JOIN label l ON l.event = m.id
WHERE m.type = 'message' AND m.seq BETWEEN ?3 AND ?4
	AND coalesce(m.outcome, m.intended, '') NOT IN ('ignored', 'human')
