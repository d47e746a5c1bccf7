/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The record's "ticket" member (docs/record.md) and what programs make of it. */
#pragma once
#include "flow/derive_subject.h"
#include "flow/window.h"
#include "store/store_case.h"

/* What a ticket's text is made from, besides the record of its certificate. */
struct ticket_input {
	const struct subject *subject;
	const struct store_ticket *ticket;
	size_t side_index;
	int64_t as_of;
	struct window window;
	int64_t slot_start, slot_end; /* proposed or agreed; 0 = none */
	bool proposed;
	bool no_slot;        /* the far side found no free time before the end */
	int64_t detected_at; /* when its case was confirmed first; 0 = not known */
	const char *hash;    /* of what approval is asked for */
};

/* A copy of the certificate's record with "ticket" set. */
CHECKED bool derive_ticket_record(const struct flow *flow, struct arena *arena,
                                  const struct ticket_input *input, struct json **record,
                                  struct error *error);
