-- People: sessions, members' work on conversations and inquiries, leads,
-- notices. wa-store(5) has the states and who moves what.

CREATE TABLE session (		-- the stretch of a conversation that is one matter
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	started	INTEGER NOT NULL,	-- when its first message reached us or was written by a member
	last	INTEGER NOT NULL,	-- the same of its newest one; the agent's own don't count
	ended	INTEGER,		-- NULL: running, unless `last` is longer ago than session.timeout
	ended_as TEXT CHECK (ended_as IN ('timeout', 'resolved', 'closed', 'deleted'))
) STRICT;
CREATE INDEX session_contact ON session (contact, id);

ALTER TABLE message ADD COLUMN session INTEGER REFERENCES session;	-- NULL: remarks, history

ALTER TABLE conversation ADD COLUMN control_since INTEGER;	-- when control last changed or a person held on to it
ALTER TABLE conversation ADD COLUMN parting TEXT;	-- the event whose words may still go though control has passed
ALTER TABLE conversation ADD COLUMN assignee TEXT;	-- the member whose conversation it is
ALTER TABLE conversation ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;	-- a member said: stays human when the inquiry ends
ALTER TABLE conversation ADD COLUMN last_out INTEGER;	-- sent time of our newest message, whoever wrote it
ALTER TABLE conversation ADD COLUMN last_person INTEGER;	-- the same, written by a person
UPDATE conversation SET control_since = (SELECT max(at) FROM transition t WHERE t.contact = conversation.contact);
ALTER TABLE conversation ADD COLUMN waiting INTEGER;	-- sent time of the oldest message that waits for an answer; kept by triggers
ALTER TABLE conversation ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;	-- of the open inquiry, and one: 0 is none; kept by triggers
ALTER TABLE conversation ADD COLUMN last INTEGER AS (max(coalesce(last_in, 0), coalesce(last_out, 0)));
-- The place in line: who waits, the longest first, then the others, the newest first.
ALTER TABLE conversation ADD COLUMN line INTEGER AS (coalesce(waiting, 9007199254740991 - max(coalesce(last_in, 0), coalesce(last_out, 0))));
CREATE INDEX conversation_recent ON conversation (last);
CREATE INDEX conversation_control ON conversation (control, last);
CREATE INDEX conversation_assignee ON conversation (assignee, last) WHERE assignee IS NOT NULL;
CREATE INDEX conversation_line ON conversation (line);
CREATE INDEX conversation_priority ON conversation (priority DESC, line);
CREATE INDEX conversation_waiting ON conversation (waiting) WHERE waiting IS NOT NULL;

ALTER TABLE inquiry ADD COLUMN session INTEGER REFERENCES session;
ALTER TABLE inquiry ADD COLUMN kind TEXT NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'media', 'stale', 'delivery', 'failure'));
ALTER TABLE inquiry ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;	-- 0 to 9, higher is sooner
ALTER TABLE inquiry ADD COLUMN skill TEXT;	-- what its owner must be able to do
ALTER TABLE inquiry ADD COLUMN rule TEXT;	-- the route that took it; NULL: none has looked yet
ALTER TABLE inquiry ADD COLUMN seen TEXT;	-- what routes look at, JSON (wa/route.h)
ALTER TABLE inquiry ADD COLUMN since INTEGER NOT NULL DEFAULT 0;	-- its clock: opened, reopened, or where a snooze ends
ALTER TABLE inquiry ADD COLUMN told INTEGER;	-- when the customer was acknowledged
ALTER TABLE inquiry ADD COLUMN asked INTEGER;	-- when the customer was asked for a detail
ALTER TABLE inquiry ADD COLUMN claimed INTEGER;
ALTER TABLE inquiry ADD COLUMN snoozed INTEGER;	-- until then it is nobody's hurry
ALTER TABLE inquiry ADD COLUMN ended INTEGER;
ALTER TABLE inquiry ADD COLUMN ended_by TEXT;
ALTER TABLE inquiry ADD COLUMN reply TEXT;	-- what the customer was answered with the resolving
UPDATE inquiry SET since = opened;
CREATE INDEX inquiry_contact ON inquiry (contact, id);
CREATE INDEX inquiry_owner ON inquiry (owner, status);
CREATE INDEX inquiry_priority ON inquiry (priority DESC, since, id) WHERE status IN ('open', 'claimed');
CREATE INDEX inquiry_since ON inquiry (since, id) WHERE status IN ('open', 'claimed');
CREATE INDEX inquiry_recent ON inquiry (changed DESC, id DESC) WHERE status IN ('open', 'claimed');
CREATE INDEX inquiry_changed ON inquiry (changed DESC, id DESC);
CREATE INDEX inquiry_event_inquiry ON inquiry_event (inquiry, at);
CREATE INDEX inquiry_unowned ON inquiry (since, id) WHERE status = 'open' AND owner IS NULL;
CREATE INDEX inquiry_given ON inquiry (since, id) WHERE status = 'open' AND owner IS NOT NULL;
CREATE INDEX inquiry_unrouted ON inquiry (id) WHERE rule IS NULL AND status IN ('open', 'claimed');

