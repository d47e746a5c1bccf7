/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One intended write to a far side, and the answer to it. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct json;

/* What the key names: "certificate:<sha256>", "domain:<name>", ... */
enum step_kind {
	STEP_DOMAIN,      /* body: {"name"} */
	STEP_CERTIFICATE, /* body: {"class", "values": {...}} */
	STEP_RELATION,    /* body: {"type", "parent": ref or id, "child": ref or id} */
	STEP_DEPLOYMENT,  /* body: {"class", "values": {...}} */
	STEP_TICKET,      /* body: {"kind", "fields": {...}, "template", "goal"} */
	STEP_EVENT,       /* body: {"event": "note|attachment|link|affected|task", ...} */
};

enum step_verb { STEP_CREATE, STEP_UPDATE, STEP_MOVE, STEP_DELETE };

/* waiting → sending (intent committed) → done | refused | unknown | accepted → ... */
enum step_state {
	STEP_WAITING,
	STEP_SENDING,
	STEP_ACCEPTED,
	STEP_UNKNOWN,
	STEP_DONE,
	STEP_REFUSED
};

/* Handed to an adapter. A reference in a body is {"ref": "kind:key"}: the engine has replaced it by
 * the remote id, unless the referenced step travels in the same batch, ahead of this one. */
struct step {
	int64_t id;
	const char *key;
	enum step_kind kind;
	enum step_verb verb;
	const char *remote_id; /* "" when it has none yet */
	const char *ticket_id; /* STEP_EVENT: remote id of its ticket */
	enum step_state state;
	const char *handle; /* STEP_ACCEPTED: poll this */
	const struct json *body;
	int attempts;
};

enum receipt_outcome {
	RECEIPT_UNTRIED,   /* not sent at all: the batch ended before it */
	RECEIPT_DONE,      /* remote_id is valid; holds says what stands there now, if told */
	RECEIPT_REFUSED,   /* a data or rights fault: repeating cannot help */
	RECEIPT_POSTPONED, /* not applied; again after delay */
	RECEIPT_ACCEPTED,  /* taken, not finished: push again with the handle to poll */
	RECEIPT_UNKNOWN,   /* sent, answer lost: only find() tells */
};

struct receipt {
	enum receipt_outcome outcome;
	const char *remote_id;
	const char *number;       /* tickets: "CHG0030001" */
	const struct json *holds; /* fields as returned right after the write; may be NULL */
	const char *handle;
	int delay;           /* seconds, RECEIPT_POSTPONED and RECEIPT_ACCEPTED */
	bool full;           /* RECEIPT_POSTPONED for want of room: waits as long as that lasts */
	bool more;           /* a MOVE that has further legal transitions to go */
	const char *reason;  /* refused, postponed: what, which, why, mend */
	const char *version; /* remote version or update time */
	int64_t at;          /* when it was written, by the far side's clock; 0 = not told */
};

/* Names as the store and records have them; "unknown" for a value that is none. parse is their reverse:
 * exactly as spelled, and false, with the target left alone, for any other text or NULL. */
const char *step_kind_name(enum step_kind kind);
bool step_parse_kind(const char *name, enum step_kind *kind);
const char *step_verb_name(enum step_verb verb);
bool step_parse_verb(const char *name, enum step_verb *verb);
const char *step_state_name(enum step_state state);
bool step_parse_state(const char *name, enum step_state *state);
const char *receipt_outcome_name(enum receipt_outcome outcome);
/* Refused for this reason, which is borrowed; true, since those who fill receipts go on with the next. */
bool receipt_refuse(struct receipt *receipt, const char *reason);
