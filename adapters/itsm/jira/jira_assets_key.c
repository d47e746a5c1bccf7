/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of any type by the digest that tells them apart: before one is made, after a create was refused,
 * after an answer was lost. */
#include "base/text.h"
#include "jira_assets_push.h"

enum { IDS_IN_AQL = 50 };

bool jira_assets_look_up(struct itsm *itsm, struct arena *arena,
                         const struct jira_assets_type *type, const struct jira_assets_key *key,
                         const char *const *digests, size_t count, struct json **found,
                         struct itsm_reply *reply)
{
	*found = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += IDS_IN_AQL) {
		size_t some = count - done < IDS_IN_AQL ? count - done : IDS_IN_AQL;
		struct jira_assets_page page = { .last = false };
		const char *aql =
			jira_assets_aql(arena, type->id, key->attribute, digests + done, some);
		for (size_t start = json_count(*found), read = start; !page.last;) {
			if (!jira_assets_search(itsm, arena, aql, (int64_t)(read - start), &page,
			                        reply))
				return false;
			JSON_EACH(object, page.objects)
			json_push(*found, json_share(arena, object));
			read = json_count(*found);
		}
	}
	return true;
}

const struct json *jira_assets_known(struct arena *arena, const struct jira_assets_type *type,
                                     const struct jira_assets_key *key, const struct json *objects,
                                     const char *digest)
{
	const struct json *oldest = NULL;
	int64_t lowest = INT64_MAX;

	JSON_EACH(object, objects)
	{
		const char *held = jira_assets_text(arena, object, type, key->attribute);
		int64_t id = json_integer(json_get(object, "id"), INT64_MAX);
		if (key->same(held, digest) && id < lowest) {
			lowest = id;
			oldest = object;
		}
	}
	return oldest;
}

bool jira_assets_find_keyed(struct itsm *itsm, struct arena *arena,
                            const struct jira_assets_type *type, const struct jira_assets_key *key,
                            const char *const *digests, size_t count, struct receipt *receipts,
                            struct error *error)
{
	const char **wanted = ARENA_ARRAY(arena, const char *, count + 1);
	struct itsm_reply reply;
	struct json *found;
	size_t wants = 0;

	for (size_t i = 0; i < count; i++)
		if (*digests[i] != '\0')
			wanted[wants++] = digests[i];
	if (!jira_assets_look_up(itsm, arena, type, key, wanted, wants, &found, &reply))
		return itsm_reply_error(&reply, arena_print(arena, "%ss in Assets", key->what),
		                        error);
	for (size_t i = 0; i < count; i++) {
		const struct json *object =
			*digests[i] != '\0' ? jira_assets_known(arena, type, key, found, digests[i])
					    : NULL;
		if (object == NULL)
			continue;
		receipts[i].remote_id = jira_assets_object_id(object);
		receipts[i].number = json_member_text(object, "objectKey", "");
		receipts[i].version = json_member_text(object, "updated", "");
	}
	return true;
}

bool jira_assets_look_behind(const struct jira_inventory *inventory, size_t number,
                             const struct jira_assets_key *key, const char *digest,
                             const struct itsm_reply *refusal, const struct json **object,
                             bool *settled, struct error *error)
{
	struct receipt *receipt = &inventory->receipts[number];
	const struct jira_assets_attribute *unique =
		jira_assets_attribute(inventory->type, key->attribute);
	const char *member =
		arena_print(inventory->arena, "rlabs-insight-attribute-%s", unique->id);
	struct itsm_reply reply;
	struct json *found;

	*object = NULL;
	*settled = true;
	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type, key, &digest,
	                         1, &found, &reply))
		return itsm_reply_settle(&reply, true, inventory->steps[number].key, receipt,
		                         error);
	*object = jira_assets_known(inventory->arena, inventory->type, key, found, digest);
	if (*object != NULL)
		return true;
	bool clashes = json_get(json_get(refusal->root, "errors"), member) != NULL;
	*settled = unique->unique && (clashes || refusal->root == NULL);
	if (!*settled)
		return true;
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->delay = (int)jira_settings(inventory->itsm)->settle;
	receipt->reason = clashes ? arena_print(inventory->arena,
	                                        "Assets says that this %s is there, and its search "
	                                        "does not show it yet",
	                                        key->what)
	                          : refusal->reason;
	return true;
}

const char *jira_assets_created(const struct jira_inventory *inventory, size_t number,
                                const struct json *object)
{
	struct receipt *receipt = &inventory->receipts[number];
	const char *id = jira_assets_object_id(object);

	if (*id == '\0') {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->reason = "the answer to a create names no object";
		return id;
	}
	jira_assets_of(inventory->itsm)->licence.now++;
	return id;
}
