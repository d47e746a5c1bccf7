/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward map: what the mapping programs make of a record in a file. */
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "service/session_programs.h"
#include <stdio.h>

struct trying {
	struct session *session;
	struct arena *arena;
	struct json *record, *answers;
	bool failed;
};

static struct json *run_program(struct trying *trying, const char *program, const char *member)
{
	struct error error = ERROR_INIT;
	struct json *output = NULL;
	if (mapping_run(trying->session->mapping, trying->arena, program, trying->record, &output,
	                &error))
		return json_set(trying->arena, trying->answers, member, output);
	trying->failed = true;
	command_complain("%s", error.message);
	return NULL;
}

/* The engine puts the class and the owner into the record before it asks the far side's programs. */
static void classify(struct trying *trying)
{
	struct json *class = run_program(trying, "rules/class.jq", "class");
	struct json *owner = run_program(trying, "rules/owner.jq", "owner");
	bool known = json_get(trying->record, "class") &&
	             json_get(trying->record, "class")->type == JSON_OBJECT;
	if (class && !known) {
		struct json *decided = json_new(trying->arena, JSON_OBJECT);
		json_set_string(trying->arena, decided, "name",
		                json_member_text(class, "class", NULL));
		json_set_string(trying->arena, decided, "why",
		                json_member_text(class, "why", NULL));
		json_set(trying->arena, trying->record, "class", decided);
	}
	known = json_get(trying->record, "owner") &&
	        json_get(trying->record, "owner")->type == JSON_OBJECT;
	if (owner && !known)
		json_set(trying->arena, trying->record, "owner", owner);
}

static const char *ticket_program(const struct json *record)
{
	const struct json *ticket = json_get(record, "ticket");
	if (json_get(record, "event"))
		return "note";
	return flow_ticket_program(json_member_text(ticket, "reason", ""),
	                           json_member_text(ticket, "kind", ""));
}

static void run_side(struct trying *trying, const struct flow_side *side)
{
	struct arena *arena = trying->arena;
	run_program(trying, arena_print(arena, "%s/certificate.jq", side->folder),
	            arena_print(arena, "%s/certificate.jq", side->folder));
	if (!json_get(trying->record, "ticket"))
		return;
	const char *name =
		arena_print(arena, "%s/%s.jq", side->folder, ticket_program(trying->record));
	run_program(trying, name, name);
}

static bool read_record(struct trying *trying, const char *path, struct error *error)
{
	size_t length;
	const char *text = file_read(trying->arena, path, LIMIT_FILE_BYTES, &length, error);
	if (!text)
		return false;
	trying->record = json_parse(trying->arena, text, length, NULL, error);
	if (!trying->record)
		return error_wrap(error, "'%s'", path);
	return trying->record->type == JSON_OBJECT ||
	       error_set(error, ERROR_ITEM, "'%s' is no record: docs/record.md shows one", path);
}

static int try_file(struct command_line *line, const char *path, const char *program)
{
	SESSION(session);
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct trying trying = { .session = &session,
		                 .arena = &arena,
		                 .answers = json_new(&arena, JSON_OBJECT) };
	int status = command_session_open(&session, line, SESSION_MAPPING);
	if (status >= 0)
		return status;
	if (!read_record(&trying, path, &error))
		return command_fail(&error);
	if (program) {
		if (!mapping_version(session.mapping, program)) {
			command_complain("there is no program '%.80s'; they are called like "
			                 "'rules/class.jq', 'servicenow/change.jq'",
			                 program);
			return COMMAND_USAGE;
		}
		run_program(&trying, program, program);
	} else {
		classify(&trying);
		for (size_t i = 0; i < session.flow.side_count; i++)
			run_side(&trying, &session.sides[i]);
	}
	TEXT(out);
	json_write_pretty(&out, trying.answers);
	printf("%s\n", text_string(&out));
	return trying.failed ? COMMAND_FAILED : COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	const char *program = NULL;
	const struct argument table[] = {
		{ "program", 'p', ARGUMENT_TEXT, &program, "NAME",
		  "only this one: rules/class.jq, servicenow/change.jq, ..." },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_map, table, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count == 0) {
		command_complain(
			"say which: certsteward map FILE.json (of 'certsteward show --json')");
		return COMMAND_USAGE;
	}
	return try_file(line, arguments.words[0], program);
}

const struct command command_map = {
	.name = "map",
	.usage = "FILE.json",
	.summary = "what the mapping programs make of a record",
	.help = "Runs class, owner and each far side's certificate program (and, for a record with\n"
		"'ticket', the ticket's) on a record in a file, and prints their answers. Nothing is\n"
		"read from the store or sent.",
	.run = run,
};
