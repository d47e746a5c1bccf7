-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- What no query reads: each index cost an entry for every row that was written. The columns
-- window_opens and lineage_id of standing stay, with 0: to drop one writes the whole table again,
-- and it has a row for every certificate.

DROP INDEX standing_window;
DROP INDEX standing_state;
DROP INDEX finding_rule;
DROP INDEX case_open;
DROP INDEX ticket_open;
DROP INDEX revocation_status;
ALTER TABLE "case" DROP COLUMN episode;
