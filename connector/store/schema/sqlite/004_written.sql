-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- When the far side took our newest text of a ticket, by its own clock: an older approval is for an
-- older text. 0 = the text is the one it was opened with.

ALTER TABLE ticket ADD COLUMN written_at INTEGER NOT NULL DEFAULT 0;
