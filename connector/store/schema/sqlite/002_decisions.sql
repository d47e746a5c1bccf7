-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- The mirror of far sides, and what was decided from facts and mirror.

CREATE TABLE mirror (
	id INTEGER PRIMARY KEY,
	target TEXT NOT NULL,
	kind TEXT NOT NULL,                        -- host, application, vip, certificate, domain, group, ...
	remote_id TEXT NOT NULL,
	class TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL DEFAULT '',
	port INTEGER NOT NULL DEFAULT 0,
	life TEXT NOT NULL DEFAULT '',
	owner TEXT NOT NULL DEFAULT '',
	owner_group TEXT NOT NULL DEFAULT '',
	changed_by TEXT NOT NULL DEFAULT '',
	service TEXT NOT NULL DEFAULT '',
	fingerprint TEXT NOT NULL DEFAULT '',
	serial TEXT NOT NULL DEFAULT '',
	issuer_dn TEXT NOT NULL DEFAULT '',
	parent TEXT NOT NULL DEFAULT '',
	child TEXT NOT NULL DEFAULT '',
	active INTEGER NOT NULL DEFAULT 1,
	ours INTEGER NOT NULL DEFAULT 0,
	updated_at INTEGER NOT NULL DEFAULT 0,
	read_at INTEGER NOT NULL,
	addresses TEXT NOT NULL DEFAULT '[]',
	names TEXT NOT NULL DEFAULT '[]',
	fields TEXT NOT NULL DEFAULT '{}',
	UNIQUE (target, kind, remote_id)
);
CREATE INDEX mirror_name ON mirror (target, kind, name);
CREATE INDEX mirror_fingerprint ON mirror (target, fingerprint) WHERE fingerprint <> '';
CREATE INDEX mirror_serial ON mirror (target, serial) WHERE serial <> '';
CREATE INDEX mirror_child ON mirror (target, child) WHERE child <> '';

CREATE TABLE mirror_address (
	target TEXT NOT NULL,
	address TEXT NOT NULL,
	mirror_id INTEGER NOT NULL,
	PRIMARY KEY (target, address, mirror_id)
);
CREATE TABLE mirror_alias (
	target TEXT NOT NULL,
	name TEXT NOT NULL,
	mirror_id INTEGER NOT NULL,
	PRIMARY KEY (target, name, mirror_id)
);

CREATE TABLE mirror_progress (
	target TEXT NOT NULL,
	kind TEXT NOT NULL,
	page_cursor TEXT NOT NULL DEFAULT '',
	since INTEGER NOT NULL DEFAULT 0,          -- rows changed before this are known
	full_at INTEGER NOT NULL DEFAULT 0,        -- last complete read
	PRIMARY KEY (target, kind)
);

-- Which CI a place belongs to, per far side, and why.
CREATE TABLE match (
	deployment_id INTEGER NOT NULL,
	target TEXT NOT NULL,
	remote_id TEXT NOT NULL,                   -- '' = none or ambiguous
	kind TEXT NOT NULL DEFAULT '',
	how TEXT NOT NULL,                         -- pin, application, vip, address, name, ambiguous, none
	candidates TEXT NOT NULL DEFAULT '[]',
	at INTEGER NOT NULL,
	PRIMARY KEY (deployment_id, target)
);
CREATE INDEX match_ci ON match (target, remote_id);

-- What is decided about a certificate as a whole.
CREATE TABLE standing (
	certificate_id INTEGER PRIMARY KEY,
	state TEXT NOT NULL,                       -- valid, window, expired, replaced, decommissioned, ...
	state_since INTEGER NOT NULL,
	class TEXT NOT NULL,
	class_why TEXT NOT NULL,
	owner_group TEXT NOT NULL DEFAULT '',      -- remote id on the ticket far side
	owner TEXT NOT NULL DEFAULT '',
	backup TEXT NOT NULL DEFAULT '',
	owner_why TEXT NOT NULL DEFAULT '',
	window_opens INTEGER NOT NULL DEFAULT 0,   -- not used any more
	predecessor_id INTEGER NOT NULL DEFAULT 0,
	successor_id INTEGER NOT NULL DEFAULT 0,
	lineage_id INTEGER NOT NULL DEFAULT 0,     -- not used any more
	places INTEGER NOT NULL DEFAULT 0,
	served INTEGER NOT NULL DEFAULT 0,
	why TEXT NOT NULL DEFAULT '{}'             -- what explain prints, JSON
);
CREATE INDEX standing_state ON standing (state);
CREATE INDEX standing_window ON standing (window_opens);
CREATE INDEX standing_successor ON standing (successor_id) WHERE successor_id <> 0;

CREATE TABLE finding (
	certificate_id INTEGER NOT NULL,
	rule TEXT NOT NULL,
	severity TEXT NOT NULL,
	text TEXT NOT NULL,
	since INTEGER NOT NULL,
	PRIMARY KEY (certificate_id, rule)
);
CREATE INDEX finding_rule ON finding (rule);

-- The unit of lifecycle; knows no product.
CREATE TABLE "case" (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,                  -- renewal:<sha256>, revoked:<sha256>:<UTC day number>
	reason TEXT NOT NULL,                      -- renewal, expired, decommission, ...
	certificate_id INTEGER NOT NULL,
	episode INTEGER NOT NULL,                  -- not there any more, see 012
	opened_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL DEFAULT 0,
	ended TEXT NOT NULL DEFAULT '',            -- replaced, gone, superseded, decided, ...
	ticket_key TEXT NOT NULL DEFAULT '',
	held TEXT NOT NULL DEFAULT ''              -- why it has no ticket yet: stage, limit, calendar, ...
);
CREATE INDEX case_certificate ON "case" (certificate_id);
CREATE INDEX case_open ON "case" (reason) WHERE ended_at = 0;
CREATE INDEX case_ticket ON "case" (ticket_key) WHERE ticket_key <> '';
CREATE INDEX case_waiting ON "case" (id) WHERE ended_at = 0 AND ticket_key = '';
