/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is the object, or the reference, there? */
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_push.h"

static bool find_certificate(struct itsm *itsm, struct arena *arena,
                             const struct jira_assets_type *type, const struct step *step,
                             struct receipt *receipt, struct error *error)
{
	const char *fingerprint = jira_assets_fingerprint(step);
	struct itsm_reply reply;
	struct json *found;

	if (*fingerprint == '\0')
		return receipt_refuse(receipt, "the step's key is no certificate's");
	if (!jira_assets_look_up(itsm, arena, type, &jira_assets_by_fingerprint, &fingerprint, 1,
	                         &found, &reply))
		return itsm_reply_error(&reply, step->key, error);
	const struct json *object =
		jira_assets_known(arena, type, &jira_assets_by_fingerprint, found, fingerprint);
	if (object == NULL)
		return true;
	receipt->remote_id = jira_assets_object_id(object);
	receipt->number = json_member_text(object, "objectKey", "");
	receipt->version = json_member_text(object, "updated", "");
	return true;
}

static bool find_relation(struct itsm *itsm, struct arena *arena,
                          const struct jira_assets_type *type, const struct step *step,
                          struct receipt *receipt, struct error *error)
{
	const char *certificate = json_member_text(step->body, "child", "");
	const char *object = json_member_text(step->body, "parent", "");
	const struct jira_assets_attribute *attribute = jira_assets_attribute(
		type,
		jira_assets_relation_name(itsm, type, json_member_text(step->body, "type", "")));
	struct itsm_reply reply;

	if (attribute == NULL || !jira_request_is_id(certificate) || !jira_request_is_id(object))
		return receipt_refuse(receipt, "one end of the relation has no object yet");
	if (!jira_assets_get(itsm, arena, arena_print(arena, "/object/%s", certificate), &reply))
		return reply.verdict == ITSM_REPLY_GONE ||
		       itsm_reply_error(&reply, step->key, error);
	JSON_EACH(id, jira_assets_values(arena, reply.root, attribute->id))
	if (text_equal(json_text(id, ""), object))
		receipt->remote_id = arena_print(arena, "%s/%s", certificate, object);
	return true;
}

bool jira_assets_find(struct itsm *itsm, struct arena *arena, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	struct jira_assets_type *type;

	jira_assets_renew(itsm);
	if (!jira_assets_certificates(itsm, arena, &type, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool looked =
			steps[i].kind == STEP_CERTIFICATE
				? find_certificate(itsm, arena, type, &steps[i], &receipts[i],
		                                   error)
			: steps[i].kind == STEP_RELATION
				? find_relation(itsm, arena, type, &steps[i], &receipts[i], error)
				: receipt_refuse(&receipts[i], "Assets needs no rows for names");
		if (!looked)
			return false;
	}
	return true;
}
