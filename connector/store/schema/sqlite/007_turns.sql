-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- Places that turn: from served to silent and back, or to a certificate that was not in their slots.

CREATE TABLE turn (
	deployment_id INTEGER NOT NULL,
	at INTEGER NOT NULL,                       -- of a scan: its start, so that one scan is one turn
	PRIMARY KEY (deployment_id, at)
) WITHOUT ROWID;
