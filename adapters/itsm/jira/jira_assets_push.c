/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as objects: looked for by fingerprint before one is made; the unique attribute guards
 * what the search does not show yet. */
#include "jira_assets_push.h"
#include "base/clock.h"
#include "base/text.h"
#include "contract/itsm_batch.h"
#include "jira_assets.h"
#include "jira_assets_import.h"
#include <inttypes.h>
#include <string.h>

enum { FULL_DELAY = 15 * CLOCK_MINUTE };

#define CERTIFICATE "certificate:"

const char *jira_assets_fingerprint(const struct step *step)
{
	const char *hex =
		text_starts_with(step->key, CERTIFICATE) ? step->key + strlen(CERTIFICATE) : "";

	return jira_assets_is_fingerprint(hex) ? hex : "";
}

const struct jira_assets_key jira_assets_by_fingerprint = { "certificate", JIRA_ASSETS_FINGERPRINT,
	                                                    text_equal_folded };

const char *jira_assets_end(const struct jira_inventory *inventory, const struct json *value)
{
	const char *id =
		itsm_batch_id(inventory->steps, inventory->receipts, inventory->count, value);

	return jira_request_is_id(id) ? id : "";
}

bool jira_assets_licence_allows(const struct jira_inventory *inventory, struct receipt *receipt,
                                bool *allowed, struct error *error)
{
	const struct jira_assets *assets = jira_assets_of(inventory->itsm);

	*allowed = false;
	if (!jira_assets_count(inventory->itsm, inventory->arena, error))
		return false;
	*allowed = assets->licence.most == 0 || assets->licence.now < assets->licence.most;
	if (*allowed)
		return true;
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->full = true;
	receipt->delay = FULL_DELAY;
	receipt->reason =
		arena_print(inventory->arena,
	                    "Assets holds %" PRId64 " objects and %" PRId64
	                    " is where certsteward stops; buy more and raise assets_limit",
	                    assets->licence.now, assets->licence.most);
	return true;
}

bool jira_assets_send_create(const struct jira_inventory *inventory, struct json *attributes,
                             struct itsm_reply *reply)
{
	struct jira_request request = {
		.method = "POST",
		.path = "/object/create",
		.body = jira_assets_body(inventory->itsm, inventory->arena, inventory->type->id,
		                         attributes),
	};

	return jira_assets_call(inventory->itsm, inventory->arena, JIRA_ASSETS_CREATE, &request,
	                        reply);
}

/* Refused for what it says, and not because it is there: an object without its references is better than
 * none. */
static bool create_anew(const struct jira_inventory *inventory, size_t number,
                        const struct json *whole, bool *sent, struct itsm_reply *reply)
{
	const struct step *step = &inventory->steps[number];
	const char *refusal = reply->reason;
	struct json *plain = jira_assets_compose(inventory, step, NULL, false);

	*sent = json_count(plain) < json_count(whole);
	if (!*sent || !jira_assets_send_create(inventory, plain, reply))
		return false;
	jira_assets_refuse_related(inventory, step, refusal);
	return true;
}

static void settle_create(const struct jira_inventory *inventory, size_t number,
                          const struct json *object)
{
	const char *id = jira_assets_created(inventory, number, object);

	if (*id == '\0')
		return;
	jira_assets_settle(inventory, number, id, object);
	jira_assets_settle_related(inventory, &inventory->steps[number], id);
}

/* *settled: the receipt says all there is to say. */
static bool settle_refused(const struct jira_inventory *inventory, size_t number,
                           const struct itsm_reply *reply, bool *settled, struct error *error)
{
	const struct jira_assets_attribute *unique =
		jira_assets_attribute(inventory->type, JIRA_ASSETS_FINGERPRINT);
	const struct json *object;

	*settled = true;
	if (reply->status == 400) {
		if (!jira_assets_look_behind(inventory, number, &jira_assets_by_fingerprint,
		                             jira_assets_fingerprint(&inventory->steps[number]),
		                             reply, &object, settled, error))
			return false;
		return object == NULL || jira_assets_edit(inventory, number, object, error);
	}
	return itsm_reply_settle(reply, unique->unique, inventory->steps[number].key,
	                         &inventory->receipts[number], error);
}

