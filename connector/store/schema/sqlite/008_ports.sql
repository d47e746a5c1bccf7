-- SPDX-FileCopyrightText: 2026 The certsteward authors
-- SPDX-License-Identifier: Apache-2.0
-- A host may show hundreds of ports: what is beside a place is found by host and port together.

DROP INDEX deployment_host;
CREATE INDEX deployment_host ON deployment (host, port);
