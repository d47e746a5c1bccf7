-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- What is not there: rows of ours that a full read did not show any more, and references that were
-- left out because what they name had no id yet.

-- When a complete read first came without it; 0 = it is visible. Nothing is written then.
ALTER TABLE record ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_missing ON record (target, id) WHERE missing <> 0;

CREATE TABLE lack (
	target TEXT NOT NULL,
	needs TEXT NOT NULL,                       -- key of the record that had no id
	key TEXT NOT NULL,                         -- key of the record that was sent without it
	PRIMARY KEY (target, needs, key)
);
