/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What Assets holds: object types and their attributes, read once and known by their ids. */
#pragma once
#include "base/array.h"
#include "jira.h"
#include "jira_assets_call.h"

/* Names that the mapping certificate.jq writes by. */
#define JIRA_ASSETS_FINGERPRINT "SHA-256"
#define JIRA_ASSETS_SERIAL      "Serial number"
#define JIRA_ASSETS_ISSUER      "Issuer"
#define JIRA_ASSETS_OWNER       "Owner"
#define JIRA_ASSETS_GROUP       "Owner group"

/* Of the id of an import's execution, with its NUL. */
enum { JIRA_ASSETS_EXECUTION = 64 };

/* Numbers of the API: objecttypeattribute.type and defaultType.id. */
enum { JIRA_ATTRIBUTE_PLAIN = 0, JIRA_ATTRIBUTE_REFERENCE = 1, JIRA_ATTRIBUTE_AREA = 9 };

struct jira_assets_attribute {
	const char *id, *name;
	int64_t type, default_type, most; /* most = -1: any number of values */
	bool unique, editable, label;
};

struct jira_assets_type {
	const char *id, *name, *parent; /* parent "" = none */
	ARRAY(struct jira_assets_attribute) attributes;
	bool described; /* attributes are read */
};

/* A schema is read again when it is older, and not again after a refused write while it is young. */
enum { JIRA_ASSETS_SCHEMA_OLD = 900, JIRA_ASSETS_SCHEMA_YOUNG = 60 /* seconds */ };

struct jira_assets {
	const char *base, *workspace; /* NULL = not known yet */
	struct arena schema;          /* of the types, and of the groups */
	ARRAY(struct jira_assets_type) types;
	bool listed, outdated;
	int64_t listed_at; /* clock_monotonic_ms */
	struct {
		bool known;
		int64_t now, most; /* most = 0: no limit told */
	} licence;
	struct json *groups; /* id by name, or "" */
	struct jira_assets_bucket meters[JIRA_ASSETS_METERS];
	size_t edits; /* PUTs so far */
	int64_t page; /* objects on a page of Data Center; 0 = not known yet */
	/* The execution under way that we began; "" = none. */
	char importing[JIRA_ASSETS_EXECUTION];
};

/* Lives from open to close of the far side; NULL where Assets is not used. */
struct jira_assets *jira_assets_of(struct itsm *itsm);

/* At the begin of each call of the far side: forgets a schema that is old or known to be outdated. No
 * type may be kept from one call to the next. */
void jira_assets_renew(struct itsm *itsm);
/* Types of all schemas that settings let us look into. */
CHECKED bool jira_assets_list_types(struct itsm *itsm, struct arena *arena, struct error *error);
/* After a write that Assets refused for what it says: may the schema have changed since we read it?
 * Then the next call reads it anew, and the write is worth another try. */
bool jira_assets_outdated(struct itsm *itsm);
/* The type of this name with its attributes, the unique one of which is needed; `mend` = what else than
 * making the type would do. */
CHECKED bool jira_assets_keyed(struct itsm *itsm, struct arena *arena, const char *name,
                               const char *unique, const char *mend, struct jira_assets_type **type,
                               struct error *error);
/* The type of certificates with its attributes. */
CHECKED bool jira_assets_certificates(struct itsm *itsm, struct arena *arena,
                                      struct jira_assets_type **type, struct error *error);
/* By name, folded; NULL = none. */
struct jira_assets_type *jira_assets_named(struct itsm *itsm, const char *name);
CHECKED bool jira_assets_describe(struct itsm *itsm, struct arena *arena,
                                  struct jira_assets_type *type, struct error *error);
const struct jira_assets_attribute *jira_assets_attribute(const struct jira_assets_type *type,
                                                          const char *name);
/* "1,5,7": the types of these names and all below them; "" when there are none. */
const char *jira_assets_below(struct itsm *itsm, struct arena *arena,
                              const struct setting_list *names);
/* The type that an answer names for its object; NULL = none of ours. */
struct jira_assets_type *jira_assets_type_of(struct itsm *itsm, const struct json *object);
/* How many objects there are and may be; asked once. */
CHECKED bool jira_assets_count(struct itsm *itsm, struct arena *arena, struct error *error);
