/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A row read from a far side to decide by: configuration items and what stands around them. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

enum ci_kind {
	CI_HOST,        /* server, load balancer: has addresses */
	CI_APPLICATION, /* application with address and port */
	CI_VIP,         /* load-balancer service */
	CI_SERVICE,     /* application or business service */
	CI_CERTIFICATE, /* an existing certificate record, ours or theirs */
	CI_DEPLOYMENT,  /* record of a place of ours; only with abilities.deployments */
	CI_DOMAIN,      /* certificate_domain row */
	CI_RELATION,
	CI_GROUP,
	CI_USER,
	CI_TEMPLATE, /* standard change template */
	CI_CALENDAR, /* freeze, blackout, maintenance schedule */
	CI_TICKET,   /* someone's ticket on one of our CIs (parent); class "incident" or another,
	              * fields "number" and "opened" (UTC seconds) */
	CI_KINDS,
};

enum ci_life { CI_LIFE_UNKNOWN, CI_OPERATIONAL, CI_MAINTENANCE, CI_STANDBY, CI_STOCK, CI_RETIRED };

/* Texts are "" where the far side has none. */
struct ci {
	enum ci_kind kind;
	const char *id;    /* remote id, opaque and case-sensitive */
	const char *class; /* product's class, "cmdb_ci_linux_server" */
	const char *name;
	const char **addresses; /* normalised: inet_ntop form */
	size_t address_count;
	const char **names; /* FQDN, aliases: folded */
	size_t name_count;
	int port; /* CI_APPLICATION, CI_VIP; 0 = any */
	enum ci_life life;
	const char *owner, *group; /* remote ids of user and support group */
	const char *changed_by;    /* account of the last change */
	const char *service;       /* service above, remote id */
	const char *fingerprint;   /* CI_CERTIFICATE: folded to hex digits only */
	const char *serial, *issuer_dn;
	const char *parent, *child; /* CI_RELATION; for CI_GROUP parent = manager */
	bool active;
	bool ours; /* our account wrote it, or it carries our key */
	int64_t updated_at;
	const struct json *fields; /* further fields the engine hands to rules; may be NULL */
};

/* Nothing told: all texts "", no addresses and names, active. */
struct ci ci_empty(enum ci_kind kind);
/* Names as the store and records have them; "unknown" for a value that is none. parse is their reverse:
 * exactly as spelled, and false, with the target left alone, for any other text or NULL. */
const char *ci_kind_name(enum ci_kind kind);
bool ci_parse_kind(const char *name, enum ci_kind *kind);
const char *ci_life_name(enum ci_life life);
