/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward audit: is the trail whole, and what does it say? */
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/command_session.h"
#include "store/store_audit.h"
#include <stdio.h>

static const char no_entry[] = "0000000000000000000000000000000000000000000000000000000000000000";

struct verifying {
	int64_t seq;
	char previous[65];
	int64_t last_at;
	int64_t faults;
};

static void fault(struct verifying *verifying, const struct store_audit *entry, const char *what)
{
	verifying->faults++;
	command_complain("entry %lld (%s): %s", (long long)entry->seq, entry->kind, what);
}

static bool verify_entry(void *context, const struct store_audit *entry, struct error *error)
{
	struct verifying *verifying = context;
	char hash[65];
	(void)error;
	store_audit_hash(entry, hash);
	if (entry->seq != verifying->seq + 1)
		fault(verifying, entry, "an entry before it is missing or out of order");
	if (!text_equal(entry->previous, verifying->previous))
		fault(verifying, entry, "does not follow the entry before it");
	if (!text_equal(entry->hash, hash))
		fault(verifying, entry, "was changed after it was written");
	verifying->seq = entry->seq;
	verifying->last_at = entry->at;
	snprintf(verifying->previous, sizeof(verifying->previous), "%s", entry->hash);
	return true;
}

static int verify(struct command_line *line)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	struct verifying verifying = { 0 };
	memcpy(verifying.previous, no_entry, sizeof(no_entry));
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!store_audit_each(session.store, 1, verify_entry, &verifying, &error))
		return command_fail(&error);
	if (line->json)
		printf("{\"entries\": %lld, \"faults\": %lld, \"head\": \"%s\"}\n",
		       (long long)verifying.seq, (long long)verifying.faults, verifying.previous);
	else if (!verifying.faults)
		printf("audit: %lld entries, the chain is whole; head %s\n"
		       "without an anchor nobody can tell whether entries after the head were cut off\n",
		       (long long)verifying.seq, verifying.previous);
	return verifying.faults ? COMMAND_FAILED : COMMAND_DONE;
}

static bool print_entry(void *context, const struct store_audit *entry, struct error *error)
{
	ARENA(arena);
	FILE *out = context;
	struct json *made = json_new(&arena, JSON_OBJECT);
	struct json *body = json_parse(&arena, entry->body, strlen(entry->body), NULL, error);
	TEXT(text);
	if (!body)
		return false;
	json_set_string(&arena, made, "node", entry->node);
	json_set_integer(&arena, made, "seq", entry->seq);
	json_set_integer(&arena, made, "at", entry->at);
	json_set_string(&arena, made, "kind", entry->kind);
	json_set_string(&arena, made, "previous", entry->previous);
	json_set(&arena, made, "body", body);
	json_set_string(&arena, made, "hash", entry->hash);
	json_write(&text, made);
	fprintf(out, "%s\n", text_string(&text));
	return true;
}

static int export(struct command_line *line)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!store_audit_each(session.store, 1, print_entry, stdout, &error))
		return command_fail(&error);
	return COMMAND_DONE;
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_audit, NULL, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count && text_equal(arguments.words[0], "verify"))
		return verify(line);
	if (arguments.count && text_equal(arguments.words[0], "export"))
		return export(line);
	command_complain("say what: certsteward audit verify, or certsteward audit export");
	return COMMAND_USAGE;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "verify|export",
	.summary = "verify the trail, or print it as JSON lines",
	.help = "verify looks for entries that were changed, lost or reordered, and says what it cannot\n"
		"prove. export prints one JSON object per entry.",
	.run = run,
};
