/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation as a Jira site holds it. */

#include "jira_seed.h"

#include "assets_type.h"

#include <string.h>

struct seeding {
	const struct site *site;
	long long schema, hosts, applications, services;
};

static long long add(const struct seeding *seeding, long long type, const char *name,
                     enum assets_kind kind, int plain)
{
	struct assets_attribute attribute = { .name = name,
		                              .kind = kind,
		                              .default_type = (enum assets_default)plain,
		                              .maximum = 1,
		                              .editable = true };
	return assets_make_attribute(seeding->site, type, &attribute);
}

static long long add_select(const struct seeding *seeding, long long type, const char *name,
                            const char *options)
{
	struct assets_attribute attribute = { .name = name,
		                              .default_type = DEFAULT_SELECT,
		                              .options = options,
		                              .maximum = 1,
		                              .editable = true };
	return assets_make_attribute(seeding->site, type, &attribute);
}

static long long add_reference(const struct seeding *seeding, long long type, const char *name,
                               long long target)
{
	struct assets_attribute attribute = { .name = name,
		                              .kind = ASSETS_REFERENCE,
		                              .type_value =
		                                      site_print_number(seeding->site, target),
		                              .additional = "1",
		                              .maximum = -1,
		                              .editable = true };
	return assets_make_attribute(seeding->site, type, &attribute);
}

/* Objects of a class of CIs; the label holds the CI's id until fill_labels. */
static void add_objects(const struct seeding *seeding, long long type, const char *classes)
{
	struct session *session = seeding->site->session;
	const char *sql = pool_print(
		session->pool,
		"INSERT INTO assets_object (site, type, key, label, created, updated, born)"
		" SELECT ?1, ?2, '', sys_id, ?3, ?3, 0 FROM cmdb_ci WHERE sys_class_name IN (%s)"
		" ORDER BY rowid",
		classes);
	database_run(session->database, sql,
	             VALUES(seeding->site->name, site_print_number(seeding->site, type),
	                    site_now(seeding->site)));
}

/* The attribute's value of every object, from SQL over the CI named c. */
static void fill(const struct seeding *seeding, long long attribute, const char *value)
{
	struct session *session = seeding->site->session;
	const char *sql = pool_print(session->pool,
	                             "INSERT INTO assets_value (object, attribute, value)"
	                             " SELECT o.id, ?1, %s FROM assets_object o JOIN cmdb_ci c ON"
	                             " c.sys_id = o.label WHERE o.site = ?2 AND o.key = '' AND"
	                             " ifnull(%s, '') <> '' AND EXISTS (SELECT 1 FROM"
	                             " assets_attribute a JOIN assets_type t ON t.id = o.type WHERE"
	                             " a.id = ?1 AND a.type IN (t.id, t.parent))",
	                             value, value);
	database_run(session->database, sql,
	             VALUES(site_print_number(seeding->site, attribute), seeding->site->name));
}

static void add_common(const struct seeding *seeding, long long type)
{
	fill(seeding, add(seeding, type, "Owner", ASSETS_USER, 0),
	     "(SELECT u.user_name FROM sys_user u WHERE u.sys_id = c.owned_by)");
	fill(seeding, add(seeding, type, "Support Group", ASSETS_GROUP, 0),
	     "(SELECT g.name FROM sys_user_group g WHERE g.sys_id = c.support_group)");
	fill(seeding, add_select(seeding, type, "Environment", "Production,Test,Development"),
	     "c.environment");
	fill(seeding, add(seeding, type, "Status", ASSETS_STATUS, 0),
	     "CASE c.install_status WHEN '7' THEN '2' ELSE '1' END");
}

static void add_hosts(struct seeding *seeding)
{
	const struct site *site = seeding->site;
	long long root = assets_make_type(site, seeding->schema, "Hosts", 0, true, "2");
	seeding->hosts = root;
	long long linuxes =
		assets_make_type(site, seeding->schema, "Linux Server", root, true, "2");
	long long windows =
		assets_make_type(site, seeding->schema, "Windows Server", root, true, "2");
	long long balancer =
		assets_make_type(site, seeding->schema, "Load Balancer", root, true, "2");
	add_objects(seeding, linuxes, "'cmdb_ci_linux_server'");
	add_objects(seeding, windows, "'cmdb_ci_win_server'");
	add_objects(seeding, balancer, "'cmdb_ci_lb'");
	fill(seeding, add(seeding, root, "FQDN", ASSETS_DEFAULT, DEFAULT_TEXT), "c.fqdn");
	fill(seeding, add(seeding, root, "IP Address", ASSETS_DEFAULT, DEFAULT_ADDRESS),
	     "c.ip_address");
	fill(seeding, add(seeding, root, "Serial Number", ASSETS_DEFAULT, DEFAULT_TEXT),
	     "c.serial_number");
	fill(seeding, add(seeding, root, "Runbook", ASSETS_DEFAULT, DEFAULT_URL),
	     "CASE c.name WHEN 'web-01' THEN 'https://wiki.example.com/runbooks/web-01' END");
	add_common(seeding, root);
}

