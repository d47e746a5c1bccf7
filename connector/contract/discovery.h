/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of a discovery source: all that its author reads.
 *
 * A type is one per folder (symbol <folder>_discovery), an instance one per configuration entry.
 * The engine allocates settings and state by their sizes, zeroed, reads the settings by the table,
 * and calls: open, then any number of scan and look, then close. One call at a time per instance.
 * Everything handed to observe is borrowed for the call. */
#pragma once
#include "base/setting.h"
#include "model/ci.h"
#include "model/deployment.h"

struct import_format;

/* Numbers of one scan, kept up by the source as it goes, for progress and coverage. */
struct discovery_count {
	int64_t targets; /* places that the scope holds; 0 while not known */
	int64_t looked;  /* places with an outcome so far */
	int64_t served, unreachable, absent;
};

/* One address that a far side knows. Texts are borrowed for the call. */
struct discovery_host {
	enum ci_kind kind;   /* CI_HOST, CI_APPLICATION, CI_VIP */
	const char *address; /* as inet_ntop writes it */
	int port;            /* 0 = not told */
	const char *names;   /* FQDN and aliases, folded, blank-separated */
};

/* What the engine lends for one scan or look. */
struct discovery_scan {
	struct arena *scratch; /* for the whole call */
	/* Takes one look. False: stop now and return false (error is set). */
	bool (*observe)(void *context, const struct look *look, struct error *error);
	/* Told now and then (about 4 times a second at most); may be NULL. */
	void (*progress)(void *context, const struct discovery_count *count);
	/* True: stop soon, return false with ERROR_CANCELLED. */
	bool (*cancelled)(void *context);
	/* The mark of the newest look at this place, as the source gave it; 0 where only a full look
	 * will do: the place is new, was silent, or is not sure to hold what it showed. To be asked on
	 * the thread of the call. NULL: nothing is expected anywhere. */
	uint64_t (*expected)(void *context, const struct deployment_place *place);
	/* Every address that the far sides know, of any zone and life, in no order; what the source may
	 * look at is its own to judge. For scans; NULL in looks. */
	bool (*known_hosts)(void *context,
	                    void (*each)(void *own, const struct discovery_host *host), void *own,
	                    struct error *error);
	/* Every place of the source's zone that is not gone, whoever saw it. For scans, so that places
	 * which are covered without being listed are looked at again; NULL in looks. */
	bool (*known_places)(void *context,
	                     void (*each)(void *own, const struct deployment_place *place),
	                     void *own, struct error *error);
	void *context;
	const char *cursor; /* where an interrupted scan of the same settings stopped; "" = start */
	/* Set by the source whenever everything before it has been observed; in scratch. */
	const char *next_cursor;
	/* What this source left in next_memory under the same settings; "" = nothing. For what is taken
	 * once, like the files of other scanners. */
	const char *memory;
	/* Set by the source when it shall know more the next time; kept together with the looks that
	 * it handed over before. In scratch. */
	const char *next_memory;
	struct discovery_count count;
	/* Out: true only if every place of the scope has an outcome. Absence counts only then. */
	bool complete;
	const char *missing; /* out: why not, one line for the audit; may be NULL; in scratch */
};

struct discovery {
	const struct discovery_type *type;
	const char *name; /* of the configuration entry */
	const char *zone; /* "" = default zone; goes into every place */
	void *settings;
	void *state;
};

struct discovery_type {
	const char *name;    /* folder */
	const char *summary; /* one sentence for `certsteward plugins` */
	/* Own settings; name, type and zone are the engine's. Ends with a NULL name. */
	const struct setting *setting_table;
	size_t settings_size;
	size_t state_size;
	/* Hands over what others saw, each look with its own time (contract/import.h). It covers no
	 * place, so that it neither asks for looks nor hinders anybody; what it brought in is frozen
	 * with it. NULL = it looks itself. */
	const struct import_format *imports;

	/* Checks settings against each other and prepares. No network, no scan. ERROR_LOCAL says
	 * which setting and how to mend it. close is called even after a failed open. */
	bool (*open)(struct discovery *discovery, struct error *error);

	/* Looks at the whole scope once and hands over each look. A place that does not answer is a
	 * look, never an error. False only when the source as a whole cannot go on: ERROR_PEER (a
	 * person must act), ERROR_LOCAL, ERROR_CANCELLED. */
	bool (*scan)(struct discovery *discovery, struct discovery_scan *scan, struct error *error);

	/* Looks at these places now, fully (key possession proven where the protocol allows). Places
	 * outside the scope (excluded, other zone) are passed over without a look. */
	bool (*look)(struct discovery *discovery, const struct deployment_place *places,
	             size_t count, struct discovery_scan *scan, struct error *error);

	/* Is this place inside the configured scope? Pure; decides "by every source whose scope covers
	 * it" and freezes what no source covers any more. */
	bool (*covers)(const struct discovery *discovery, const struct deployment_place *place);
	/* A number over all that the settings only point to and open has read (lists in files, standard
	 * input, zone files): while it stays, so does what is covered. NULL: the settings say it all. */
	uint64_t (*scope_sum)(const struct discovery *discovery);

	/* Cannot fail. Frees what state holds; the engine frees state and settings. */
	void (*close)(struct discovery *discovery);
};
