-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- Facts: what was seen, where, by which scan. Times are UTC seconds, digests 64 hex characters.

CREATE TABLE meta (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE certificate (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,
	spki_sha256 TEXT NOT NULL DEFAULT '',
	tbs_sha256 TEXT NOT NULL DEFAULT '',
	serial TEXT NOT NULL DEFAULT '',
	subject TEXT NOT NULL DEFAULT '',          -- common name, else first name, for lists
	subject_dn TEXT NOT NULL DEFAULT '',
	issuer_dn TEXT NOT NULL DEFAULT '',
	issuer_sha256 TEXT NOT NULL DEFAULT '',    -- from a chain as served, '' = not known
	not_before INTEGER NOT NULL DEFAULT 0,
	not_after INTEGER NOT NULL DEFAULT 0,
	key_type TEXT NOT NULL DEFAULT '',
	purpose TEXT NOT NULL DEFAULT '',
	is_ca INTEGER NOT NULL DEFAULT 0,
	self_signed INTEGER NOT NULL DEFAULT 0,
	problem TEXT NOT NULL DEFAULT '',          -- why it does not parse; '' = it does
	first_seen INTEGER NOT NULL
);
CREATE INDEX certificate_not_after ON certificate (not_after);
CREATE INDEX certificate_spki ON certificate (spki_sha256);
CREATE INDEX certificate_issuer ON certificate (issuer_sha256) WHERE issuer_sha256 <> '';

-- Wide columns apart, so that lists and comparisons read little.
CREATE TABLE certificate_body (
	certificate_id INTEGER PRIMARY KEY,
	facts TEXT NOT NULL,                       -- canonical JSON of docs/record.md, "certificate"
	der BLOB NOT NULL
);

CREATE TABLE deployment (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	source TEXT NOT NULL,                      -- the source that saw it first
	zone TEXT NOT NULL,
	kind TEXT NOT NULL,                        -- address, name, file, resource
	host TEXT NOT NULL,
	port INTEGER NOT NULL,
	server_name TEXT NOT NULL,
	path TEXT NOT NULL,
	alias TEXT NOT NULL,
	evidence INTEGER NOT NULL,                 -- 0 stored, 1 configured, 2 served
	state TEXT NOT NULL,                       -- served, unreachable, absent, gone, frozen
	state_since INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_served INTEGER NOT NULL DEFAULT 0,    -- written at transitions; scans hold the rest
	reason TEXT NOT NULL DEFAULT '',
	detail TEXT NOT NULL DEFAULT '',
	look_digest TEXT NOT NULL DEFAULT ''       -- of the newest look's slots: unchanged = no write
);
CREATE INDEX deployment_host ON deployment (host);
CREATE INDEX deployment_frozen ON deployment (zone) WHERE state = 'frozen';

-- Addresses that a named place was seen at.
CREATE TABLE deployment_address (
	deployment_id INTEGER NOT NULL,
	address TEXT NOT NULL,
	first_seen INTEGER NOT NULL,
	PRIMARY KEY (deployment_id, address)
);
CREATE INDEX deployment_address_address ON deployment_address (address);

-- What the newest looks at a place showed, by key type; several rows behind a pool.
CREATE TABLE slot (
	deployment_id INTEGER NOT NULL,
	key_type TEXT NOT NULL,
	certificate_id INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,                -- written at transitions and while others are seen
	missing_looks INTEGER NOT NULL DEFAULT 0,  -- full looks that answered without it, in a row
	missing_since INTEGER NOT NULL DEFAULT 0,
	full_probe INTEGER NOT NULL DEFAULT 0,     -- key possession was proven at least once
	chain TEXT NOT NULL DEFAULT '',            -- ids of the chain as served, comma-separated
	protocol TEXT NOT NULL DEFAULT '',
	cipher TEXT NOT NULL DEFAULT '',
	complete INTEGER NOT NULL DEFAULT 0,
	trusted INTEGER NOT NULL DEFAULT 0,
	name_matches INTEGER NOT NULL DEFAULT 0,
	verdict TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (deployment_id, key_type, certificate_id)
);
CREATE INDEX slot_certificate ON slot (certificate_id);

-- Slots that ended: when a certificate was seen at a place, from and to.
CREATE TABLE sighting (
	id INTEGER PRIMARY KEY,
	deployment_id INTEGER NOT NULL,
	key_type TEXT NOT NULL,
	certificate_id INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	ended TEXT NOT NULL                        -- replaced, gone
);
CREATE INDEX sighting_certificate ON sighting (certificate_id);
CREATE INDEX sighting_deployment ON sighting (deployment_id);

-- Places that did not answer or held nothing, per source: the count behind "gone".
CREATE TABLE silence (
	deployment_id INTEGER NOT NULL,
	source TEXT NOT NULL,
	outcome TEXT NOT NULL,                     -- unreachable, absent
	scans INTEGER NOT NULL,                    -- complete scans in a row
	since INTEGER NOT NULL,
	last_scan INTEGER NOT NULL,
	PRIMARY KEY (deployment_id, source)
);

CREATE TABLE scan (
	id INTEGER PRIMARY KEY,
	source TEXT NOT NULL,
	started_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL DEFAULT 0,       -- 0 = running or interrupted
	complete INTEGER NOT NULL DEFAULT 0,
	targets INTEGER NOT NULL DEFAULT 0,
	looked INTEGER NOT NULL DEFAULT 0,
	served INTEGER NOT NULL DEFAULT 0,
	unreachable INTEGER NOT NULL DEFAULT 0,
	absent INTEGER NOT NULL DEFAULT 0,
	scan_cursor TEXT NOT NULL DEFAULT '',
	settings TEXT NOT NULL DEFAULT '',         -- digest of the source's settings
	seen BLOB                                  -- bitmap by deployment id: served in this scan
);
CREATE INDEX scan_source ON scan (source, id);

-- The only input of derive. Keys: certificate id, deployment id, ticket key, ...
CREATE TABLE dirty (
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	slice INTEGER NOT NULL DEFAULT 0,          -- 0 = live work, 1 = slices behind it
	trying INTEGER NOT NULL DEFAULT 0,         -- starts of deriving it; 2 after a restart = set aside
	PRIMARY KEY (kind, key)
);
CREATE INDEX dirty_order ON dirty (slice, at, kind, key);

-- Clock marks: at this time the key becomes dirty.
CREATE TABLE due (
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	what TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (kind, key, what)
);
CREATE INDEX due_at ON due (at);

-- Records set aside with their reason, so that one bad item never stops the rest.
CREATE TABLE aside (
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (kind, key)
);
