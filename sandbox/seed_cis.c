/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Servers, applications, load balancers, services, and how they hang together. */

#include "seed.h"

#include "record.h"
#include "session.h"

#include <string.h>

struct host {
	const char *class, *name, *address, *group, *owner, *environment;
};

static const struct host hosts_by_name[] = {
	{ "cmdb_ci_linux_server", "web-01", "127.0.0.11", "Web Team", "alice", "Production" },
	{ "cmdb_ci_linux_server", "web-02", "127.0.0.12", "Web Team", "bob", "Production" },
	{ "cmdb_ci_linux_server", "mail-01", "127.0.0.13", "Mail Team", "carol", "Production" },
	{ "cmdb_ci_win_server", "legacy-01", "127.0.0.14", "Platform Team", "erin", "Production" },
	{ "cmdb_ci_lb", "lb-01", "10.0.0.15", "Platform Team", "dave", "Production" },
	{ "cmdb_ci_linux_server", "test-01", "127.0.0.16", "Web Team", "alice", "Test" },
};

static const char *ci(struct session *session, const char *name)
{
	return seed_id(session, "cmdb_ci", name);
}

/* CIs share one namespace of ids, whatever their class. */
static const char *add(struct session *session, const struct host *host, const char *column,
                       const char *value, const char *column2, const char *value2)
{
	json_t *row = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "sys_id",
		ci(session, host->name), "name", host->name, "ip_address", host->address,
		"support_group", seed_id(session, "sys_user_group", host->group),
		"managed_by_group", seed_id(session, "sys_user_group", host->group), "owned_by",
		seed_id(session, "sys_user", host->owner), "managed_by",
		seed_id(session, "sys_user", host->owner), "environment", host->environment,
		"discovery_source", "ServiceNow", column, value, column2, value2);
	record_store(session, dictionary_table(host->class), row);
	json_decref(row);
	return ci(session, host->name);
}

static void relate(struct session *session, const char *parent, const char *type, const char *child)
{
	seed_row(session, "cmdb_rel_ci", pool_print(session->pool, "%s %s %s", parent, type, child),
	         "parent", ci(session, parent), "child", ci(session, child), "type",
	         seed_id(session, "cmdb_rel_type", type), NULL);
}

static void add_hosts(struct session *session)
{
	for (size_t i = 0; i < sizeof(hosts_by_name) / sizeof(hosts_by_name[0]); i++) {
		const struct host *host = &hosts_by_name[i];
		add(session, host, "fqdn", pool_print(session->pool, "%s.example.com", host->name),
		    "maintenance_schedule",
		    strcmp(host->name, "legacy-01") == 0
		            ? seed_id(session, "cmn_schedule_maintenance", "Weekend window")
		            : "");
	}
}

static void add_applications(struct session *session)
{
	static const struct host nginx = { "cmdb_ci_nginx_web_server",
		                           "nginx@web-01",
		                           "127.0.0.11",
		                           "Web Team",
		                           "alice",
		                           "Production" };
	static const struct host postfix = { "cmdb_ci_appl", "postfix@mail-01", "127.0.0.13",
		                             "Mail Team",    "carol",           "Production" };
	static const struct host shop = { "cmdb_ci_lb_service", "shop", "127.0.0.15",
		                          "Platform Team",      "dave", "Production" };
	add(session, &nginx, "tcp_port", "443", "running_process", "nginx");
	add(session, &postfix, "tcp_port", "25", "running_process", "master");
	add(session, &shop, "port", "443", "load_balancer", ci(session, "lb-01"));
	relate(session, "nginx@web-01", "Runs on::Runs", "web-01");
	relate(session, "postfix@mail-01", "Runs on::Runs", "mail-01");
}

