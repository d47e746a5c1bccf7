/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward init --target: what a far side's administrator sets up, printed without asking it. */
#include "service/command_init_target.h"
#include "base/http.h"
#include "base/text.h"
#include "service/arguments.h"
#include "service/plugin_find.h"
#include "service/settings_parts.h"
#include <stdio.h>
#include <unistd.h>

/* Whoever sets the product up has no login of ours yet. */
static enum http_outcome ask_nobody(struct http *http, const struct http_request *request,
                                    struct http_response *response, struct arena *arena,
                                    struct error *error)
{
	(void)http;
	(void)request;
	(void)response;
	(void)arena;
	error_set(error, ERROR_PEER, "nothing is asked while the setting up is printed");
	return HTTP_NOT_SENT;
}

static bool print(const struct itsm_type *type, const char *name, const char *url, void *own,
                  struct error *error)
{
	ARENA(arena);
	TEXT(out);
	struct http http = { .exchange = ask_nobody };
	struct itsm itsm = { .type = type,
		             .name = name,
		             .url = url,
		             .settings = own,
		             .state = arena_allocate(&arena, type->state_size),
		             .http = &http };
	bool done = type->prepare(&itsm, &arena, &out, error);
	if (done)
		fputs(text_string(&out), stdout);
	type->close(&itsm);
	return done;
}

static bool print_defaults(const struct itsm_type *type, struct error *error)
{
	ARENA(arena);
	void *own = arena_allocate(&arena, type->settings_size);
	bool done = setting_defaults(type->setting_table, own, &arena, error) &&
	            print(type, type->name, "https://example.com", own, error);
	setting_release(type->setting_table, own);
	return done;
}

/* The first far side of that name or, failing that, of that type. */
static const struct settings_side *side_of(const struct settings *settings, const char *target,
                                           const struct itsm_type *type)
{
	for (size_t i = 0; i < settings->side_count; i++)
		if (text_equal(settings->sides[i].name, target))
			return &settings->sides[i];
	for (size_t i = 0; type && i < settings->side_count; i++)
		if (settings->sides[i].type == type)
			return &settings->sides[i];
	return NULL;
}

int command_init_target(const struct command_line *line, const char *target)
{
	struct error error = ERROR_INIT;
	const struct itsm_type *type = plugin_find_itsm(target);
	struct settings settings = { 0 };
	bool there = access(line->config, F_OK) == 0, done;
	if (there && !settings_read(&settings, line->config, SETTINGS_OFFLINE, &error)) {
		settings_release(&settings);
		return command_refuse(&error);
	}
	const struct settings_side *side = there ? side_of(&settings, target, type) : NULL;
	if (!side && !type) {
		command_complain("there is no far side and no plug-in '%.64s': see 'certsteward "
		                 "plugins'",
		                 target);
		done = false;
	} else {
		done = side ? print(side->type, side->name, side->url, side->own, &error)
		            : print_defaults(type, &error);
		if (!done)
			command_complain("%s", error.message);
	}
	if (there)
		settings_release(&settings);
	return done ? COMMAND_DONE : COMMAND_USAGE;
}
