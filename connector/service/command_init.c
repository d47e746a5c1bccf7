/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward init: a configuration to start from, made from the tables that read it. */
#include "base/file.h"
#include "base/text.h"
#include "contract/discovery.h"
#include "contract/itsm.h"
#include "service/arguments.h"
#include "service/command_init_target.h"
#include "service/plugin_find.h"
#include "service/plugin_registry.h"
#include "service/settings_parts.h"
#include <stdio.h>
#include <unistd.h>

enum { ROWS_MOST = 200, ENTRY_INDENT = 4 };

static bool is_among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (text_equal(*names, name))
			return true;
	return false;
}

/* The rows that are not written by hand above them, behind '#'. */
static void append_rows(struct text *out, const struct setting *table, const char *const *given,
                        int indent)
{
	struct setting rows[ROWS_MOST];
	size_t count = 0;
	for (; table->name && count + 1 < ROWS_MOST; table++)
		if (!is_among(given, table->name)) {
			rows[count] = *table;
			rows[count++].required = false;
		}
	rows[count] = (struct setting){ .name = NULL };
	setting_example(rows, indent, out);
}

static const struct setting *table_of_source(const char *name)
{
	for (size_t i = 0; plugin_discovery_types[i]; i++)
		if (text_equal(plugin_discovery_types[i]->name, name))
			return plugin_discovery_types[i]->setting_table;
	return NULL;
}

static const struct setting *table_of_side(const char *name)
{
	const struct itsm_type *type = plugin_find_itsm(name);
	return type ? type->setting_table : NULL;
}

static void append_source(struct text *out, bool trial)
{
	static const char *const given[] = { "name", "type", "zone", "targets", NULL };
	text_append(out, "\n# Where certificates are found; several sources at once are fine.\n"
	                 "discovery:\n  - name: network\n    type: tls\n");
	text_append(out, trial ? "    targets: [\"127.0.0.1:443\"]\n"
	                       : "    zone: dc1\n    targets: [www.example.com, 10.20.0.0/24]\n");
	append_rows(out, settings_source_table, given, ENTRY_INDENT);
	if (table_of_source("tls"))
		append_rows(out, table_of_source("tls"), given, ENTRY_INDENT);
	text_append(out,
	            "  # Files on disk, and what other scanners wrote (nmap, nessus, tlsx, csv):\n"
	            "  # 'certsteward plugins NAME' tells the settings of each.\n"
	            "  #- {name: stores, type: files, paths: [/etc/ssl/certs-in-use]}\n"
	            "  #- {name: scans, type: nmap, zone: dc1, paths: [/srv/scans]}\n");
}

static void append_other_products(struct text *out)
{
	text_append(
		out,
		"  # Other products: 'certsteward plugins jira' tells the settings of each, 'certsteward\n"
		"  # init --target jira' what is set up there; docs/jira.md and docs/request-tracker.md\n"
		"  # lead through both. For Jira Data Center: dialect: datacenter, and no cloud_id.\n"
		"  #- name: jira\n"
		"  #  type: jira\n"
		"  #  url: https://example.atlassian.net\n"
		"  #  cloud_id: 11111111-2222-3333-4444-555555555555\n"
		"  #  auth: {token: {env: JIRA_TOKEN}}\n"
		"  #  project: ITSM\n"
		"  #  fields: {approvers: customfield_10030, approvals: customfield_10031}\n"
		"  #  approvers: [\"712020:0a1b2c3d-0000-4444-8888-000000000000\"]\n"
		"  #  assets: text\n"
		"  #  tickets: no\n"
		"  #- name: rt\n"
		"  #  type: request_tracker\n"
		"  #  url: https://rt.example.com\n"
		"  #  auth: {token: {env: RT_TOKEN}}\n"
		"  #  approver: change-manager\n"
		"  #  host_catalogs: [Hosts]\n"
		"  #  tickets: no\n");
}

static void append_side(struct text *out, bool trial)
{
	static const char *const given[] = { "name",
		                             "type",
		                             "url",
		                             "stage",
		                             "tickets",
		                             "auth.user",
		                             "auth.password",
		                             "auth.client_id",
		                             "auth.client_secret",
		                             NULL };
	text_append(out, "\n# The far sides: exactly one tickets a certificate.\nitsm:\n");
	if (trial)
		text_append(out,
		            "  - name: sandbox\n    type: servicenow\n"
		            "    url: http://127.0.0.1:8181\n"
		            "    auth: {user: certsteward, password: {file: sandbox-password}}\n"
		            "    stage: automate\n    tickets: yes\n");
	else
		text_append(out, "  - name: production\n    type: servicenow\n"
		                 "    url: https://example.service-now.com\n"
		                 "    auth: {client_id: abc, client_secret: {env: SN_SECRET}}\n"
		                 "    stage: observe   # raised by 'certsteward stage' only\n"
		                 "    tickets: yes\n");
	append_rows(out, settings_side_table, given, ENTRY_INDENT);
	if (table_of_side("servicenow"))
		append_rows(out, table_of_side("servicenow"), given, ENTRY_INDENT);
	append_other_products(out);
}

