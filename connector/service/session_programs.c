/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names and paths of mapping programs. */
#include "service/session_programs.h"
#include "base/file.h"
#include "base/text.h"
#include "model/answer.h"
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char *const of_side[] = { "certificate.jq", "relation.jq",     "change.jq",
	                               "incident.jq",    "decommission.jq", "note.jq",
	                               "task.jq",        "deployment.jq" };
enum { SIDE_PROGRAMS = sizeof(of_side) / sizeof(of_side[0]) };

/* Asked for only where the product has such a thing. */
static bool is_optional(const char *program)
{
	return text_equal(program, "relation.jq") || text_equal(program, "task.jq") ||
	       text_equal(program, "deployment.jq");
}

static const char *if_folder(const char *path)
{
	return access(path, R_OK | X_OK) == 0 ? path : NULL;
}

/* Of an installation below any prefix, of a build in the source tree, as configured by the build. */
static const char *find_shipped(struct arena *arena)
{
	static const char *const beside[] = { "../share/certsteward/mappings", "../mappings",
		                              "../../mappings" };
	char own[PATH_MAX];
	const char *found = NULL;
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);
	if (length > 0) {
		own[length] = '\0';
		for (size_t i = 0; !found && i < sizeof(beside) / sizeof(beside[0]); i++)
			found = if_folder(file_join(arena, file_folder(arena, own), beside[i]));
	}
	return found ? found : if_folder(CERTSTEWARD_DATA_DIR "/mappings");
}

bool session_programs_folder(struct arena *arena, const struct settings *settings,
                             const char **folder, struct error *error)
{
	*folder = settings->rules.mappings ? settings->rules.mappings : find_shipped(arena);
	if (*folder)
		return true;
	return error_set(error, ERROR_LOCAL,
	                 "the mapping programs are neither beside this program nor in '%s': set "
	                 "'rules.mappings' to their folder",
	                 CERTSTEWARD_DATA_DIR "/mappings");
}

const char *session_programs_of(const struct settings_side *side)
{
	return side->mappings ? side->name : side->type->name;
}

static bool is_listed(const struct session_programs *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->programs[i].name, name))
			return true;
	return false;
}

static void add(struct session_programs *list, const char *name, const char *path,
                const struct answer_form *form)
{
	list->programs[list->count++] =
		(struct mapping_program){ .name = name, .path = path, .form = form };
}

static bool add_side(struct arena *arena, const struct settings_side *side, const char *folder,
                     struct session_programs *list, struct error *error)
{
	const char *own =
		side->mappings ? side->mappings : file_join(arena, folder, side->type->name);
	if (list->count + SIDE_PROGRAMS > MAPPING_PROGRAMS)
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': more than %d mapping programs; let far sides of "
		                 "one type share their folder",
		                 side->name, MAPPING_PROGRAMS);
	for (size_t i = 0; i < SIDE_PROGRAMS; i++) {
		const char *name =
			arena_print(arena, "%s/%s", session_programs_of(side), of_side[i]);
		const char *path = file_join(arena, own, of_side[i]);
		if (!is_listed(list, name) && (!is_optional(of_side[i]) || access(path, F_OK) == 0))
			add(list, name, path, &side->type->answers);
	}
	return true;
}

bool session_programs_list(struct arena *arena, const struct settings *settings,
                           struct session_programs *list, struct error *error)
{
	const char *folder;
	const struct settings_rules *rules = &settings->rules;
	if (!session_programs_folder(arena, settings, &folder, error))
		return false;
	list->shared = folder;
	static const struct answer_form decision = { .may_be_null = true };
	add(list, "rules/class.jq",
	    rules->class ? rules->class : file_join(arena, folder, "rules/class.jq"), &decision);
	add(list, "rules/owner.jq",
	    rules->owner ? rules->owner : file_join(arena, folder, "rules/owner.jq"), &decision);
	for (size_t i = 0; i < settings->side_count; i++)
		if (!add_side(arena, &settings->sides[i], folder, list, error))
			return false;
	return true;
}
