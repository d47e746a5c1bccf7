-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- A certificate that demands a staple (RFC 7633) and came without one.

ALTER TABLE slot ADD COLUMN staple_missing INTEGER NOT NULL DEFAULT 0;
