-- journal.db: what arrived. Append-only, written by the listener alone.
-- Times are milliseconds since 1970 UTC. wa-store(5) explains.
CREATE TABLE entry (
	seq	INTEGER PRIMARY KEY,	-- arrival number
	once	BLOB NOT NULL UNIQUE,	-- 16 bytes by which a redelivery is recognised
	type	TEXT NOT NULL,		-- message echo status history system account unknown
	id	TEXT NOT NULL,		-- the event's id
	time	INTEGER NOT NULL,	-- when it happened, as WhatsApp says
	received INTEGER NOT NULL,	-- when it arrived here
	peer	TEXT,			-- the customer: user id, else wa_id
	body	TEXT NOT NULL		-- the event, without workspace, conversation and contact.key
) STRICT;
CREATE INDEX entry_echo ON entry (seq) WHERE type = 'echo';
-- The two lanes of the follower: years of history must not delay a live message.
CREATE INDEX entry_live ON entry (seq) WHERE type <> 'history';
CREATE INDEX entry_history ON entry (seq) WHERE type = 'history';
