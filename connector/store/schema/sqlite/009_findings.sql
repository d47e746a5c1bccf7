-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- Where the rule behind a finding can be checked.

ALTER TABLE finding ADD COLUMN source TEXT NOT NULL DEFAULT '';
