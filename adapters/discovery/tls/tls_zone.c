/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names with addresses, out of a DNS zone file. */
#include "tls_zone.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

/* What ldns keeps from one record to the next. */
struct reading {
	FILE *file;
	ldns_rdf *origin, *previous;
	uint32_t lifetime;
	int line;
};

static void close_reading(struct reading *reading)
{
	if (reading->file)
		(void)fclose(reading->file);
	ldns_rdf_deep_free(reading->origin);
	ldns_rdf_deep_free(reading->previous);
}

static bool has_address(const ldns_rr *record)
{
	ldns_rr_type type = ldns_rr_get_type(record);
	return ldns_rr_get_class(record) == LDNS_RR_CLASS_IN &&
	       (type == LDNS_RR_TYPE_A || type == LDNS_RR_TYPE_AAAA || type == LDNS_RR_TYPE_CNAME);
}

/* The owner as a name of ours; NULL for one that no host can have, or that another zone answers for. */
static const char *owner_of(struct arena *arena, const ldns_rr *record, const ldns_rdf *zone)
{
	const ldns_rdf *owner = ldns_rr_owner(record);
	bool inside = ldns_dname_compare(owner, zone) == 0 || ldns_dname_is_subdomain(owner, zone);
	if (!inside || ldns_dname_is_wildcard(owner))
		return NULL;
	CLEANUP(memory_free_pointer) char *text = ldns_rdf2str(owner);
	/* What stands escaped is no letter of a host name. */
	return text && !strchr(text, '\\') ? certificate_fold_name(arena, text) : NULL;
}

static bool refuse(const char *path, int line, ldns_status status, struct error *error)
{
	const char *why = status == LDNS_STATUS_SYNTAX_INCLUDE
	                          ? "$INCLUDE is not followed: name each file"
	                          : ldns_get_errorstr_by_id(status);
	return error_set(error, ERROR_LOCAL, "%s:%d: %s", path, line, why);
}

static bool read_records(struct arena *arena, struct reading *reading, const ldns_rdf *zone,
                         const char *path,
                         bool (*each)(void *context, const char *name, struct error *error),
                         void *context, struct error *error)
{
	while (!feof(reading->file)) {
		ldns_rr *record = NULL;
		int line = reading->line;
		ldns_status status =
			ldns_rr_new_frm_fp_l(&record, reading->file, &reading->lifetime,
		                             &reading->origin, &reading->previous, &reading->line);
		if (status == LDNS_STATUS_OK) {
			const char *name =
				has_address(record) ? owner_of(arena, record, zone) : NULL;
			ldns_rr_free(record);
			if (name && !each(context, name, error))
				return false;
		} else if (status != LDNS_STATUS_SYNTAX_EMPTY && status != LDNS_STATUS_SYNTAX_TTL &&
		           status != LDNS_STATUS_SYNTAX_ORIGIN) {
			return refuse(path, line, status, error);
		}
	}
	return true;
}

bool tls_zone_read(struct arena *arena, const char *origin, const char *path,
                   bool (*each)(void *context, const char *name, struct error *error),
                   void *context, struct error *error)
{
	size_t length;
	char *text = file_read(arena, path, LIMIT_FILE_BYTES, &length, error);
	if (!text) {
		error->kind = ERROR_LOCAL;
		return false;
	}
	if (!length)
		return true;
	CLEANUP(close_reading)
	struct reading reading = { .file = fmemopen(text, length, "r"), .line = 1 };
	ldns_rdf *zone = ldns_dname_new_frm_str(origin);
	reading.origin = zone ? ldns_rdf_clone(zone) : NULL;
	bool good = zone && reading.file
	                    ? read_records(arena, &reading, zone, path, each, context, error)
	                    : error_set(error, ERROR_LOCAL, "'%.80s' is no name of a zone", origin);
	ldns_rdf_deep_free(zone);
	return good;
}
