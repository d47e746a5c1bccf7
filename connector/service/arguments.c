/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reading options by their table. */
#include "service/arguments.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GLOBAL_HELP = 1, GLOBAL_VERSION = 2 };

struct reading {
	struct command_line *line;
	const struct command *command; /* NULL before its name */
	const struct argument *table;
	bool help, version;
	char **words;
	int count, at;
};

static const struct argument no_arguments[] = { { .name = NULL } };

static const struct argument *global_table(struct reading *reading, struct argument rows[static 11])
{
	struct command_line *line = reading->line;
	const struct argument table[] = {
		{ "config", 'c', ARGUMENT_TEXT, &line->config, "FILE",
		  "configuration ($CERTSTEWARD_CONFIG, /etc/certsteward/certsteward.yaml)" },
		{ "now", 0, ARGUMENT_TEXT, &line->now, "TIME",
		  "work as if it were this time; writing only in a trial on loopback" },
		{ "json", 0, ARGUMENT_FLAG, &line->json, NULL, "print JSON" },
		{ "csv", 0, ARGUMENT_FLAG, &line->csv, NULL, "print CSV (RFC 4180)" },
		{ "no-color", 0, ARGUMENT_FLAG, &line->no_color, NULL, "no colour on a terminal" },
		{ "verbose", 'v', ARGUMENT_FLAG, &line->verbose, NULL, "tell every call" },
		{ "quiet", 'q', ARGUMENT_FLAG, &line->quiet, NULL, "no progress, only results" },
		{ "help", 'h', ARGUMENT_FLAG, &reading->help, NULL, "this text" },
		{ "version", 0, ARGUMENT_FLAG, &reading->version, NULL, "the program's version" },
		{ .name = NULL },
	};
	memcpy(rows, table, sizeof(table));
	return rows;
}

static void print_rows(const struct argument *table)
{
	for (; table->name; table++) {
		char left[64];
		snprintf(left, sizeof(left), "%s%c%s--%s%s%s", table->letter ? "-" : "  ",
		         table->letter ? table->letter : ' ', table->letter ? ", " : " ",
		         table->name, table->value ? " " : "", table->value ? table->value : "");
		printf("  %-26s %s\n", left, table->help);
	}
}

void arguments_print_global(void)
{
	struct command_line line = { 0 };
	struct reading reading = { .line = &line };
	struct argument rows[11];
	print_rows(global_table(&reading, rows));
}

static void print_help(const struct reading *reading)
{
	const struct command *command = reading->command;
	printf("Usage: certsteward [-c FILE] %s%s%s\n\n%s\n", command->name,
	       *command->usage ? " " : "", command->usage, command->help);
	if (reading->table->name) {
		printf("\nOptions:\n");
		print_rows(reading->table);
	}
	printf("\nOptions of every command:\n");
	arguments_print_global();
}

static const struct argument *find(const struct argument *table, const char *name, size_t length)
{
	for (; table->name; table++)
		if (strlen(table->name) == length && strncmp(table->name, name, length) == 0)
			return table;
	return NULL;
}

