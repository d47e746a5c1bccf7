/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each thing that must hold before the first write. */
#include "servicenow_check.h"
#include "servicenow.h"
#include <inttypes.h>

enum { CLOCK_WARNING = 60, CLOCK_FAILED = 300 /* seconds */ };

void servicenow_check_tell(const struct servicenow_checker *checker, enum itsm_verdict verdict,
                           const char *subject, const char *message, const char *mend)
{
	struct itsm_finding finding = { verdict, subject, message, mend };

	checker->tell(checker->context, &finding);
}

const struct json *servicenow_check_rows(const struct servicenow_checker *checker,
                                         const struct servicenow_query *query,
                                         struct itsm_reply *reply)
{
	struct servicenow_request request = {
		.method = "GET", .path = servicenow_request_rows(checker->arena, query)
	};

	if (!servicenow_call(checker->itsm, checker->arena, &request, reply))
		return NULL;
	return reply->result;
}

/* The first call tells address and login apart. */
static bool check_login(const struct servicenow_checker *checker, struct error *error)
{
	struct servicenow_query query = { .table = "sys_user", .fields = "sys_id", .limit = 1 };
	struct itsm_reply reply;
	bool answered = servicenow_check_rows(checker, &query, &reply) != NULL;

	if (!answered && (reply.verdict == ITSM_REPLY_NOT_SENT || reply.status == 0))
		return itsm_reply_error(&reply, checker->itsm->url, error);
	servicenow_check_tell(checker, ITSM_OK, "address", checker->itsm->url, "");
	if (reply.verdict == ITSM_REPLY_LOGIN && reply.status != 403) {
		servicenow_check_tell(
			checker, ITSM_FAILED, "login", reply.reason,
			"check auth in the configuration; for client_credentials the "
			"registry entry needs an OAuth application user and "
			"glide.oauth.inbound.client.credential.grant_type.enabled=true");
		return true;
	}
	if (reply.verdict == ITSM_REPLY_LOST || reply.verdict == ITSM_REPLY_POSTPONED) {
		servicenow_check_tell(checker, ITSM_FAILED, "login", reply.reason,
		                      "try again later; open the instance in a browser once");
		return true;
	}
	servicenow_check_tell(checker, ITSM_OK, "login", "accepted", "");
	if (reply.status == 403)
		servicenow_check_tell(checker, ITSM_FAILED, "login", reply.reason,
		                      "let our account read sys_user; an OAuth client needs the "
		                      "scopes of the APIs that the README lists");
	return true;
}

static void check_instance(const struct servicenow_checker *checker)
{
	struct itsm_identity identity;
	struct error error = ERROR_INIT;

	if (!servicenow_identify(checker->itsm, checker->arena, &identity, &error)) {
		servicenow_check_tell(checker, ITSM_FAILED, "own record",
		                      arena_copy(checker->arena, error.message),
		                      "give our account read and write on mark_class");
		return;
	}
	servicenow_check_tell(checker, ITSM_OK, "instance",
	                      arena_print(checker->arena, "%s (%s)", identity.instance,
	                                  identity.production ? "production" : "not production"),
	                      "");
	if (identity.paused)
		servicenow_check_tell(checker, ITSM_WARNING, "stop switch",
		                      "writes are stopped on the far side",
		                      "set the switch of the CI 'certsteward' back to running");
	else if (*identity.store_id == '\0')
		servicenow_check_tell(checker, ITSM_OK, "own record",
		                      "none yet; it is made before the first write", "");
	else
		servicenow_check_tell(checker, ITSM_OK, "own record",
		                      arena_print(checker->arena,
		                                  "written by store %s, epoch %" PRId64,
		                                  identity.store_id, identity.epoch),
		                      "");
}

static void check_clock(const struct servicenow_checker *checker)
{
	const struct http *http = checker->itsm->http;
	int64_t offset = http->date_offset < 0 ? -http->date_offset : http->date_offset;
	const char *message;

	if (!http->date_known)
		return;
	message = arena_print(checker->arena, "%" PRId64 " s apart", offset);
	if (offset >= CLOCK_FAILED)
		servicenow_check_tell(checker, ITSM_FAILED, "clock", message,
		                      "opens and closes are held; set this machine's time");
	else
		servicenow_check_tell(checker, offset >= CLOCK_WARNING ? ITSM_WARNING : ITSM_OK,
		                      "clock", message,
		                      offset >= CLOCK_WARNING ? "set this machine's time" : "");
}

static bool logged_in(const struct servicenow_checker *checker)
{
	struct servicenow_query query = { .table = "sys_user", .fields = "sys_id", .limit = 1 };
	struct itsm_reply reply;

	servicenow_check_rows(checker, &query, &reply);
	return reply.verdict == ITSM_REPLY_OK || reply.status == 403;
}

bool servicenow_check(struct itsm *itsm, struct arena *scratch,
                      void (*tell)(void *context, const struct itsm_finding *finding),
                      void *context, struct error *error)
{
	struct servicenow_checker checker = { itsm, scratch, tell, context, false };

	if (!check_login(&checker, error))
		return false;
	if (!logged_in(&checker))
		return true;
	check_instance(&checker);
	check_clock(&checker);
	checker.classless = !servicenow_check_tables(&checker);
	if (!checker.classless)
		servicenow_check_columns(&checker);
	servicenow_check_choices(&checker);
	servicenow_check_people(&checker);
	servicenow_check_robots(&checker);
	return true;
}