static bool create(const struct jira_inventory *inventory, size_t number, struct error *error)
{
	struct receipt *receipt = &inventory->receipts[number];
	struct json *whole = jira_assets_compose(inventory, &inventory->steps[number], NULL, true);
	struct itsm_reply reply;
	bool allowed, settled, again;

	if (!jira_assets_licence_allows(inventory, receipt, &allowed, error) || !allowed)
		return receipt->full;
	if (!jira_assets_send_create(inventory, whole, &reply)) {
		if (!settle_refused(inventory, number, &reply, &settled, error))
			return false;
		if (settled)
			return true;
		if (!create_anew(inventory, number, whole, &again, &reply)) {
			if (again && !settle_refused(inventory, number, &reply, &settled, error))
				return false;
			return settled ||
			       jira_assets_settle_write(inventory, number, &reply, true, error);
		}
	}
	settle_create(inventory, number, reply.root);
	return true;
}

static bool push_certificate(const struct jira_inventory *inventory, size_t number,
                             struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const char *fingerprint = jira_assets_fingerprint(step);
	struct itsm_reply reply;

	if (step->verb == STEP_DELETE)
		return receipt_refuse(receipt, "objects are marked as retired, never deleted");
	if (*fingerprint == '\0')
		return receipt_refuse(receipt, "the step's key is no certificate's");
	if (!jira_request_is_id(step->remote_id ? step->remote_id : "")) {
		const struct json *object = jira_assets_known(inventory->arena, inventory->type,
		                                              &jira_assets_by_fingerprint,
		                                              inventory->known, fingerprint);
		return object != NULL ? jira_assets_edit(inventory, number, object, error)
		                      : create(inventory, number, error);
	}
	if (!jira_assets_get(inventory->itsm, inventory->arena,
	                     arena_print(inventory->arena, "/object/%s", step->remote_id), &reply))
		return itsm_reply_settle(&reply, true, step->key, receipt, error);
	if (!text_equal_folded(jira_assets_text(inventory->arena, reply.root, inventory->type,
	                                        JIRA_ASSETS_FINGERPRINT),
	                       fingerprint))
		return receipt_refuse(receipt, "the object with its id is another one by now");
	return jira_assets_edit(inventory, number, reply.root, error);
}

/* Which of those that were chosen are there already? */
static bool look_up(struct jira_inventory *inventory, const bool *chosen, struct error *error)
{
	const char **fingerprints =
		ARENA_ARRAY(inventory->arena, const char *, inventory->count + 1);
	struct itsm_reply reply;
	struct json *found;
	size_t count = 0;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *step = &inventory->steps[i];
		if (chosen[i] && step->kind == STEP_CERTIFICATE && text_is_empty(step->remote_id) &&
		    *jira_assets_fingerprint(step) != '\0')
			fingerprints[count++] = jira_assets_fingerprint(step);
	}
	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type,
	                         &jira_assets_by_fingerprint, fingerprints, count, &found, &reply))
		return itsm_reply_error(&reply, "certificates in Assets", error);
	inventory->known = found;
	return true;
}

bool jira_assets_push_chosen(struct jira_inventory *inventory, const bool *chosen,
                             struct error *error)
{
	if (!look_up(inventory, chosen, error))
		return false;
	for (size_t i = 0; i < inventory->count; i++) {
		struct receipt *receipt = &inventory->receipts[i];
		enum step_kind kind = inventory->steps[i].kind;
		bool going = true;
		if (jira_state(inventory->itsm)->throttled)
			return true;
		if (!chosen[i] || receipt->outcome != RECEIPT_UNTRIED)
			continue;
		if (kind == STEP_DOMAIN)
			going = receipt_refuse(receipt, "Assets needs no rows for names");
		else if (kind == STEP_CERTIFICATE)
			going = push_certificate(inventory, i, error);
		else
			going = jira_assets_push_relations(inventory, i, error);
		if (!going)
			return false;
	}
	return true;
}

bool jira_assets_push(struct itsm *itsm, struct arena *arena, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	struct jira_inventory inventory = {
		.itsm = itsm, .arena = arena, .steps = steps, .count = count, .receipts = receipts
	};
	bool *chosen = ARENA_ARRAY(arena, bool, count + 1);

	jira_assets_renew(itsm);
	if (!jira_assets_certificates(itsm, arena, &inventory.type, error) ||
	    !jira_assets_import_push(&inventory, error))
		return false;
	if (jira_state(itsm)->throttled)
		return true;
	for (size_t i = 0, share = jira_assets_import_share(&inventory); i < share; i++)
		chosen[i] = receipts[i].outcome == RECEIPT_UNTRIED;
	return jira_assets_push_chosen(&inventory, chosen, error);
}
