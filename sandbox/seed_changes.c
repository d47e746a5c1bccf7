/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Change models, standard change templates, the freeze and a maintenance window. */

#include "seed.h"

#include "moment.h"
#include "session.h"

#include <string.h>
#include <time.h>

static void seed_model(struct session *session, const char *name, const char *color)
{
	seed_row(session, "chg_model", name, "name", name, "sys_name", name, "description",
	         pool_print(session->pool, "ITIL %s change", name), "color", color, "record_preset",
	         pool_print(session->pool, "type=%c%s^EQ", name[0] | 0x20, name + 1),
	         "default_change_model", strcmp(name, "Normal") == 0 ? "true" : "false", NULL);
}

static void seed_template(struct session *session, const char *name, const char *group,
                          const char *value)
{
	struct pool *pool = session->pool;
	const char *version_name = pool_print(pool, "%s - 1", name);
	const char *preset = seed_row(session, "sys_template", name, "name", name, "table",
	                              "change_request", "template", value, NULL);
	const char *version = seed_id(session, "std_change_producer_version", version_name);
	const char *producer = seed_row(
		session, "std_change_record_producer", name, "name", name, "sys_name", name,
		"short_description", pool_print(pool, "Standard change template: %s", name),
		"template", preset, "current_version", version, "category", group, NULL);
	seed_row(session, "std_change_producer_version", version_name, "name", version_name,
	         "version", "1", "std_change_producer", producer, "template_value", value, NULL);
}

static time_t in_december(time_t now, int years, int month, int day, int hour)
{
	struct tm parts;
	gmtime_r(&now, &parts);
	struct tm wanted = {
		.tm_year = parts.tm_year + years, .tm_mon = month, .tm_mday = day, .tm_hour = hour
	};
	return timegm(&wanted);
}

static void seed_schedules(struct session *session)
{
	struct pool *pool = session->pool;
	/* From last year on, so that this January is covered too. */
	time_t start = in_december(session->now, -1, 11, 18, 18);
	time_t end = in_december(session->now, 0, 0, 2, 6);
	const char *freeze =
		seed_row(session, "cmn_schedule_blackout", "Year-end freeze", "name",
	                 "Year-end freeze", "description", "No changes over the turn of the year",
	                 "time_zone", "UTC", "type", "blackout", NULL);
	seed_row(session, "cmn_schedule_span", "Year-end freeze", "name", "Year-end freeze",
	         "schedule", freeze, "type", "blackout", "start_date_time",
	         moment_print_schedule(pool, start), "end_date_time",
	         moment_print_schedule(pool, end), "repeat_type", "yearly", NULL);
	const char *window =
		seed_row(session, "cmn_schedule_maintenance", "Weekend window", "name",
	                 "Weekend window", "description", "Saturday 20:00 to Sunday 06:00 UTC",
	                 "time_zone", "UTC", "type", "maintenance", NULL);
	/* 4 January 2025 was a Saturday. */
	seed_row(session, "cmn_schedule_span", "Weekend window", "name", "Weekend window",
	         "schedule", window, "type", "maintenance", "start_date_time", "20250104T200000Z",
	         "end_date_time", "20250105T060000Z", "repeat_type", "weekly", "days_of_week", "6",
	         NULL);
}

void seed_changes(struct session *session)
{
	seed_model(session, "Normal", "#278ecf");
	seed_model(session, "Standard", "#4bd762");
	seed_model(session, "Emergency", "#ea3423");
	seed_template(
		session, "Renew TLS certificate", "Security",
		"{\"category\":\"Software\",\"risk\":\"4\",\"impact\":\"3\","
		"\"description\":\"Renew a certificate with the same names at the same places.\","
		"\"implementation_plan\":\"Issue, install, reload the service.\","
		"\"backout_plan\":\"Install the former certificate while it is valid.\","
		"\"test_plan\":\"Compare the fingerprint served with the one issued.\"}");
	seed_template(session, "Add network switch to datacenter cabinet", "Network",
	              "{\"category\":\"Network\",\"risk\":\"3\",\"impact\":\"3\","
	              "\"description\":\"Mount and connect the switch.\","
	              "\"implementation_plan\":\"Mount, cable, power up.\","
	              "\"backout_plan\":\"Remove the switch.\",\"test_plan\":\"Links are up.\"}");
	seed_schedules(session);
}
