-- wa.db: everything but what arrived. Times are milliseconds since 1970 UTC.
-- wa-store(5) has the states and who moves what.

CREATE TABLE mark (		-- one row a name: how far something has come
	name	TEXT PRIMARY KEY,
	value	INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
	id	INTEGER PRIMARY KEY,
	key	TEXT NOT NULL UNIQUE,	-- opaque: c_ and 16 hex digits
	name	TEXT,
	username TEXT,
	wa_id	TEXT,			-- the phone to write to, digits; may be absent
	user_id	TEXT,			-- the business-scoped user id to write to
	created	INTEGER NOT NULL
) STRICT;

CREATE TABLE alias (		-- every spelling by which a contact was ever known
	value	TEXT NOT NULL,		-- wa_id or user id
	contact	INTEGER NOT NULL REFERENCES contact,
	since	INTEGER NOT NULL,
	until	INTEGER			-- gone to somebody else, or changed
) STRICT;
CREATE UNIQUE INDEX alias_now ON alias (value) WHERE until IS NULL;
CREATE INDEX alias_contact ON alias (contact);

CREATE TABLE conversation (
	contact	INTEGER PRIMARY KEY REFERENCES contact,
	control	TEXT NOT NULL DEFAULT 'bot' CHECK (control IN ('bot', 'human', 'closed')),
	closed_as TEXT CHECK (closed_as IN ('resolved', 'closed', 'deleted')),
	language TEXT,
	last_in	INTEGER,		-- sent time of the customer's newest message: the window
	opted_out INTEGER,		-- since when, NULL while welcome
	opted_out_event TEXT,		-- the message that said so: its confirmation may still go
	created	INTEGER NOT NULL
) STRICT;

CREATE INDEX conversation_last ON conversation (last_in);

CREATE TABLE transition (	-- every change of control
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,		-- member, 'phone', 'customer', 'agent', 'rule'
	why	TEXT NOT NULL,
	before	TEXT NOT NULL,
	after	TEXT NOT NULL,
	event	TEXT
) STRICT;
CREATE INDEX transition_contact ON transition (contact, id);

CREATE TABLE message (		-- what came out of the journal into a conversation
	seq	INTEGER PRIMARY KEY,	-- the journal's arrival number
	type	TEXT NOT NULL,		-- message echo history
	id	TEXT NOT NULL,
	contact	INTEGER NOT NULL REFERENCES contact,
	outgoing INTEGER NOT NULL DEFAULT 0,	-- an echo, or our side of history
	time	INTEGER NOT NULL,
	received INTEGER NOT NULL,
	kind	TEXT NOT NULL,
	text	TEXT,
	reply_to TEXT,
	-- of customers' messages only:
	emissions INTEGER NOT NULL DEFAULT 0,
	emitted	INTEGER,
	handed	INTEGER,
	intended TEXT,
	outcome	TEXT CHECK (outcome IN ('failed', 'escalated', 'asked', 'answered', 'human', 'ignored')),
	settled	INTEGER
) STRICT;
CREATE INDEX message_id ON message (id);
CREATE INDEX message_contact ON message (contact, time, seq);
CREATE INDEX message_open ON message (seq) WHERE type = 'message' AND handed IS NULL;

CREATE TABLE memo (		-- what a filter once answered; see wa-filter(7)
	event	TEXT NOT NULL,
	filter	TEXT NOT NULL,
	value	TEXT NOT NULL,
	at	INTEGER NOT NULL,
	PRIMARY KEY (event, filter)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (		-- why the agent did what it did with one message
	event	TEXT PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	action	TEXT NOT NULL,
	reason	TEXT,
	confidence REAL,
	threshold REAL,
	detail	TEXT NOT NULL		-- the whole record, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_contact ON decision (contact, at);

CREATE TABLE outbox (		-- wa-store(5): the states and who moves them
	id	INTEGER PRIMARY KEY,
	event	TEXT NOT NULL,		-- what it answers, or the command's own id
	part	INTEGER NOT NULL,
	contact	INTEGER NOT NULL REFERENCES contact,
	answers	INTEGER,		-- message.seq it answers; NULL when nobody asked
	author	TEXT NOT NULL,		-- 'agent', or a member's name
	kind	TEXT NOT NULL,		-- text, image, interactive ...
	payload	TEXT NOT NULL,		-- JSON, the Cloud API's shape with its recipient
	state	TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
		('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'dropped')),
	callback TEXT NOT NULL UNIQUE,	-- travels as biz_opaque_callback_data
	wamid	TEXT,
	attempts INTEGER NOT NULL DEFAULT 0,
	due	INTEGER NOT NULL,	-- not to be tried before
	code	INTEGER,		-- Graph error
	reason	TEXT,
	gate	INTEGER,		-- highest journal seq the gate had seen
	queued	INTEGER NOT NULL,
	started	INTEGER,		-- marked sending
	sent	INTEGER,
	delivered INTEGER,
	read	INTEGER,
	ended	INTEGER,		-- failed, dropped, or given up as unknown
	UNIQUE (event, part)
) STRICT;
CREATE INDEX outbox_busy ON outbox (contact, id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX outbox_contact ON outbox (contact, id);
CREATE INDEX outbox_due ON outbox (due, id) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_unknown ON outbox (started) WHERE state = 'unknown';

CREATE TABLE early_status (	-- statuses that came before we knew the message id
	wamid	TEXT NOT NULL,
	state	TEXT NOT NULL,
	time	INTEGER NOT NULL,
	code	INTEGER,
	reason	TEXT,
	PRIMARY KEY (wamid, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE inquiry (
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	category TEXT NOT NULL,
	reason	TEXT NOT NULL,
	status	TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'resolved', 'ignored')),
	owner	TEXT,
	opened	INTEGER NOT NULL,
	changed	INTEGER NOT NULL
) STRICT;
CREATE INDEX inquiry_open ON inquiry (contact) WHERE status IN ('open', 'claimed');
CREATE INDEX inquiry_status ON inquiry (status, opened);

CREATE TABLE inquiry_event (	-- the messages that an inquiry is about
	event	TEXT NOT NULL,
	inquiry	INTEGER NOT NULL REFERENCES inquiry,
	at	INTEGER NOT NULL,
	PRIMARY KEY (event, inquiry)
) STRICT, WITHOUT ROWID;
