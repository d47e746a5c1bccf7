/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Table API: one record, and writing. */

#include "table_api.h"

#include "access.h"
#include "body.h"
#include "fault.h"
#include "record.h"
#include "sandbox.h"
#include "shape.h"
#include "table_list.h"

#include <string.h>

void table_api_refuse(struct session *session, const struct failure *failure, struct reply *reply)
{
	reply_error(reply, session->pool, failure->status, failure->message, failure->detail);
}

static void not_found(struct session *session, struct reply *reply)
{
	reply_error(reply, session->pool, 404, "No Record found",
	            "Record doesn't exist or ACL restricts the record retrieval");
}

static void get_record(struct session *session, const struct request *request,
                       const struct table *table, const char *sys_id, struct reply *reply)
{
	struct shape shape = shape_of(session, table, request);
	const struct table *class = record_class(session, table, sys_id);
	json_t *record = class && !access_hides(session, class, sys_id)
	                         ? shape_record(session, &shape, sys_id)
	                         : NULL;
	if (record)
		reply_result(reply, 200, record);
	else
		not_found(session, reply);
}

static bool silent(const struct request *request)
{
	const char *wish = request_header(request, "X-no-response-body");
	return wish && strcmp(wish, "true") == 0;
}

/* What the site's own rules do to a write, as far as switches ask for it. */
static bool pass_faults(struct session *session, const struct request *request,
                        const struct table *table, json_t *values, struct failure *failure)
{
	struct fault_set *faults = session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	if (fault_strikes(faults, "business-rule-403", &call))
		return session_refuse(
			session, failure, 403, "Operation Failed",
			"Operation against file '%s' was aborted by Business Rule "
			"'Site rule^0123456789abcdef0123456789abcdef'. Error: refused by "
			"the site",
			table->name);
	static const char *const droppable[] = { "description", "justification", "test_plan",
		                                 "subcategory", "comments",      "contact_type" };
	for (size_t i = 0; i < sizeof(droppable) / sizeof(droppable[0]); i++)
		if (json_object_get(values, droppable[i]) &&
		    fault_strikes(faults, "drop-unknown", &call)) {
			json_object_del(values, droppable[i]);
			break;
		}
	return true;
}

static void post_record(struct session *session, const struct request *request,
                        const struct table *table, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *values = body_object(session, request, reply);
	if (!values)
		return;
	if (!access_writes(session, table, &failure) ||
	    !pass_faults(session, request, table, values, &failure) ||
	    !record_insert(session, table, values, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	const char *sys_id = pool_copy(session->pool, record_get(values, "sys_id"));
	struct shape shape = shape_of(session, table, request);
	reply_result(reply, 201, shape_record(session, &shape, sys_id));
	reply_header(reply, "Location",
	             pool_print(session->pool, "%s/api/now/table/%s/%s", session->base, table->name,
	                        sys_id));
	if (silent(request)) {
		reply_release(reply);
		reply->body = "";
	}
}

static void patch_record(struct session *session, const struct request *request,
                         const struct table *table, const char *sys_id, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *values = body_object(session, request, reply);
	if (!values)
		return;
	const struct table *class = record_class(session, table, sys_id);
	if (!class || access_hides(session, class, sys_id)) {
		not_found(session, reply);
		return;
	}
	if (!access_writes(session, class, &failure) ||
	    !pass_faults(session, request, class, values, &failure) ||
	    !record_update(session, class, sys_id, values, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	struct shape shape = shape_of(session, table, request);
	reply_result(reply, 200, shape_record(session, &shape, sys_id));
	if (silent(request)) {
		reply_release(reply);
		reply->status = 204;
		reply->body = "";
	}
}

static void delete_record(struct session *session, const struct table *table, const char *sys_id,
                          struct reply *reply)
{
	struct failure failure;
	if (!access_deletes(session, table, &failure) ||
	    !record_delete(session, table, sys_id, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	reply->status = 204;
	reply->body = "";
}

static const char *effective_method(const struct request *request)
{
	const char *override = request_header(request, "X-HTTP-Method-Override");
	if (override && request_method_is(request, "POST"))
		return override;
	return strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
}

static void on_record(struct session *session, const struct request *request,
                      const struct table *table, const char *sys_id, struct reply *reply)
{
	const char *method = effective_method(request);
	if (strcmp(method, "GET") == 0)
		get_record(session, request, table, sys_id, reply);
	else if (strcmp(method, "PATCH") == 0 || strcmp(method, "PUT") == 0)
		patch_record(session, request, table, sys_id, reply);
	else if (strcmp(method, "DELETE") == 0)
		delete_record(session, table, sys_id, reply);
	else
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
}

void table_api_handle(struct session *session, const struct request *request,
                      const char *const *parts, size_t count, const char *version,
                      struct reply *reply)
{
	struct failure failure;
	const struct table *table = count ? dictionary_table(parts[0]) : NULL;
	const char *method = effective_method(request);
	if (count < 1 || count > 2) {
		reply_error(reply, session->pool, 400,
		            "Requested URI does not represent any resource", request->path);
		return;
	}
	bool cim_table = table && strncmp(table->name, "sn_disco_certmgmt", 17) == 0;
	if (!table || (cim_table && fault_rate(session->sandbox->faults, "cim") <= 0)) {
		reply_error(reply, session->pool, 400,
		            pool_print(session->pool, "Invalid table %.100s", parts[0]), NULL);
		return;
	}
	if (!access_reads(session, table, &failure))
		table_api_refuse(session, &failure, reply);
	else if (count == 2)
		on_record(session, request, table, parts[1], reply);
	else if (strcmp(method, "GET") == 0)
		table_list_handle(session, request, table, version, reply);
	else if (strcmp(method, "POST") == 0)
		post_record(session, request, table, reply);
	else
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
}