CREATE TABLE inquiry_log (	-- everything that happened to an inquiry
	id	INTEGER PRIMARY KEY,
	inquiry	INTEGER NOT NULL REFERENCES inquiry,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,		-- member, 'agent', 'customer', 'phone', 'rule'
	what	TEXT NOT NULL CHECK (what IN ('opened', 'joined', 'routed', 'assigned', 'claimed', 'released', 'transferred',
		'snoozed', 'resolved', 'ignored', 'reopened', 'breached')),
	subject	TEXT,			-- which event, to whom, until when, which limit
	why	TEXT
) STRICT;
CREATE INDEX inquiry_log_inquiry ON inquiry_log (inquiry, id);
CREATE INDEX inquiry_log_at ON inquiry_log (at);
CREATE INDEX inquiry_log_given ON inquiry_log (subject, at) WHERE what = 'assigned';

CREATE TABLE assignment (	-- who had a conversation, when
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,
	member	TEXT,			-- NULL: nobody any more
	why	TEXT
) STRICT;
CREATE INDEX assignment_contact ON assignment (contact, id);
CREATE INDEX assignment_member ON assignment (member, at);

CREATE TABLE note (		-- internal; never leaves the desk
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	inquiry	INTEGER REFERENCES inquiry,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,
	text	TEXT NOT NULL
) STRICT;
CREATE INDEX note_contact ON note (contact, id);
CREATE INDEX note_inquiry ON note (inquiry) WHERE inquiry IS NOT NULL;

