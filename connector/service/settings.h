/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file as structs: read by tables, refused with file:line:column and the nearest
 * name. The file's shape is in config/certsteward.yaml. */
#pragma once
#include "base/arena.h"
#include "base/setting.h"
#include "flow/calendar.h"
#include "flow/discover.h"
#include "flow/discover_revocation.h"
#include "flow/flow.h"
#include "flow/hours.h"

struct json;

/* One entry of "discovery". */
struct settings_source {
	const char *name, *type_name, *zone;
	int64_t every; /* seconds between scans by the daemon and `sync` */
	struct setting_list windows, blackouts;
	const char *time_zone;
	struct hours hours; /* read from these three */
	const struct discovery_type *type;
	void *own; /* the plug-in's settings; secrets inside are released with the rest */
};

/* One entry of "itsm". */
struct settings_side {
	const char *name, *type_name, *url;
	const char *stage_name;
	bool tickets;
	struct setting_list zones;
	struct flow_pilot pilot;
	const struct yaml *fields_tree, *mapping_tree;
	const char *mappings; /* folder of its programs; NULL = of its type */
	const char *ca_file, *proxy;
	const struct yaml *where;
	enum flow_stage stage;
	const struct itsm_type *type;
	void *own;
	const struct json *fields, *settings; /* of the record's "target" */
};

struct settings_hook {
	const char *name;
	struct setting_list command;
	int64_t timeout;
	bool repeatable;
	const char *user;
};

struct settings_rules {
	const char *class, *owner; /* NULL = as shipped */
	struct setting_list trust; /* files, read after the shipped one */
	const char *mappings;      /* folder; NULL = as shipped */
	const char *worker;        /* NULL = beside our own program */
};

struct settings_daemon {
	int64_t follow_every; /* seconds */
	int64_t read_every;   /* what changed on the far sides */
};

/* The section "revocation". */
struct settings_revocation {
	struct discover_revocation_options options;
	struct revocation_fetch fetch; /* without its http value */
	const char *proxy;             /* NULL = none */
	size_t at_once;
};

struct settings {
	struct arena arena;
	const char *file;
	struct yaml *tree;
	char digest[65];    /* of the whole file's meaning */
	char decisions[65]; /* of what decisions rest on: all but store, discovery,
	                  * revocation and daemon */
	struct {
		const char *path;
		bool trial;
	} store;
	struct settings_source *sources;
	size_t source_count;
	struct settings_side *sides;
	size_t side_count;
	struct settings_hook *hooks;
	size_t hook_count;
	const char *hook_socket;
	struct settings_rules rules;
	struct {
		const char *certificate, *key; /* PEM files that sign exports; NULL = none */
	} audit;
	struct settings_daemon daemon;
	struct settings_revocation revocation;
	struct discover_options discover;
	struct flow_rules flow;
	struct calendar calendar;
};

enum settings_depth {
	SETTINGS_OFFLINE, /* for commands that speak to nobody: secrets are passed over */
	SETTINGS_WHOLE,
};

/* ERROR_LOCAL with "file:line:column: ..." for whatever a person must mend. Release it also after a
 * failed read. The struct is not copied once it is read: it points into itself. */
CHECKED bool settings_read(struct settings *settings, const char *path, enum settings_depth depth,
                           struct error *error);
void settings_release(struct settings *settings);

/* Is the address of every far side on loopback? */
bool settings_all_loopback(const struct settings *settings);
bool settings_is_loopback(const char *url);
