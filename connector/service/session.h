/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a command works with: the settings read, the store open, sources, far sides and the mapping
 * worker ready, as one struct flow for the stages. */
#pragma once
#include "flow/flow.h"
#include "mapping/mapping.h"
#include "service/settings.h"
#include "store/store.h"

/* What to open; each takes what it needs along. */
enum session_part {
	SESSION_READ = 1,     /* the store, beside whoever writes */
	SESSION_WRITE = 2,    /* the store, alone */
	SESSION_MAPPING = 4,  /* programs in their worker; far sides as names */
	SESSION_SOURCES = 8,  /* discovery */
	SESSION_SIDES = 16,   /* far sides with address and login */
	SESSION_REQUEST = 32, /* the store, to leave a request for its writer */
	SESSION_EACH = 64,    /* what does not open is a fault of its own, and the rest goes on */
	SESSION_ALL = SESSION_WRITE | SESSION_MAPPING | SESSION_SOURCES | SESSION_SIDES,
};

struct session {
	struct settings settings;
	struct arena arena;
	unsigned parts;
	bool misconfigured; /* what failed while opening is for a person to mend in the file */
	struct store *store;
	struct mapping *mapping;
	struct discovery **sources;
	size_t source_count;
	struct flow_side *sides;
	/* With SESSION_EACH: by their place in the settings, why they did not open; NULL = open. Such a side
	 * keeps its place and must not be asked. */
	const char **source_faults, **side_faults;
	const char *scratch; /* a copy of the store that goes away with the session; NULL = none */
	bool *guarded;       /* this start has been let in by the far side's guard */
	struct flow flow;
};

#define SESSION(name) struct session name __attribute__((cleanup(session_close))) = { 0 }

/* On settings that are read already. ERROR_LOCAL for what a person must mend; misconfigured tells
 * where. */
CHECKED bool session_start(struct session *session, unsigned parts, const struct flow_watch *watch,
                           struct error *error);
void session_close(struct session *session);

/* Opens the mapping and the trust facts of a session that was started without. With `later` the worker starts when it is
 * first needed, if a pass of this store has run with the same programs before. */
CHECKED bool session_open_mapping(struct session *session, bool later, struct error *error);
/* Settings of a far side by its place in the session. */
const struct settings_side *session_side_settings(const struct session *session, size_t index);
/* Stage that applies now: never above what the file says; above observe only as raised by a person,
 * or in a trial. */
CHECKED bool session_stages(struct session *session, struct error *error);
/* Everything becomes dirty when programs or settings differ from those of the last time; told in
 * the audit. Needs the store for writing and the mapping. */
CHECKED bool session_versions(struct session *session, struct error *error);
/* Digest of the mapping programs and trust facts in force. Lives in the session. */
const char *session_mapping_digest(struct session *session);
