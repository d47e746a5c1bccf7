/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* People, groups and roles. */

#include "seed.h"

#include "session.h"
#include "text.h"

#include <string.h>

static const struct person {
	const char *user, *first, *last, *zone, *active, *roles;
} people[] = {
	{ "certsteward", "certsteward", "Integration", "Europe/Berlin", "true", "itil,cmdb_read" },
	{ "admin", "System", "Administrator", "", "true", "admin" },
	{ "readonly", "Read", "Only", "UTC", "true", "cmdb_read,sn_change_read" },
	{ "alice", "Alice", "Ashworth", "Europe/Berlin", "true", "itil,approver_user" },
	{ "bob", "Bob", "Bremer", "Europe/London", "true", "itil,approver_user" },
	{ "carol", "Carol", "Castell", "America/New_York", "true", "itil,approver_user" },
	{ "dave", "Dave", "Dorn", "Europe/Berlin", "true",
	  "itil,approver_user,change_manager,itil_admin" },
	{ "erin", "Erin", "Eklund", "Asia/Tokyo", "true", "itil,approver_user" },
	{ "frank", "Frank", "Former", "Europe/Berlin", "false", "itil,approver_user" },
	{ "grace", "Grace", "Grant", "UTC", "true", "approver_user" },
};

static const struct group {
	const char *name, *manager, *active, *members;
} groups[] = {
	{ "Web Team", "alice", "true", "alice,bob,dave" },
	{ "Mail Team", "carol", "true", "carol,frank,dave" },
	{ "Platform Team", "dave", "true", "dave,erin" },
	{ "PKI Team", "erin", "true", "erin,alice" },
	{ "Service Desk", "erin", "true", "erin,grace" },
	{ "Change Management", "dave", "true", "dave" },
	{ "CAB Approval", "dave", "true", "dave,bob,carol" },
	{ "Legacy Team", "frank", "false", "frank" },
};

static const char *const roles[] = { "admin",          "itil",           "itil_admin",
	                             "cmdb_read",      "asset",          "approver_user",
	                             "change_manager", "sn_change_read", "sn_change_write" };

static void seed_person(struct session *session, const struct person *person)
{
	struct pool *pool = session->pool;
	const char *user =
		seed_row(session, "sys_user", person->user, "user_name", person->user, "first_name",
	                 person->first, "last_name", person->last, "name",
	                 pool_print(pool, "%s %s", person->first, person->last), "email",
	                 pool_print(pool, "%s@example.com", person->user), "time_zone",
	                 person->zone, "active", person->active, "web_service_access_only",
	                 strcmp(person->user, "certsteward") == 0 ? "true" : "false", "roles",
	                 person->roles, NULL);
	const char *held[8];
	size_t count = text_split(pool, person->roles, ',', held, 8);
	for (size_t i = 0; i < count; i++)
		seed_row(session, "sys_user_has_role",
		         pool_print(pool, "%s.%s", person->user, held[i]), "user", user, "role",
		         seed_id(session, "sys_user_role", held[i]), NULL);
}

static void seed_group(struct session *session, const struct group *group)
{
	struct pool *pool = session->pool;
	const char *sys_id = seed_row(session, "sys_user_group", group->name, "name", group->name,
	                              "manager", seed_id(session, "sys_user", group->manager),
	                              "active", group->active, NULL);
	const char *members[8];
	size_t count = text_split(pool, group->members, ',', members, 8);
	for (size_t i = 0; i < count; i++)
		seed_row(session, "sys_user_grmember",
		         pool_print(pool, "%s.%s", group->name, members[i]), "group", sys_id,
		         "user", seed_id(session, "sys_user", members[i]), NULL);
}

void seed_people(struct session *session)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		seed_row(session, "sys_user_role", roles[i], "name", roles[i], NULL);
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		seed_person(session, &people[i]);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		seed_group(session, &groups[i]);
}
