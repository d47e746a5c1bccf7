/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets in both directions: values by attribute name. Pure. */
#pragma once
#include "jira_assets_space.h"

/* Numeric id of an object, or "". */
const char *jira_assets_object_id(const struct json *object);
/* Values of the attribute with this id, as an array of texts: references as ids, users and groups as
 * the far side names them, never what is formatted for people. NULL when the object has none. */
struct json *jira_assets_values(struct arena *arena, const struct json *object, const char *id);
/* Does each entry of this reference say which object it leads to? One that is hidden from our account does not,
 * and would be lost by a write, which takes the whole list. */
bool jira_assets_in_sight(const struct json *object, const char *id);
/* The same as one text, lines between several; "" for none. */
const char *jira_assets_text(struct arena *arena, const struct json *object,
                             const struct jira_assets_type *type, const char *name);
/* Texts of a value as the mapping gives it; text of a field that takes several splits by lines. */
struct json *jira_assets_wanted(struct arena *arena, const struct jira_assets_attribute *attribute,
                                const struct json *value);
/* Is this text among them? */
bool jira_assets_holds(const struct json *list, const char *text);
/* Do these texts stand there already? Order counts for nothing. */
bool jira_assets_stands(const struct json *wanted, const struct json *held);
/* Adds {"objectTypeAttributeId", "objectAttributeValues"} to a list of attributes. Ids are texts on
 * Cloud, numbers on Data Center. */
void jira_assets_put(struct itsm *itsm, struct arena *arena, struct json *attributes,
                     const char *id, const struct json *texts);
/* {"objectTypeId", "attributes"}. */
struct json *jira_assets_body(struct itsm *itsm, struct arena *arena, const char *type,
                              struct json *attributes);
/* The named attributes as they stand: {name: text}. */
struct json *jira_assets_fields(struct arena *arena, const struct json *object,
                                const struct jira_assets_type *type,
                                const struct setting_list *names);
/* AQL: objectTypeId = T AND "SHA-256" IN ("..", ".."), by this attribute: only digests get in. */
const char *jira_assets_aql(struct arena *arena, const char *type, const char *attribute,
                            const char *const *digests, size_t count);
bool jira_assets_is_fingerprint(const char *text);
/* "5/9": certificate and object of a relation. */
bool jira_assets_parse_relation(struct arena *arena, const char *id, const char **certificate,
                                const char **object);
