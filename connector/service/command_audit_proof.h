/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward audit proof: the signed answer on which a revocation rests. */
#pragma once
#include "service/command.h"

/* Writes the bytes (DER, OCSPResponse of RFC 6960) that said "revoked" of the one certificate that `word`
 * means (fingerprint or place) to the new file `output`. Gives the status to end with. */
int command_audit_proof(struct command_line *line, const char *word, const char *output);