/* References follow the relations of the CMDB. */
static void fill_references(const struct seeding *seeding, long long attribute, const char *types)
{
	struct session *session = seeding->site->session;
	const char *sql = pool_print(
		session->pool,
		"INSERT INTO assets_value (object, attribute, value) SELECT o.id, ?1, p.id FROM"
		" cmdb_rel_ci r JOIN assets_object o ON o.label = r.parent AND o.site = ?2 AND"
		" o.key = '' JOIN assets_object p ON p.label = r.child AND p.site = ?2 AND p.key ="
		" '' JOIN assets_attribute a ON a.id = ?1 AND a.type = o.type WHERE p.type IN"
		" (SELECT id FROM assets_type WHERE id IN (%s) OR parent IN (%s))",
		types, types);
	database_run(session->database, sql,
	             VALUES(site_print_number(seeding->site, attribute), seeding->site->name));
}

static void add_applications(struct seeding *seeding)
{
	const struct site *site = seeding->site;
	long long type = assets_make_type(site, seeding->schema, "Applications", 0, false, "3");
	seeding->applications = type;
	add_objects(seeding, type,
	            "'cmdb_ci_nginx_web_server', 'cmdb_ci_appl', 'cmdb_ci_lb_service'");
	fill(seeding, add(seeding, type, "IP Address", ASSETS_DEFAULT, DEFAULT_ADDRESS),
	     "c.ip_address");
	fill(seeding, add(seeding, type, "Port", ASSETS_DEFAULT, DEFAULT_INTEGER),
	     "CASE c.tcp_port WHEN '' THEN c.port ELSE c.tcp_port END");
	add_common(seeding, type);
	fill_references(seeding, add_reference(seeding, type, "Runs on", seeding->hosts),
	                site_print_number(site, seeding->hosts));
}

static void add_services(struct seeding *seeding)
{
	const struct site *site = seeding->site;
	long long type = assets_make_type(site, seeding->schema, "Services", 0, false, "3");
	seeding->services = type;
	add_objects(seeding, type, "'cmdb_ci_service', 'cmdb_ci_service_auto'");
	fill(seeding,
	     add_select(seeding, type, "Criticality",
	                "1 - most critical,2 - somewhat critical,3 - less critical,"
	                "4 - not critical"),
	     "c.busines_criticality");
	add_common(seeding, type);
	fill_references(seeding, add_reference(seeding, type, "Depends on services", type),
	                site_print_number(site, type));
	fill_references(seeding, add_reference(seeding, type, "Depends on hosts", seeding->hosts),
	                site_print_number(site, seeding->hosts));
	fill_references(
		seeding,
		add_reference(seeding, type, "Depends on applications", seeding->applications),
		site_print_number(site, seeding->applications));
}

static void fill_labels(const struct seeding *seeding)
{
	const struct site *site = seeding->site;
	struct database *database = site->session->database;
	database_run(database,
	             "UPDATE assets_object SET key = 'ITS-' || id, label = ifnull((SELECT name FROM"
	             " cmdb_ci WHERE sys_id = label), label) WHERE site = ? AND key = ''",
	             VALUES(site->name));
	database_run(database,
	             "INSERT INTO assets_value (object, attribute, value) SELECT o.id, a.id,"
	             " o.label FROM assets_object o JOIN assets_type t ON t.id = o.type JOIN"
	             " assets_attribute a ON a.label = 1 AND a.type IN (t.id, t.parent)"
	             " WHERE o.site = ?",
	             VALUES(site->name));
}

void jira_seed_ensure(const struct site *site)
{
	struct database *database = site->session->database;
	const char *mark = pool_print(site->session->pool, "jira-%s", site->name);
	if (database_number(database, "SELECT count(*) FROM sandbox_state WHERE name = ?",
	                    VALUES(mark)))
		return;
	struct seeding seeding = { .site = site };
	database_begin(database);
	seeding.schema =
		assets_make_schema(site, "IT Services", "ITS", "What the organisation runs");
	add_hosts(&seeding);
	add_applications(&seeding);
	add_services(&seeding);
	fill_labels(&seeding);
	database_run(database, "INSERT INTO sandbox_state (name, value) VALUES (?, '1')",
	             VALUES(mark));
	database_commit(database);
}
