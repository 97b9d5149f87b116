-- Scores of the customers who were asked after closing.
SELECT f.asked, f.contact, v.assignee, NULL, v.language, CASE WHEN f.answered < ?2 THEN f.score END
FROM satisfaction f JOIN conversation v ON v.contact = f.contact
WHERE f.asked >= ?1 AND f.asked < ?2
