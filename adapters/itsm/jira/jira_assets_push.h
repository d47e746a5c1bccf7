/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of certificates and of their references share. */
#pragma once
#include "jira_assets_object.h"
#include "jira_push.h"
#include "jira_request.h"

/* One run of steps of Assets. */
struct jira_inventory {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *steps;
	size_t count;
	struct receipt *receipts;
	struct jira_assets_type *type; /* of certificates */
	const struct json *known;      /* objects found by fingerprint */
	bool brief; /* what was written is not read back: the next read of all tells what stands */
};

/* 64 hex digits of "certificate:...", or "" for a key of another kind. */
const char *jira_assets_fingerprint(const struct step *step);
/* The attribute, a digest, that tells the objects of one type apart. */
struct jira_assets_key {
	const char *what; /* "certificate": one of them, for people */
	const char *attribute;
	bool (*same)(const char *held, const char *digest);
};
extern const struct jira_assets_key jira_assets_by_fingerprint;
/* Objects of the type with these digests, in *found. */
CHECKED bool jira_assets_look_up(struct itsm *itsm, struct arena *arena,
                                 const struct jira_assets_type *type,
                                 const struct jira_assets_key *key, const char *const *digests,
                                 size_t count, struct json **found, struct itsm_reply *reply);
/* The oldest object with this digest among them, or NULL. */
const struct json *jira_assets_known(struct arena *arena, const struct jira_assets_type *type,
                                     const struct jira_assets_key *key, const struct json *objects,
                                     const char *digest);
/* After lost answers, one search for many: fills the receipts of those that are there. A digest that is ""
 * is passed over. */
CHECKED bool jira_assets_find_keyed(struct itsm *itsm, struct arena *arena,
                                    const struct jira_assets_type *type,
                                    const struct jira_assets_key *key, const char *const *digests,
                                    size_t count, struct receipt *receipts, struct error *error);
/* After a create was refused (HTTP 400): *object is the one that is there by this digest, made by others.
 * Where none is seen it is NULL, and *settled tells whether the receipt says all there is: Assets says that
 * it is there, or answered with what cannot be read, or could not be asked. */
CHECKED bool jira_assets_look_behind(const struct jira_inventory *inventory, size_t number,
                                     const struct jira_assets_key *key, const char *digest,
                                     const struct itsm_reply *refusal, const struct json **object,
                                     bool *settled, struct error *error);
/* After a create that Assets accepted: the id of the object, which is counted; "" with the receipt, when the
 * answer names none. */
const char *jira_assets_created(const struct jira_inventory *inventory, size_t number,
                                const struct json *object);
/* An id of an object, from an id or from {"ref"} of a step ahead in this run; "" = not there yet. */
const char *jira_assets_end(const struct jira_inventory *inventory, const struct json *value);
/* A write that Assets answered otherwise than with success. Refused for what it says while the schema is
 * no longer young it is put off: ids of attributes may have changed. */
CHECKED bool jira_assets_settle_write(const struct jira_inventory *inventory, size_t number,
                                      const struct itsm_reply *reply, bool repeatable,
                                      struct error *error);
/* References of one certificate that stand in this run, all with one write. */
CHECKED bool jira_assets_push_relations(const struct jira_inventory *inventory, size_t number,
                                        struct error *error);
/* The attribute that a relation of this name stands in: the type may have one for all. */
const char *jira_assets_relation_name(struct itsm *itsm, const struct jira_assets_type *type,
                                      const char *name);
/* Objects that the relations behind this certificate in the same run lead to, by attribute: {name:
 * [id, ...]}; settle answers these relations once the certificate stands. */
struct json *jira_assets_related(const struct jira_inventory *inventory, const struct step *step);
void jira_assets_settle_related(const struct jira_inventory *inventory, const struct step *step,
                                const char *id);
#define JIRA_ASSETS_HIDDEN                                                                           \
	"its list holds objects that our account may not see, and a write would lose them: make it " \
	"Object schema user where they lie"
/* Answers them as refused: the certificate stands without these references. */
void jira_assets_refuse_related(const struct jira_inventory *inventory, const struct step *step,
                                const char *reason);
/* Values of a step with references resolved; NULL = not there yet, left out. */
struct json *jira_assets_texts(const struct jira_inventory *inventory,
                               const struct jira_assets_attribute *attribute,
                               const struct json *value);
/* Puts what differs from the object (NULL = a new one). With `empty` only where nothing stands. */
void jira_assets_put_values(const struct jira_inventory *inventory, const struct json *object,
                            const struct json *values, bool empty, struct json *attributes);
/* Attributes to put for a step, as they differ from its object (NULL = a new one). */
struct json *jira_assets_compose(const struct jira_inventory *inventory, const struct step *step,
                                 const struct json *object, bool related);
/* Is there room for one more object? If not, the receipt says so. */
CHECKED bool jira_assets_licence_allows(const struct jira_inventory *inventory,
                                        struct receipt *receipt, bool *allowed,
                                        struct error *error);
/* Makes an object of the inventory's type; true when it was made. */
bool jira_assets_send_create(const struct jira_inventory *inventory, struct json *attributes,
                             struct itsm_reply *reply);
/* RECEIPT_DONE, with what stands there as far as the object tells. */
void jira_assets_settle(const struct jira_inventory *inventory, size_t number, const char *id,
                        const struct json *object);
/* Brings an object up to date with its step and the relations behind it: at most one write, and a second
 * one without references that are refused. */
CHECKED bool jira_assets_edit(const struct jira_inventory *inventory, size_t number,
                              const struct json *object, struct error *error);
/* PUT of these attributes; the object as it stands afterwards, or NULL with the reply. */
const struct json *jira_assets_write(const struct jira_inventory *inventory, const char *id,
                                     struct json *attributes, struct itsm_reply *reply);
/* Carries out those steps of the run that are chosen and not answered yet, one by one. */
CHECKED bool jira_assets_push_chosen(struct jira_inventory *inventory, const bool *chosen,
                                     struct error *error);
