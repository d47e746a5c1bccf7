/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Contents of the files that a ticket carries for people. */
#pragma once
#include "flow/derive_ticket_record.h"

struct text;

/* All places as CSV (RFC 4180, CRLF, header first). Names come from strangers and the file is
 * opened in a spreadsheet: no cell can start a formula, control characters are shown. */
CHECKED bool derive_event_table(const struct flow *flow, struct arena *arena,
                                const struct ticket_input *input, struct text *out,
                                struct error *error);
/* One cell of it, quoted and guarded. */
void derive_event_cell(struct arena *arena, struct text *out, const char *value);
/* The facts of a certificate as lines of plain text, all of its names included. */
void derive_event_certificate(struct arena *arena, const struct json *facts, struct text *out);
