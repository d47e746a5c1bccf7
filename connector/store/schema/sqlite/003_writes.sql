-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- What far sides should hold, what is still to write, and the trail.

CREATE TABLE ticket (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	target TEXT NOT NULL,
	reason TEXT NOT NULL,
	kind TEXT NOT NULL,                        -- change/normal, change/standard, incident, ...
	goal TEXT NOT NULL,                        -- open, approval asked, implementing, done, not needed
	certificate_id INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL DEFAULT 0,
	ended TEXT NOT NULL DEFAULT '',
	remote_id TEXT NOT NULL DEFAULT '',
	number TEXT NOT NULL DEFAULT '',
	adopted INTEGER NOT NULL DEFAULT 0,
	phase TEXT NOT NULL DEFAULT '',
	approval TEXT NOT NULL DEFAULT '',
	may_implement INTEGER NOT NULL DEFAULT 0,
	on_hold INTEGER NOT NULL DEFAULT 0,
	conflict INTEGER NOT NULL DEFAULT 0,
	assigned_to TEXT NOT NULL DEFAULT '',
	owner_group TEXT NOT NULL DEFAULT '',
	planned_start INTEGER NOT NULL DEFAULT 0,
	planned_end INTEGER NOT NULL DEFAULT 0,
	asked_hash TEXT NOT NULL DEFAULT '',       -- of what approval was asked for
	approved_hash TEXT NOT NULL DEFAULT '',
	approved_by TEXT NOT NULL DEFAULT '',
	approved_at INTEGER NOT NULL DEFAULT 0,
	escalated INTEGER NOT NULL DEFAULT 0,      -- steps done: 1 half, 2 quarter, 4 tenth, 8 day
	escalated_at INTEGER NOT NULL DEFAULT 0,
	progress_at INTEGER NOT NULL DEFAULT 0,    -- newest progress by people or places
	note_day INTEGER NOT NULL DEFAULT 0,       -- UTC day of the newest note of ours
	previous_key TEXT NOT NULL DEFAULT '',
	seen TEXT NOT NULL DEFAULT '{}',           -- the far side's fields as read
	read_at INTEGER NOT NULL DEFAULT 0,
	updated_at INTEGER NOT NULL DEFAULT 0      -- the far side's own time of last change
);
CREATE INDEX ticket_open ON ticket (target) WHERE ended_at = 0;
CREATE INDEX ticket_certificate ON ticket (certificate_id);

-- State that a far side should hold.
CREATE TABLE record (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	kind TEXT NOT NULL,                        -- domain, certificate, relation, ticket
	key TEXT NOT NULL,
	subject_id INTEGER NOT NULL DEFAULT 0,     -- certificate id
	urgency INTEGER NOT NULL DEFAULT 0,        -- smaller goes first
	wanted INTEGER NOT NULL DEFAULT 1,         -- 0 = to be removed (relations of ours)
	desired TEXT NOT NULL DEFAULT '',          -- digest over the symbolic form
	sent TEXT NOT NULL DEFAULT '',             -- digest of what was last accepted
	body TEXT NOT NULL DEFAULT '',             -- kept for tickets, relations, domains
	refresh INTEGER NOT NULL DEFAULT 0,        -- last confirmed on the far side
	remote_id TEXT NOT NULL DEFAULT '',
	version TEXT NOT NULL DEFAULT '',
	adopted INTEGER NOT NULL DEFAULT 0,        -- it stood there before us, since
	baseline TEXT NOT NULL DEFAULT '',         -- what stood there right after our write, JSON
	put_backs INTEGER NOT NULL DEFAULT 0,
	put_back_at INTEGER NOT NULL DEFAULT 0,
	drift TEXT NOT NULL DEFAULT '',            -- fields of ours that differ now, JSON; '' = none
	contested TEXT NOT NULL DEFAULT '',        -- fields left alone, JSON list; '' = none
	problem TEXT NOT NULL DEFAULT '',          -- why it was refused or set aside
	UNIQUE (target, key)
);
CREATE INDEX record_pending ON record (target, urgency, id)
	WHERE (desired <> sent OR drift <> '') AND problem = '';
-- What brakes watch, so that they need not read all of a first fill before each slice of it.
CREATE INDEX record_braked ON record (target)
	WHERE (desired <> sent OR drift <> '') AND problem = ''
	AND (kind = 'ticket' OR remote_id <> '' OR wanted = 0);