static void add_services(struct session *session)
{
	static const struct host services[] = {
		{ "cmdb_ci_service", "Online Shop", "", "Web Team", "alice", "Production" },
		{ "cmdb_ci_service", "Mail", "", "Mail Team", "carol", "Production" },
		{ "cmdb_ci_service", "Legacy ERP", "", "Platform Team", "erin", "Production" },
	};
	static const struct host auto_services[] = {
		{ "cmdb_ci_service_auto", "Shop Production", "", "Web Team", "alice",
		  "Production" },
		{ "cmdb_ci_service_auto", "Mail Production", "", "Mail Team", "carol",
		  "Production" },
	};
	static const char *const weights[] = { "1 - most critical", "2 - somewhat critical",
		                               "4 - not critical" };
	for (size_t i = 0; i < 3; i++)
		add(session, &services[i], "busines_criticality", weights[i],
		    "service_classification", "Business Service");
	for (size_t i = 0; i < 2; i++)
		add(session, &auto_services[i], "busines_criticality", weights[i],
		    "service_classification", "Application Service");
	relate(session, "Online Shop", "Depends on::Used by", "Shop Production");
	relate(session, "Mail", "Depends on::Used by", "Mail Production");
	relate(session, "Shop Production", "Depends on::Used by", "web-01");
	relate(session, "Shop Production", "Depends on::Used by", "web-02");
	relate(session, "Shop Production", "Depends on::Used by", "shop");
	relate(session, "Mail Production", "Depends on::Used by", "mail-01");
	relate(session, "Legacy ERP", "Depends on::Used by", "legacy-01");
}

/* Many hosts in one statement: the first thousand on 127.1.x.y, the others on 10.x.y.z. */
static void add_numbered(struct session *session, unsigned long count)
{
	if (count == 0)
		return;
	database_run(
		session->database,
		"INSERT INTO cmdb_ci (sys_id, sys_class_name, name, host_name, fqdn, ip_address,"
		" serial_number, support_group, managed_by_group, owned_by, environment,"
		" install_status, operational_status, discovery_source, classification, used_for,"
		" os, fault_count, can_print, monitor, skip_sync, unverified, virtual,"
		" internet_facing, sys_domain_path, sys_mod_count, sys_created_on, sys_created_by,"
		" sys_updated_on, sys_updated_by)"
		" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
		" WHERE i < CAST(?1 AS INTEGER))"
		" SELECT printf('c1%030x', i),"
		" CASE i % 4 WHEN 3 THEN 'cmdb_ci_win_server' ELSE 'cmdb_ci_linux_server' END,"
		" printf('host-%04d.example.com', i), printf('host-%04d', i),"
		" printf('host-%04d.example.com', i), CASE WHEN i <= 1000"
		" THEN printf('127.1.%d.%d', i / 256, i % 256)"
		" ELSE printf('10.%d.%d.%d', i / 65536, i / 256 % 256, i % 256) END,"
		" printf('SN%08d', i), CASE i % 3 WHEN 0 THEN ?2 WHEN 1 THEN ?3 ELSE ?4 END,"
		" CASE i % 3 WHEN 0 THEN ?2 WHEN 1 THEN ?3 ELSE ?4 END,"
		" CASE i % 3 WHEN 0 THEN ?5 WHEN 1 THEN ?6 ELSE ?7 END,"
		" CASE i % 5 WHEN 4 THEN 'Test' ELSE 'Production' END, '1', '1', 'ServiceNow',"
		" 'Production', 'Production', CASE i % 4 WHEN 3 THEN 'Windows' ELSE 'Linux Debian' END,"
		" '0', 'false', 'false', 'false', 'false', 'false', 'false', '/', '0', ?8, 'system',"
		" ?8, 'system' FROM n",
		VALUES(pool_print(session->pool, "%lu", count),
	               seed_id(session, "sys_user_group", "Web Team"),
	               seed_id(session, "sys_user_group", "Mail Team"),
	               seed_id(session, "sys_user_group", "Platform Team"),
	               seed_id(session, "sys_user", "alice"), seed_id(session, "sys_user", "carol"),
	               seed_id(session, "sys_user", "dave"), session->now_text));
}

void seed_cis(struct session *session, unsigned long hosts)
{
	add_hosts(session);
	add_applications(session);
	add_services(session);
	add_numbered(session, hosts);
}
