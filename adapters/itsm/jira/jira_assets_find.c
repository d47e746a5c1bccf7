/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is the object, or the reference, there? */
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_push.h"

static bool find_certificates(struct itsm *itsm, struct arena *arena,
                              const struct jira_assets_type *type, const struct step *steps,
                              size_t count, struct receipt *receipts, struct error *error)
{
	const char **fingerprints = ARENA_ARRAY(arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++) {
		fingerprints[i] = "";
		if (steps[i].kind != STEP_CERTIFICATE)
			continue;
		fingerprints[i] = jira_assets_fingerprint(&steps[i]);
		if (*fingerprints[i] == '\0')
			receipt_refuse(&receipts[i], "the step's key is no certificate's");
	}
	return jira_assets_find_keyed(itsm, arena, type, &jira_assets_by_fingerprint, fingerprints,
	                              count, receipts, error);
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
	if (!jira_assets_certificates(itsm, arena, &type, error) ||
	    !find_certificates(itsm, arena, type, steps, count, receipts, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (steps[i].kind == STEP_DOMAIN)
			receipt_refuse(&receipts[i], "Assets needs no rows for names");
		else if (steps[i].kind == STEP_RELATION &&
		         !find_relation(itsm, arena, type, &steps[i], &receipts[i], error))
			return false;
	}
	return true;
}
