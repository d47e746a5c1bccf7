/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What may go out at a far side's stage and inside its pilot. Asked when a ticket is wanted, when it
 * is planned, and again when it is sent: stage and pilot may be others by then. */
#pragma once
#include "flow/derive_subject.h"
#include "model/step.h"

struct store_step;

/* Remembers what it found out about tickets: each note of one asks again. */
struct permit {
	const struct flow *flow;
	const struct flow_side *side;
	struct arena arena;
	struct json *answers; /* by ticket key: is it inside the pilot? */
};
#define PERMIT(name, its_flow, its_side)                                                  \
	struct permit name __attribute__((cleanup(permit_close))) = { .flow = (its_flow), \
		                                                      .side = (its_side) }
void permit_close(struct permit *permit);

/* Is this certificate inside the pilot, by owner group, class, place or service? Its places must be
 * matched, class and owner decided. `group` is a further owner group that counts, "" = none. */
CHECKED bool permit_pilot(const struct flow *flow, struct arena *arena, size_t side_index,
                          const struct subject *subject, const char *group, bool *inside,
                          struct error *error);

/* Why a write is withheld; NULL = it may go. `ticket_key` is that of the ticket it is or belongs to,
 * `goal` what a ticket is to come to; NULL for the other kinds. The text is constant. */
CHECKED bool permit_write(struct permit *permit, enum step_kind kind, const char *ticket_key,
                          const char *goal, const char **why, struct error *error);
/* The same for a step of the outbox. */
CHECKED bool permit_step(struct permit *permit, const struct store_step *step, const char **why,
                         struct error *error);
/* Key of the ticket that a step is or belongs to, NULL for CIs, relations and names. */
CHECKED bool permit_ticket_of(struct arena *arena, const struct store_step *step, const char **key,
                              struct error *error);
