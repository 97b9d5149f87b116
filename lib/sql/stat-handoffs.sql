-- Conversations that passed from the agent to a person; topic is why.
SELECT t.at, t.contact, t.who, t.why, v.language, 1
FROM transition t JOIN conversation v ON v.contact = t.contact
WHERE t.after = 'human' AND t.at >= ?1 AND t.at < ?2
