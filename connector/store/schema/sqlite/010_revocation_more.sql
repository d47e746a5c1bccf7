-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- A revocation counts when it was said twice; and what was sent along unasked.

ALTER TABLE revocation ADD COLUMN via TEXT NOT NULL DEFAULT '';            -- how it was asked, and whom
ALTER TABLE revocation ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0; -- revoked: said again at; 0 = once only
ALTER TABLE revocation ADD COLUMN lifted_at INTEGER NOT NULL DEFAULT 0;    -- a hold that is said to be over since
ALTER TABLE crl ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX revocation_issuer ON revocation (issuer_sha256, way);
CREATE INDEX revocation_responder ON revocation (way, ocsp_url, due_at);
CREATE INDEX revocation_status ON revocation (status) WHERE status IN ('revoked', 'unknown');
CREATE INDEX certificate_subject ON certificate (subject_dn) WHERE is_ca <> 0;

-- The newest answer that a server sent along with a certificate (RFC 6066 8), until it is judged.
CREATE TABLE staple (
	certificate_id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,
	place TEXT NOT NULL,
	seen_at INTEGER NOT NULL,
	judged INTEGER NOT NULL DEFAULT 0,
	body BLOB NOT NULL
);
CREATE INDEX staple_waiting ON staple (certificate_id) WHERE judged = 0;

-- The bytes that say "revoked", for whoever doubts it: an OCSP response as received. Lists are in
-- crl_body.
CREATE TABLE revocation_proof (
	certificate_id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,
	at INTEGER NOT NULL,
	body BLOB NOT NULL
);

-- Issuers about whose certificates nothing could be learned for long.
CREATE TABLE revocation_ailing (
	issuer_sha256 TEXT NOT NULL PRIMARY KEY,
	since INTEGER NOT NULL,
	problem TEXT NOT NULL
);