static const struct argument *find_letter(const struct argument *table, char letter)
{
	for (; table->name; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

static const char *nearest(const struct argument *table, const char *name, const char *best,
                           size_t *distance)
{
	for (; table->name; table++) {
		size_t far = text_distance(table->name, name);
		if (far < *distance) {
			*distance = far;
			best = table->name;
		}
	}
	return best;
}

static bool refuse_unknown(const struct reading *reading, const struct argument *global,
                           const char *word)
{
	char name[64];
	size_t distance = 3;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	const char *near = word[1] != '-' ? NULL : nearest(global, name, NULL, &distance);
	if (word[1] == '-')
		near = nearest(reading->table, name, near, &distance);
	if (near)
		command_complain("there is no option '%.64s': did you mean '--%s'", word, near);
	else
		command_complain("there is no option '%.64s': see 'certsteward %s%s--help'", word,
		                 reading->command ? reading->command->name : "",
		                 reading->command ? " " : "");
	return false;
}

/* A filter with a word that does not exist would find nothing, and that looks like good news. */
static bool is_choice(const struct argument *argument, const char *value)
{
	TEXT(all);
	const char *near = NULL;
	size_t distance = 3;
	for (const char *const *word = argument->choices; word && *word; word++) {
		size_t far = text_distance(*word, value);
		if (text_equal(*word, value))
			return true;
		near = far < distance ? *word : near;
		distance = far < distance ? far : distance;
		text_print(&all, "%s%s", all.length ? ", " : "", *word);
	}
	if (near)
		command_complain("'--%s' knows no '%.64s': did you mean '%s'? There are %s",
		                 argument->name, value, near, text_string(&all));
	else if (argument->choices)
		command_complain("'--%s' knows no '%.64s': there are %s", argument->name, value,
		                 text_string(&all));
	return argument->choices == NULL;
}

static bool store(const struct argument *argument, const char *value)
{
	int64_t number = 0;
	if (!is_choice(argument, value))
		return false;
	switch (argument->type) {
	case ARGUMENT_FLAG:
		*(bool *)argument->target = true;
		return true;
	case ARGUMENT_TEXT:
		*(const char **)argument->target = value;
		return true;
	case ARGUMENT_COUNT:
		if (!text_parse_integer(value, &number) || number < 0) {
			command_complain("'--%s' must be a whole number, not '%.64s'",
			                 argument->name, value);
			return false;
		}
		break;
	case ARGUMENT_DURATION:
		if (!clock_parse_duration(value, &number)) {
			command_complain(
				"'--%s' must be a duration like 30d, 12h, 45m, not '%.64s'",
				argument->name, value);
			return false;
		}
		break;
	}
	*(int64_t *)argument->target = number;
	return true;
}

/* --name VALUE, --name=VALUE, -n VALUE, -nVALUE; flags of one letter stand alone. */
static bool read_option(struct reading *reading, const char *word)
{
	struct argument rows[11];
	const struct argument *global = global_table(reading, rows);
	const struct argument *found;
	const char *value = NULL;
	if (word[1] == '-') {
		size_t length = strcspn(word + 2, "=");
		found = find(reading->table, word + 2, length);
		found = found ? found : find(global, word + 2, length);
		value = word[2 + length] ? word + 3 + length : NULL;
	} else {
		found = find_letter(reading->table, word[1]);
		found = found ? found : find_letter(global, word[1]);
		value = word[2] ? word + 2 : NULL;
	}
	if (!found || (value && found->type == ARGUMENT_FLAG))
		return refuse_unknown(reading, global, word);
	if (found->type != ARGUMENT_FLAG && !value) {
		if (reading->at >= reading->count) {
			command_complain("'--%s' needs a value: %s", found->name, found->value);
			return false;
		}
		value = reading->words[reading->at++];
	}
	return store(found, value);
}

static int end_early(const struct reading *reading)
{
	if (reading->version) {
		puts("certsteward " CERTSTEWARD_VERSION);
		return COMMAND_DONE;
	}
	if (reading->help && reading->command) {
		print_help(reading);
		return COMMAND_DONE;
	}
	return -1;
}

int arguments_read(struct command_line *line, const struct command *command,
                   const struct argument *table, size_t most, struct arguments *arguments)
{
	struct reading reading = { .line = line,
		                   .command = command,
		                   .table = table ? table : no_arguments,
		                   .words = line->words,
		                   .count = line->word_count };
	bool only_words = false;
	/* In the place of the words themselves: what was read is no longer needed. */
	arguments->words = (const char **)line->words;
	arguments->count = 0;
	while (reading.at < reading.count) {
		const char *word = reading.words[reading.at++];
		if (!only_words && text_equal(word, "--")) {
			only_words = true;
		} else if (!only_words && word[0] == '-' && word[1]) {
			if (!read_option(&reading, word))
				return COMMAND_USAGE;
		} else if (arguments->count < most) {
			arguments->words[arguments->count++] = word;
		} else {
			command_complain("'%.64s' is one word too many: certsteward %s%s%s", word,
			                 command->name, *command->usage ? " " : "", command->usage);
			return COMMAND_USAGE;
		}
	}
	if (line->json && line->csv) {
		command_complain("--json and --csv exclude each other");
		return COMMAND_USAGE;
	}
	if (line->csv && !command->tables) {
		command_complain("--csv is for tables: use --json with '%s'", command->name);
		return COMMAND_USAGE;
	}
	return end_early(&reading);
}

int arguments_read_global(struct command_line *line, int argc, char **argv, int *index)
{
	struct reading reading = {
		.line = line, .table = no_arguments, .words = argv, .count = argc, .at = 1
	};
	while (reading.at < reading.count && argv[reading.at][0] == '-' && argv[reading.at][1]) {
		const char *word = argv[reading.at++];
		if (!read_option(&reading, word))
			return COMMAND_USAGE;
	}
	*index = reading.help ? argc : reading.at;
	return end_early(&reading);
}
