-- Mood of customers' messages: from -1, all negative, to 1, all positive.
SELECT l.at, l.contact, NULL, CASE WHEN l.confidence >= 0.5 THEN l.intent END, l.language,
	CASE l.sentiment WHEN 'negative' THEN -1 WHEN 'positive' THEN 1 ELSE 0 END
FROM label l
WHERE l.at >= ?1 AND l.at < ?2
