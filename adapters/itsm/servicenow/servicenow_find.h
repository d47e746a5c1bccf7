/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for what our keys name. Receipts stand at RECEIPT_DONE without an id when called. */
#pragma once
#include "contract/itsm.h"

/* itsm_type.find for one kind of step each: any number of them, or one. Ids are put into the receipts, which
 * begin as RECEIPT_DONE without an id; a step that cannot be looked for is refused. False = a call failed. */

CHECKED bool servicenow_find_certificates(struct itsm *itsm, struct arena *arena,
                                          const struct step *steps, size_t count,
                                          struct receipt *receipts, struct error *error);
CHECKED bool servicenow_find_domains(struct itsm *itsm, struct arena *arena,
                                     const struct step *steps, size_t count,
                                     struct receipt *receipts, struct error *error);
CHECKED bool servicenow_find_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                                   struct receipt *receipt, struct error *error);
