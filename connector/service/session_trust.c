/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Finds and reads the files of trust facts. */
#include "service/session_trust.h"
#include "base/file.h"
#include "service/session_programs.h"

bool session_trust_open(struct session *session, struct error *error)
{
	struct arena *arena = &session->arena;
	const struct setting_list *own = &session->settings.rules.trust;
	const char *folder, **files = ARENA_ARRAY(arena, const char *, own->count + 1);
	struct trust_facts *facts = ARENA_NEW(arena, struct trust_facts);
	if (!session_programs_folder(arena, &session->settings, &folder, error))
		return false;
	files[0] = file_join(arena, folder, "rules/trust.yaml");
	for (size_t i = 0; i < own->count; i++)
		files[i + 1] = own->items[i];
	if (!trust_facts_read(arena, files, own->count + 1, facts, error))
		return false;
	session->settings.flow.trust = facts;
	return true;
}
