/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of an ITSM product: all that its author reads.
 *
 * A type is one per folder (symbol <folder>_itsm), an instance one per configuration entry ("far
 * side"). The engine allocates settings and state by their sizes, zeroed, reads settings by the
 * table, and calls: open, then the rest in any order, then close. One call at a time per instance.
 *
 * An adapter composes requests and judges replies in pure files (*_request.c, *_reply.c); only
 * the http value does I/O. It never sleeps, repeats a write, touches the store or logs a secret:
 * back-off, limits, leases and look-before-retry belong to the engine, which is also asked whether a
 * call that reads is made again (itsm_patience.h). One renewal of an expired login inside a call is
 * allowed. A false return means the far side as a whole cannot be used now: ERROR_RETRY
 * (retry_after), ERROR_PEER (a person must act), ERROR_CANCELLED. push and find fill every receipt
 * also then: what was done before stays done. */
#pragma once
#include "base/http.h"
#include "base/setting.h"
#include "contract/itsm_parts.h"
#include "contract/itsm_patience.h"
#include "model/answer.h"
#include "model/step.h"
#include "model/ticket.h"

struct itsm {
	const struct itsm_type *type;
	const char *name;
	const char *url; /* without a slash at the end */
	void *settings;
	void *state;
	struct http *http;
	const struct itsm_patience *patience; /* for calls that read; NULL = each is made once */
	/* What the site adds to each kind of record: {"change": {field: value}}; NULL = nothing. */
	const struct json *constants;
	struct itsm_abilities abilities;
	/* For lists of findings and identity; set by check and identify. */
	const char *instance; /* "example (production)": what the far side calls itself; in state */
};

struct itsm_type {
	const char *name, *summary;
	/* Own settings (auth, table names, choices, fields, ...); name, type, url, stage, tickets,
	 * scope and pilot are the engine's. Ends with a NULL name. */
	const struct setting *setting_table;
	size_t settings_size, state_size;
	/* What it takes of what mapping programs answer. */
	struct answer_form answers;
	/* Fields of CIs that belong to people or to the far side itself: never put back when they
	 * differ. A * at the end of a name stands for any rest. Ends with NULL; NULL = none. */
	const char *const *theirs;
	/* Those of them that say whose a CI is: what differs in them from what stood there after our
	 * write was set by a person. The same. */
	const char *const *owners;

	/* Checks settings against each other. No network. */
	bool (*open)(struct itsm *itsm, struct error *error);

	/* Who are you? Instance name, production flag, and our mark (store id, epoch, stop switch) as
	 * written by the newest writer; texts in scratch. One or two cheap calls. */
	bool (*identify)(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
	                 struct error *error);

	/* How many records its licence counts, and how many it may hold: asked before new ones are
	 * planned. One or two cheap calls; texts in scratch. What is known without asking (all but
	 * `now`) is filled in also when it fails. NULL = no licence of this product counts records. */
	bool (*room)(struct itsm *itsm, struct arena *scratch, struct itsm_room *room,
	             struct error *error);

	/* Writes our mark: certsteward's own record, found by its key and made if absent. */
	bool (*sign)(struct itsm *itsm, struct arena *scratch, const struct itsm_identity *identity,
	             struct error *error);

	/* Address, login, rights too many and too few, tables, fields, choices, templates, robots: one
	 * finding each. Read only. False only if not even the address answers. */
	bool (*check)(struct itsm *itsm, struct arena *scratch,
	              void (*tell)(void *context, const struct itsm_finding *finding),
	              void *context, struct error *error);

	/* Prints into `out` what an administrator must set up (types, fields, choices, roles), as the
	 * product's own import format or numbered steps. */
	bool (*prepare)(struct itsm *itsm, struct arena *scratch, struct text *out,
	                struct error *error);

	/* Reads rows of one kind: those we own or match against. */
	bool (*fetch)(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
	              struct error *error);

	/* By our keys, after a lost answer. RECEIPT_DONE means "looked": remote_id is NULL where none is
	 * there. Any other outcome means "could not look", never "none". Where a create takes two
	 * writes, the second is made up for here. Where two are (twins) the one
	 * that people touched, else the oldest; the others stand in holds as {"twins": [id, ...]}. */
	bool (*find)(struct itsm *itsm, struct arena *scratch, const struct step *steps,
	             size_t count, struct receipt *receipts, struct error *error);

	/* Sends one batch: steps of one kind and side by side at most abilities.batch of them; every
	 * receipt is filled, those not reached RECEIPT_UNTRIED. Repeating must be harmless except
	 * where RECEIPT_UNKNOWN is answered. STEP_CERTIFICATE and STEP_RELATION travel together. */
	bool (*push)(struct itsm *itsm, struct arena *scratch, const struct step *steps,
	             size_t count, struct receipt *receipts, struct error *error);

	/* State of our tickets, in bulk by id; ids that are hidden or gone come back with
	 * TICKET_PHASE_GONE. With `full`: approvals, people's notes, conflict too. */
	bool (*read_tickets)(struct itsm *itsm, struct arena *scratch, const char *const *ids,
	                     size_t count, bool full, struct ticket_seen *seen,
	                     struct error *error);

	/* Cannot fail. */
	void (*close)(struct itsm *itsm);
};
