/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a discovery test needs around a source: settings from YAML, and everything it observed. */
#pragma once
#include "base/arena.h"
#include "contract/discovery.h"

/* What the engine would keep of a place between scans. */
struct source_mark {
	const char *key;
	uint64_t mark;
};

struct source_marks {
	struct arena arena;
	struct source_mark *items;
	size_t count, capacity;
};

struct seen {
	struct arena arena; /* of the copies in looks */
	struct look *items;
	size_t count, capacity;
	size_t cancel_after; /* looks; 0 = never */
	bool cancel_now;
	size_t refuse_after;       /* observe fails after so many; 0 = never */
	struct source_marks marks; /* of all scans */
};

struct source {
	struct discovery discovery;
	struct discovery_scan scan;
	struct arena arena;
	struct seen seen;
	struct error error;
	/* Lent to scans as they are; NULL = nothing is known. */
	bool (*known_hosts)(void *context,
	                    void (*each)(void *own, const struct discovery_host *host), void *own,
	                    struct error *error);
	bool (*known_places)(void *context,
	                     void (*each)(void *own, const struct deployment_place *place),
	                     void *own, struct error *error);
	bool expects; /* scans are told the marks of the looks before */
};

/* Opens a source with settings written as YAML; fails the test when open fails. */
void source_open(struct source *source, const struct discovery_type *type, const char *zone,
                 const char *yaml);
/* The same, for settings that must be refused: the message. */
const char *source_refusal(struct source *source, const struct discovery_type *type,
                           const char *yaml);
/* With the memory that the scan before it left. */
bool source_scan(struct source *source);
bool source_look(struct source *source, const struct deployment_place *places, size_t count);
/* Forgets what was seen, but for the marks. */
void source_forget(struct source *source);
/* The one look at this key; fails the test when there is none or more than one. */
const struct look *source_find(struct source *source, const char *key);
size_t source_count(struct source *source, const char *key);
void source_close(struct source *source);

#define SOURCE(name) \
	struct source name __attribute__((cleanup(source_close))) = { .seen.items = NULL }
