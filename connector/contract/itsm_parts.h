/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The values that pass between the engine and an ITSM adapter besides steps and tickets. */
#pragma once
#include "base/error.h"
#include "model/ci.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bodies of steps, the same for every product. A ref is {"ref": "<kind>:<key>"} or a remote id.
 * STEP_DOMAIN       {"name"}
 * STEP_CERTIFICATE  {"class"?, "values": {column: text | true | number | ref | [ref, ...]}}
 * STEP_RELATION     {"type"?, "parent": ref, "child": ref, "parent_class"?, "child_class"?}: give the
 *                   class of a CI that is no step of the same batch, as the mirror has it
 * STEP_DEPLOYMENT   {"class"?, "values": as above, "told"?: values that go along with a write and are no
 *                   reason for one, "insert"?: values of a new one only}: one place that serves
 *                   certificates. Known by the step's key "deployment:<key of the place>", and
 *                   marked as gone, never deleted. Repeating it is harmless: what stands there under
 *                   this key is taken on
 * STEP_TICKET       {"kind", "goal", "fields": {...}, "template"? (id or name), "close"? (true: a
 *                   standard change may go on to closed), "reason"? (why it is not needed), "base"?
 *                   {field: text}, "planned"? {"start", "end"}: dates that are ours as they stand,
 *                   UTC seconds}. With base an update is a draft written anew: refused unless the
 *                   ticket is New; a field that stands otherwise than in base was edited by people
 *                   and is left, and its name told in holds as {"kept": [name, ...]}
 * STEP_EVENT        {"event": ..., "ticket"?: kind of its ticket, else it is looked up} with
 *   note            {"text", "public"?: false, "watch"?: [user, ...]}; the adapter adds a
 *                   mark of the step's key
 *   attachment      {"name", "type", "text" | "base64"}; present when one of equal content is
 *   affected        {"cis": [ref, ...]}
 *   link            {"field": "rfc", "to": ref}: a reference column of the ticket
 *   page            {"url", "title"}: a web page beside the ticket; only with abilities.pages
 *   task            {"action": "create" | "close", "fields": {...}}; close by the step's remote id
 *   slot            {"seconds", "after"?: "YYYY-MM-DD HH:MM:SS"}: planned dates of a change by
 *                   the far side's own calendars, while it is new
 *   conflict        {}: has the far side look for conflicts again
 * All but note and attachment may be repeated freely; these two are looked for first when the
 * step was ever sent (attempts > 0). Texts are plain: escaping for the product is the adapter's. */

enum itsm_verdict { ITSM_OK, ITSM_WARNING, ITSM_FAILED };

/* One line of `certsteward check`. */
struct itsm_finding {
	enum itsm_verdict verdict;
	const char *subject; /* "login", "table cmdb_ci_certificate", "right itil" */
	const char *message; /* what was found */
	const char *mend;    /* what to do; "" when OK */
};

/* What an instance can do; filled by open, or read by check. */
struct itsm_abilities {
	size_t batch;         /* inventory steps in one push (1 = no bulk); fewer may get through */
	size_t domain_batch;  /* STEP_DOMAIN in one push */
	size_t ticket_batch;  /* STEP_TICKET in one push; 0 = as many as of other kinds */
	bool no_certificates; /* holds no records of certificates: none are derived for it */
	bool deployments;     /* keeps places as records of their own: STEP_DEPLOYMENT */
	bool pages;           /* shows web pages beside a ticket */
	bool conflicts;       /* looks for conflicts of a change's planned time when asked */
	bool slots;           /* finds a free time for a change by its own calendars */
	int settle_seconds;   /* after a lost create find() may still miss it for so long */
};

/* What a licence counts: records of every kind and maker, each certificate and each deployment of ours
 * one of them. */
struct itsm_room {
	const char *what;  /* "objects"; NULL = nothing is counted */
	int64_t now, most; /* most = 0: no limit */
	const char *mend;  /* how there comes to be more room */
};

/* What the engine lends for fetch. */
struct itsm_fetch {
	struct arena *scratch; /* reset by the adapter between pages is not allowed */
	/* Takes one row, borrowed for the call. False: stop and return false. */
	bool (*each)(void *context, const struct ci *row, struct error *error);
	/* Everything up to here was handed over: store it with the rows. Called after each page. */
	bool (*mark)(void *context, const char *cursor, struct error *error);
	bool (*cancelled)(void *context);
	void *context;
	const char *cursor; /* of an interrupted full read; "" = start */
	int64_t since;      /* rows changed at or after (UTC, with overlap); 0 = all */
};

/* Who the far side is, and the mark that the newest writer left there. */
struct itsm_identity {
	const char *instance; /* name it gives itself */
	bool production;
	const char *store_id; /* "" = no mark yet */
	int64_t epoch;
	bool paused; /* the platform owner's stop switch; unreadable = paused */
};
