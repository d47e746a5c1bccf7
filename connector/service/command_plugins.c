/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward plugins: what this build can find and speak to. */
#include "base/text.h"
#include "contract/discovery.h"
#include "contract/itsm.h"
#include "service/arguments.h"
#include "service/plugin_find.h"
#include "service/plugin_registry.h"
#include "service/settings_parts.h"
#include "service/table.h"
#include <stdio.h>

static const struct table_column columns[] = {
	{ .name = "kind" },
	{ .name = "name" },
	{ .name = "summary", .least = 20 },
	{ .name = NULL },
};

static void document(const char *title, const struct setting *engine, const struct setting *own)
{
	TEXT(out);
	text_print(&out, "## %s\n\n| setting | value | default | meaning |\n|---|---|---|---|\n",
	           title);
	setting_document(engine, &out);
	setting_document(own, &out);
	printf("%s\n", text_string(&out));
}

static int describe(const char *name)
{
	for (size_t i = 0; plugin_discovery_types[i]; i++)
		if (text_equal(plugin_discovery_types[i]->name, name)) {
			document(name, settings_source_table,
			         plugin_discovery_types[i]->setting_table);
			return COMMAND_DONE;
		}
	const struct itsm_type *type = plugin_find_itsm(name);
	if (type) {
		document(type->name, settings_side_table, type->setting_table);
		return COMMAND_DONE;
	}
	command_complain("there is no plug-in '%.64s': see 'certsteward plugins'", name);
	return COMMAND_USAGE;
}

static void add(struct table *table, const char *kind, const char *name, const char *summary)
{
	table_add(table, kind);
	table_add(table, name);
	table_add(table, summary);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	int status = arguments_read(line, &command_plugins, NULL, 1, &arguments);
	if (status >= 0)
		return status;
	if (arguments.count)
		return describe(arguments.words[0]);
	TABLE(table, columns);
	for (size_t i = 0; plugin_discovery_types[i]; i++)
		add(&table, "discovery", plugin_discovery_types[i]->name,
		    plugin_discovery_types[i]->summary);
	for (size_t i = 0; plugin_itsm_types[i]; i++)
		add(&table, "itsm", plugin_itsm_types[i]->name, plugin_itsm_types[i]->summary);
	table_print(&table, line, "this build has no plug-ins");
	return COMMAND_DONE;
}

const struct command command_plugins = {
	.name = "plugins",
	.usage = "[NAME]",
	.summary = "sources and products of this build, with their settings",
	.help = "Lists the plug-ins. With NAME all its settings as a Markdown table.",
	.run = run,
	.tables = true,
};
