-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- Who is revoked, by what, as of when; and the lists that say so for many at once.

CREATE TABLE revocation (
	certificate_id INTEGER PRIMARY KEY,
	issuer_sha256 TEXT NOT NULL,
	crl_id INTEGER NOT NULL DEFAULT 0,         -- the list that it names; 0 = none
	ocsp_url TEXT NOT NULL DEFAULT '',
	way TEXT NOT NULL DEFAULT '',              -- list, ocsp, none, rest; '' = not planned yet
	status TEXT NOT NULL DEFAULT '',           -- good, revoked, unknown, unavailable; '' = never asked
	since INTEGER NOT NULL DEFAULT 0,          -- of the status
	source TEXT NOT NULL DEFAULT '',           -- staple, ocsp, crl
	this_update INTEGER NOT NULL DEFAULT 0,    -- of a list: see its row
	next_update INTEGER NOT NULL DEFAULT 0,
	revoked_at INTEGER NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	proof TEXT NOT NULL DEFAULT '',            -- digest of the answer; of a list: see its row
	problem TEXT NOT NULL DEFAULT '',          -- why the newest question has no answer
	asked_at INTEGER NOT NULL DEFAULT 0,
	due_at INTEGER NOT NULL DEFAULT 0,         -- way ocsp: when to ask
	failures INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX revocation_due ON revocation (way, due_at);
CREATE INDEX revocation_crl ON revocation (crl_id, way, status);

CREATE TABLE crl (
	id INTEGER PRIMARY KEY,
	issuer_sha256 TEXT NOT NULL,
	url TEXT NOT NULL,
	base_id INTEGER NOT NULL DEFAULT 0,        -- of a list of changes: the list it belongs to
	certificates INTEGER NOT NULL DEFAULT 0,   -- that it is fetched for
	etag TEXT NOT NULL DEFAULT '',
	modified TEXT NOT NULL DEFAULT '',
	sha256 TEXT NOT NULL DEFAULT '',           -- of the body; '' = none yet
	this_update INTEGER NOT NULL DEFAULT 0,
	next_update INTEGER NOT NULL DEFAULT 0,
	entries INTEGER NOT NULL DEFAULT 0,
	fetched_at INTEGER NOT NULL DEFAULT 0,
	due_at INTEGER NOT NULL DEFAULT 0,
	failures INTEGER NOT NULL DEFAULT 0,
	problem TEXT NOT NULL DEFAULT '',
	UNIQUE (issuer_sha256, url)
);
CREATE TABLE crl_body (
	crl_id INTEGER PRIMARY KEY,
	body BLOB NOT NULL
);

-- Back-off and health per responder, whatever it is asked for.
CREATE TABLE responder (
	host TEXT NOT NULL PRIMARY KEY,
	asked INTEGER NOT NULL DEFAULT 0,
	failures INTEGER NOT NULL DEFAULT 0,       -- in a row
	wait_until INTEGER NOT NULL DEFAULT 0,
	answered_at INTEGER NOT NULL DEFAULT 0,
	problem TEXT NOT NULL DEFAULT ''
);