/* A section with nothing but comments would read as empty text, so its head waits as well. */
static void append_tickets(struct text *out, bool trial)
{
	static const char *const given[] = { "hours", NULL };
	text_append(out, "\n# When a ticket is opened, of which kind, and how far it goes.\n");
	text_append(out, trial ? "tickets:\n  hours: any\n" : "tickets:\n  hours: working\n");
	append_rows(out, settings_tickets_table, given, 2);
}

static void append_hooks(struct text *out)
{
	static const char *const none[] = { NULL };
	text_append(out,
	            "\n# Programs that the hook runner (certsteward-hook) may run. The one called\n"
	            "# renew renews a certificate whose change is approved, in its slot.\n"
	            "#hooks:\n#  socket: /run/certsteward/hook.sock\n#  renew:\n"
	            "#    command: [/usr/local/bin/renew, \"{fingerprint}\"]\n");
	TEXT(rows);
	append_rows(&rows, settings_hook_table + 1, none, 0);
	for (const char *line = text_string(&rows); *line;) {
		size_t length = strcspn(line, "\n");
		/* "# help" stays a remark below the '#' that holds the section back. */
		bool live = *line == '#' && line[1] != ' ';
		text_print(out, "#    %.*s\n", (int)length - live, line + live);
		line += length + (line[length] == '\n');
	}
}

static void append_revocation(struct text *out)
{
	static const char *const given[] = { "ask", NULL };
	text_append(out,
	            "\n# Whether certificates in use were revoked, and who is asked about it.\n"
	            "revocation:\n  ask: all   # all, staples, none\n");
	append_rows(out, settings_revocation_table, given, 2);
}

static void build(struct text *out, bool trial)
{
	static const char *const given[] = { "store.path", "store.trial", NULL };
	text_append(
		out,
		"# Configuration of certsteward. Everything behind '#' is the default.\n"
		"# Paths are seen from this file's folder. Secrets: {env: NAME} or {file: PATH}.\n\n");
	if (trial)
		text_append(out, "# A trial: --now may write, and stages apply as configured.\n"
		                 "store: {path: store.db, trial: yes}\n");
	else
		text_append(out, "store: {path: /var/lib/certsteward/store.db}\n");
	append_source(out, trial);
	append_side(out, trial);
	append_tickets(out, trial);
	append_hooks(out);
	append_revocation(out);
	text_append(out, "\n# Everything else.\n");
	append_rows(out, settings_general_table, given, 0);
}

static bool write_new(const char *path, const char *content, struct error *error)
{
	if (access(path, F_OK) == 0)
		return error_set(error, ERROR_LOCAL,
		                 "'%s' exists: it stays as it is; name another file", path);
	return file_replace(path, content, strlen(content), 0600, error);
}

static int run(struct command_line *line)
{
	struct arguments arguments;
	ARENA(arena);
	TEXT(out);
	bool trial = false;
	const char *target = NULL;
	struct error error = ERROR_INIT;
	const struct argument table[] = {
		{ "target", 0, ARGUMENT_TEXT, &target, "NAME",
		  "print what must be set up on this far side, or on one of this type" },
		{ "trial", 0, ARGUMENT_FLAG, &trial, NULL,
		  "for certsteward-sandbox on this machine: everything allowed, store in this folder" },
		{ .name = NULL },
	};
	int status = arguments_read(line, &command_init, table, 1, &arguments);
	if (status >= 0)
		return status;
	if (target)
		return command_init_target(line, target);
	const char *path = arguments.count ? arguments.words[0] : "certsteward.yaml";
	build(&out, trial);
	if (!write_new(path, text_string(&out), &error))
		return command_refuse(&error);
	const char *secret = file_join(&arena, file_folder(&arena, path), "sandbox-password");
	if (trial && access(secret, F_OK) != 0 &&
	    !file_replace(secret, "certsteward\n", 12, 0600, &error))
		return command_fail(&error);
	if (!line->quiet)
		printf("wrote '%s'; next: certsteward -c %s check\n", path, path);
	return COMMAND_DONE;
}

const struct command command_init = {
	.name = "init",
	.usage = "[FILE]",
	.summary = "write a commented configuration to start from",
	.help = "Writes FILE (certsteward.yaml) with every setting, its meaning and its default. A file\n"
		"that exists is left alone. With --target nothing is written: it prints what an\n"
		"administrator sets up on a far side, as that product's own import or as steps,\n"
		"with the names that the configuration gives (or the default ones).",
	.run = run,
};