CREATE TABLE tag (
	contact	INTEGER NOT NULL REFERENCES contact,
	tag	TEXT NOT NULL,
	stays	INTEGER NOT NULL,	-- 1: a segment of the contact; 0: of the conversation, until it is closed
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,		-- member, 'agent', 'rule'
	PRIMARY KEY (contact, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_tag ON tag (tag, contact);

CREATE TABLE attribute (	-- what is known of a contact
	contact	INTEGER NOT NULL REFERENCES contact,
	name	TEXT NOT NULL,
	value	TEXT NOT NULL,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,
	PRIMARY KEY (contact, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_merge (	-- alias rows: nothing is moved, so it can be undone
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,	-- is the same person as
	into_	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,
	undone	INTEGER,
	undone_by TEXT
) STRICT;
CREATE UNIQUE INDEX contact_merge_now ON contact_merge (contact) WHERE undone IS NULL;
CREATE INDEX contact_merge_contact ON contact_merge (contact);
CREATE INDEX contact_merge_into ON contact_merge (into_);

-- The contact that stands for the person; follows from contact_merge.
ALTER TABLE contact ADD COLUMN merged INTEGER REFERENCES contact;
ALTER TABLE contact ADD COLUMN person INTEGER AS (coalesce(merged, id));
CREATE INDEX contact_person ON contact (person);

CREATE TABLE referral (		-- the ads that people came from
	event	TEXT PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	detail	TEXT NOT NULL		-- context.referral, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_contact ON referral (contact, at);

CREATE TABLE label (		-- what wa-classify found in a message of a customer
	event	TEXT PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	language TEXT,
	intent	TEXT,
	confidence REAL,
	sentiment TEXT,
	urgency	TEXT,
	tags	TEXT			-- JSON array, NULL for none
) STRICT, WITHOUT ROWID;
CREATE INDEX label_contact ON label (contact, at);
CREATE INDEX label_at ON label (at);

CREATE TABLE notice (		-- what members and hooks are to be told of
	id	INTEGER PRIMARY KEY,
	what	TEXT NOT NULL CHECK (what IN ('handoff', 'inquiry', 'lead', 'claim', 'mention', 'breach')),
	contact	INTEGER NOT NULL REFERENCES contact,
	inquiry	INTEGER REFERENCES inquiry,
	lead	INTEGER REFERENCES lead,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,		-- made it happen: member, 'agent', 'customer', 'phone', 'rule'
	member	TEXT,			-- whom it concerns; NULL: whoever is on duty
	detail	TEXT,			-- the note that mentions, the limit that was passed
	planned	INTEGER			-- when it became tellings; NULL: not yet
) STRICT;
CREATE INDEX notice_new ON notice (id) WHERE planned IS NULL;
CREATE INDEX notice_at ON notice (at);
CREATE INDEX notice_inquiry ON notice (inquiry) WHERE inquiry IS NOT NULL;

CREATE TABLE telling (		-- each hook and member to be told of a notice, and what became of it
	id	INTEGER PRIMARY KEY,
	notice	INTEGER NOT NULL REFERENCES notice,
	channel	TEXT NOT NULL CHECK (channel IN ('hook', 'whatsapp')),
	recipient TEXT NOT NULL,	-- the hook's file or the member
	state	TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'telling', 'told', 'failed', 'moot')),
	due	INTEGER NOT NULL,	-- not to be told before
	attempts INTEGER NOT NULL DEFAULT 0,
	ended	INTEGER,		-- told, failed or moot
	reason	TEXT,			-- why not; of the last attempt
	UNIQUE (notice, channel, recipient)
) STRICT;
CREATE INDEX telling_due ON telling (due, id) WHERE state = 'due';
CREATE INDEX telling_open ON telling (id) WHERE state = 'telling';
CREATE INDEX telling_failed ON telling (ended) WHERE state = 'failed';

CREATE TABLE lead (
	id	INTEGER PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	session	INTEGER REFERENCES session,
	status	TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'contacted', 'won', 'lost', 'spam')),
	complete INTEGER,		-- when nothing was left to ask
	confirmed INTEGER,		-- when the customer was told what happens next
	owner	TEXT,
	source	TEXT NOT NULL,		-- the ad's id, or 'chat'
	referral TEXT,			-- JSON
	event	TEXT NOT NULL,		-- the message that began it
	first	TEXT,			-- its words
	fields	TEXT NOT NULL DEFAULT '{}',	-- JSON, key -> value, of what is known
	said	TEXT NOT NULL DEFAULT '{}',	-- JSON, key -> the words it was said in, also where they came to no value
	asked	TEXT NOT NULL DEFAULT '[]',	-- JSON, keys asked for, or not to be asked for any more
	asking	TEXT,			-- the key whose question is open
	opened	INTEGER NOT NULL,
	changed	INTEGER NOT NULL
) STRICT;
CREATE INDEX lead_contact ON lead (contact, id);
CREATE INDEX lead_status ON lead (status, opened);
CREATE INDEX lead_owner ON lead (owner, opened) WHERE owner IS NOT NULL;
CREATE INDEX lead_source ON lead (source, opened);
CREATE INDEX lead_opened ON lead (opened);

CREATE TABLE lead_value (	-- lead.fields once more, to find leads by them; of {"date","time"} the date, and both
	key	TEXT NOT NULL,
	value	TEXT NOT NULL,
	opened	INTEGER NOT NULL,
	lead	INTEGER NOT NULL REFERENCES lead,
	PRIMARY KEY (key, value, opened, lead)
) STRICT, WITHOUT ROWID;

CREATE TABLE lead_log (		-- what became known of a lead and of whom
	id	INTEGER PRIMARY KEY,
	lead	INTEGER NOT NULL REFERENCES lead,
	at	INTEGER NOT NULL,
	who	TEXT NOT NULL,		-- 'customer', 'agent', member
	what	TEXT NOT NULL,		-- a field's key, or 'status', 'owner', 'asked', 'confirmed'
	value	TEXT,			-- JSON; NULL: nothing any more
	words	TEXT			-- what was said
) STRICT;
CREATE INDEX lead_log_lead ON lead_log (lead, id);

CREATE TABLE lead_hint (	-- what somebody said before a lead began
	contact	INTEGER PRIMARY KEY REFERENCES contact,
	at	INTEGER NOT NULL,
	fields	TEXT NOT NULL,
	said	TEXT NOT NULL
) STRICT;

CREATE TABLE media (		-- what customers sent, fetched, and members from files of theirs; one row a message
	event	TEXT PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	path	TEXT,			-- under var/media; NULL: could not be had, or is no longer kept
	sha256	TEXT,
	type	TEXT,
	bytes	INTEGER,
	seconds	REAL,
	width	INTEGER,
	height	INTEGER,
	name	TEXT,			-- what the customer called it; to be shown, never a path
	problem	TEXT,			-- why it could not be had
	asked	TEXT,			-- JSON: what it takes to ask WhatsApp once more
	tries	INTEGER NOT NULL DEFAULT 0,	-- apart from the line
	again	INTEGER,		-- when the next one is due; NULL: none
	removed	INTEGER			-- taken away by age
) STRICT, WITHOUT ROWID;
CREATE INDEX media_contact ON media (contact, at);
CREATE INDEX media_path ON media (path, at) WHERE path IS NOT NULL;
CREATE INDEX media_at ON media (at) WHERE path IS NOT NULL;
CREATE INDEX media_again ON media (again) WHERE again IS NOT NULL;

CREATE TABLE upload (		-- files of ours that WhatsApp has
	sha256	TEXT NOT NULL,
	number	TEXT NOT NULL,		-- the phone_number_id it may be sent from
	type	TEXT NOT NULL,
	id	TEXT NOT NULL,		-- WhatsApp's
	at	INTEGER NOT NULL,	-- it forgets them after 30 days
	PRIMARY KEY (sha256, number, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE heard (		-- transcripts of voice notes
	event	TEXT PRIMARY KEY,
	contact	INTEGER NOT NULL REFERENCES contact,
	at	INTEGER NOT NULL,
	text	TEXT,			-- NULL: not understood
	language TEXT,
	confidence REAL,
	engine	TEXT,
	seconds	REAL,
	summary	TEXT,			-- of long ones
	readings TEXT,			-- of doubtful ones: JSON array
	problem	TEXT			-- why it was not understood
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_contact ON heard (contact, at);

CREATE TABLE turn (		-- bursts: which messages were taken as one
	event	TEXT PRIMARY KEY,	-- the merged message
	head	TEXT NOT NULL		-- the event that carries the turn's words and answer
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_head ON turn (head);

CREATE TABLE satisfaction (	-- asked after closing
	contact	INTEGER NOT NULL REFERENCES contact,
	session	INTEGER NOT NULL REFERENCES session,
	asked	INTEGER,
	skipped	TEXT,			-- why it was not asked
	answered INTEGER,
	score	INTEGER,
	PRIMARY KEY (session)
) STRICT, WITHOUT ROWID;
CREATE INDEX satisfaction_contact ON satisfaction (contact);

-- Full text. What is kept is not what was written but its words, folded and
-- without accents, the letters of scripts without spaces one by one: the code
-- makes both them and the queries (wa/search).
CREATE VIRTUAL TABLE contact_words USING fts5 (words, columnsize = 0, tokenize = 'ascii');	-- rowid: contact.id
CREATE VIRTUAL TABLE message_words USING fts5 (words, content = '', columnsize = 0, tokenize = 'ascii');	-- rowid: message.seq
CREATE VIRTUAL TABLE outbox_words USING fts5 (words, content = '', columnsize = 0, tokenize = 'ascii');	-- rowid: outbox.id
CREATE VIRTUAL TABLE note_words USING fts5 (words, content = '', columnsize = 0, tokenize = 'ascii');	-- rowid: note.id

-- A customer waits from the first message on that neither the agent answered
-- nor a person; an acknowledgement that a person will reply is no answer.
CREATE TRIGGER message_waits AFTER INSERT ON message WHEN new.type = 'message'
BEGIN
	UPDATE conversation SET waiting = coalesce(waiting, new.time)
	    WHERE contact = new.contact AND new.time > coalesce(last_person, 0);
END;
CREATE TRIGGER message_is_served AFTER UPDATE OF outcome ON message WHEN new.outcome IN ('answered', 'asked', 'ignored')
BEGIN
	UPDATE conversation SET waiting = (SELECT min(time) FROM message
	    WHERE contact = new.contact AND time >= new.time AND type = 'message' AND coalesce(outcome, 'human') IN ('escalated', 'human', 'failed'))
	    WHERE contact = new.contact AND waiting = new.time;
END;
CREATE TRIGGER message_waits_on AFTER UPDATE OF outcome ON message WHEN new.outcome IN ('escalated', 'human', 'failed')
BEGIN
	UPDATE conversation SET waiting = min(coalesce(waiting, new.time), new.time)
	    WHERE contact = new.contact AND new.time > coalesce(last_person, 0) AND control <> 'closed';
END;
CREATE TRIGGER conversation_is_served AFTER UPDATE OF last_person ON conversation WHEN new.waiting <= new.last_person
BEGIN
	UPDATE conversation SET waiting = (SELECT min(time) FROM message
	    WHERE contact = new.contact AND time > new.last_person AND type = 'message' AND coalesce(outcome, 'human') IN ('escalated', 'human', 'failed'))
	    WHERE contact = new.contact;
END;
CREATE TRIGGER conversation_ends AFTER UPDATE OF control ON conversation WHEN new.control = 'closed'
BEGIN
	UPDATE conversation SET waiting = NULL WHERE contact = new.contact;
	DELETE FROM tag WHERE contact = new.contact AND stays = 0;
END;
CREATE TRIGGER inquiry_begins AFTER INSERT ON inquiry
BEGIN
	UPDATE conversation SET priority = (SELECT max(priority) + 1 FROM inquiry
	    WHERE contact = new.contact AND status IN ('open', 'claimed')) WHERE contact = new.contact;
END;
CREATE TRIGGER inquiry_moves AFTER UPDATE OF status, priority ON inquiry
BEGIN
	UPDATE conversation SET priority = coalesce((SELECT max(priority) + 1 FROM inquiry
	    WHERE contact = new.contact AND status IN ('open', 'claimed')), 0),
	    waiting = CASE WHEN new.status IN ('resolved', 'ignored') AND old.status IN ('open', 'claimed') THEN NULL ELSE waiting END
	    WHERE contact = new.contact;
END;