CREATE INDEX record_subject ON record (subject_id);
CREATE INDEX record_remote ON record (target, remote_id) WHERE remote_id <> '';
CREATE INDEX record_refresh ON record (target, refresh) WHERE kind = 'certificate' AND remote_id <> '';

-- Insert-only: notes, attachments, links; body frozen when made.
CREATE TABLE event (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	ticket_key TEXT NOT NULL,
	name TEXT NOT NULL,                        -- opened, step:half, served:2of4, proof, ...
	kind TEXT NOT NULL,                        -- note, attachment, link, affected, task
	body TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	state TEXT NOT NULL DEFAULT 'waiting',     -- waiting, present, refused, dropped
	remote_id TEXT NOT NULL DEFAULT '',
	problem TEXT NOT NULL DEFAULT '',
	UNIQUE (ticket_key, name)
);
CREATE INDEX event_waiting ON event (target, id) WHERE state = 'waiting';

CREATE TABLE step (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	key TEXT NOT NULL,                         -- record key, or event:<ticket key>:<name>
	kind TEXT NOT NULL,
	verb TEXT NOT NULL,
	payload TEXT NOT NULL,                     -- symbolic form, JSON
	digest TEXT NOT NULL,                      -- desired digest it carries out
	state TEXT NOT NULL,
	urgency INTEGER NOT NULL DEFAULT 0,
	needs TEXT NOT NULL DEFAULT '[]',          -- keys that must have a remote id first
	handle TEXT NOT NULL DEFAULT '',
	attempts INTEGER NOT NULL DEFAULT 0,
	not_before INTEGER NOT NULL DEFAULT 0,
	leased_until INTEGER NOT NULL DEFAULT 0,
	intent_at INTEGER NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX step_unfinished ON step (target, key) WHERE state NOT IN ('done', 'refused');
CREATE INDEX step_order ON step (target, state, urgency, id);
CREATE INDEX step_ready ON step (target, urgency, id)
	WHERE state IN ('waiting', 'accepted', 'unknown');

CREATE TABLE hook_run (
	run_id TEXT NOT NULL PRIMARY KEY,
	hook TEXT NOT NULL,
	ticket_key TEXT NOT NULL,
	certificate_id INTEGER NOT NULL,
	approved_hash TEXT NOT NULL,
	intent_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL DEFAULT 0,
	outcome TEXT NOT NULL DEFAULT '',          -- '' = no known end; ok, failed, timed out, ...
	output TEXT NOT NULL DEFAULT ''
);
CREATE INDEX hook_run_ticket ON hook_run (ticket_key);

CREATE TABLE side (
	target TEXT NOT NULL PRIMARY KEY,
	stage TEXT NOT NULL,
	instance TEXT NOT NULL DEFAULT '',         -- what it called itself when the stage was raised
	since INTEGER NOT NULL,
	raised_by TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT '',
	wait_until INTEGER NOT NULL DEFAULT 0,     -- back-off of the far side as a whole
	failures INTEGER NOT NULL DEFAULT 0,
	problem TEXT NOT NULL DEFAULT ''
);

CREATE TABLE brake (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	kind TEXT NOT NULL,                        -- opens, closes, retirements, updates, ...
	pulled_at INTEGER NOT NULL,
	count INTEGER NOT NULL,
	usual INTEGER NOT NULL,
	digest TEXT NOT NULL,                      -- of the keys held: a release frees exactly these
	released_at INTEGER NOT NULL DEFAULT 0,
	released_by TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT ''
);
-- How many writes of a kind went out per UTC day: what is usual.
CREATE TABLE volume (
	target TEXT NOT NULL,
	kind TEXT NOT NULL,
	day INTEGER NOT NULL,
	owner_group TEXT NOT NULL DEFAULT '',
	count INTEGER NOT NULL,
	PRIMARY KEY (target, kind, day, owner_group)
);

-- Left by a command beside a running daemon, carried out by it.
CREATE TABLE request (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	made_at INTEGER NOT NULL,
	made_by TEXT NOT NULL,
	done_at INTEGER NOT NULL DEFAULT 0,
	answer TEXT NOT NULL DEFAULT ''
);

-- Append-only, chained per node.
CREATE TABLE audit (
	node TEXT NOT NULL,
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	previous TEXT NOT NULL,
	body TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (node, seq)
);
