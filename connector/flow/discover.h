/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 1: what sources see becomes facts. Only transitions are written; every
 * certificate that a transition touches, and its neighbours at that place, is enqueued for derive. */
#pragma once
#include "contract/discovery.h"
#include "flow/flow_watch.h"

struct store;

struct discover_options {
	/* An interrupted scan older than this starts anew: what it saw is no longer "now". */
	int64_t resume_seconds;
	/* A certificate counts as replaced at a place after so many full looks without it over so
	 * many seconds. */
	int replaced_looks;
	int64_t grace_seconds;
	/* A place is gone after so many complete scans in a row over so many seconds. */
	int absent_scans;
	int64_t absent_seconds;
	int silent_scans;
	int64_t silent_seconds;
	/* Silence does not count when more than this share of a network, and at least so many of its
	 * places, fell silent in the same scan. */
	double network_share;
	int network_places;
	/* A place flaps that turned so often (served, silent, served again, or to certificates that
	 * were not in its slots) within so many seconds. */
	int flapping_turns;
	int64_t flapping_seconds;
	/* How often progress is committed. */
	int64_t commit_milliseconds;
};
/* The shipped numbers. */
struct discover_options discover_defaults(void);

struct discover_result {
	bool complete, resumed;
	int64_t looks, served, unreachable, absent;
	int64_t new_certificates, broken_certificates;
	int64_t new_places, changed_places; /* changed: anything but "seen again" */
	int64_t replaced, gone, frozen;
	int64_t outdated;        /* imported looks with a younger one known */
	int64_t silent_networks; /* where silence did not count */
	int64_t flapping;        /* places that began to */
	int64_t targets, looked; /* of the scan; targets 0: not known */
	int coverage;            /* percent of the targets, rounded down; -1: not known */
	char missing[256]; /* why it is not complete, as the source says; "" = nothing to say */
};

/* Scans the whole scope of one source, or goes on with a scan of the same settings that was
 * interrupted. all_sources (source among them) decide what "every source whose scope covers it" is.
 * ERROR_PEER: the source cannot go on, what it saw is kept. ERROR_CANCELLED: progress is saved. */
CHECKED bool discover_scan(struct store *store, struct discovery *source,
                           struct discovery *const *all_sources, size_t source_count,
                           const struct discover_options *options, const struct flow_watch *watch,
                           struct discover_result *result, struct error *error);

/* Looks at these places now, each through the first source whose scope covers it; places that none
 * covers are passed over. Says nothing about silence: only scans count that. */
CHECKED bool discover_look(struct store *store, struct discovery *const *sources,
                           size_t source_count, const int64_t *deployment_ids, size_t count,
                           const struct discover_options *options, const struct flow_watch *watch,
                           struct discover_result *result, struct error *error);
