/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by fingerprint in any spelling, by our native key, by serial and issuer. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_find.h"
#include "servicenow_reply_ci.h"
#include <ctype.h>
#include <string.h>

enum {
	CHUNK = 10, /* certificates in one query: four spellings of 64 to 95 characters each */
	READS = 3,
	SERIAL_FORMS = 4,
};

static const char *sha256_of(const struct step *step)
{
	const char *colon = strchr(step->key, ':');
	const char *hex = colon != NULL ? colon + 1 : step->key;

	return strlen(hex) == 64 && strspn(hex, "0123456789abcdef") == 64 ? hex : NULL;
}

static const char *serial_of(struct arena *arena, const struct step *step)
{
	const char *serial = json_member_text(json_get(step->body, "values"), "serial_number", "");
	const char *hex = servicenow_reply_serial(arena, serial);

	return servicenow_request_is_name(hex) && strlen(hex) <= 64 ? hex : NULL;
}

static const char *fingerprint_query(struct arena *arena, const struct step *steps, size_t count)
{
	const char *values[CHUNK * 4];
	size_t used = 0;
	TEXT(query);

	for (size_t i = 0; i < count; i++) {
		const char *hex = sha256_of(&steps[i]);
		for (int form = SERVICENOW_LOWER; hex != NULL && form <= SERVICENOW_COLON_UPPER;
		     form++)
			values[used++] = servicenow_request_fingerprint(arena, hex, form);
	}
	servicenow_request_in(&query, "fingerprint", values, used);
	return arena_copy(arena, text_string(&query));
}

static const char *source_query(struct arena *arena, const struct servicenow_settings *settings,
                                const struct step *steps, size_t count)
{
	const char *values[CHUNK];
	size_t used = 0;
	TEXT(query);

	for (size_t i = 0; i < count; i++)
		if (sha256_of(&steps[i]) != NULL)
			values[used++] = sha256_of(&steps[i]);
	text_print(&query, "name=%s^", settings->discovery_source);
	servicenow_request_in(&query, "id", values, used);
	return arena_copy(arena, text_string(&query));
}

static const char *serial_query(struct arena *arena, const struct step *steps, size_t count)
{
	const char *values[CHUNK * SERIAL_FORMS];
	size_t used = 0;
	TEXT(query);

	for (size_t i = 0; i < count; i++) {
		const char *serial = serial_of(arena, &steps[i]);
		if (serial == NULL)
			continue;
		/* Whole bytes is how most others write it. */
		const char *even = arena_print(arena, "0%s", serial);
		values[used++] = serial;
		values[used++] = servicenow_request_fingerprint(arena, serial, SERVICENOW_UPPER);
		if (strlen(serial) % 2 == 0)
			continue;
		values[used++] = even;
		values[used++] = servicenow_request_fingerprint(arena, even, SERVICENOW_UPPER);
	}
	servicenow_request_in(&query, "serial_number", values, used);
	return arena_copy(arena, text_string(&query));
}

/* Distinguished names differ in blanks and case between writers. */
static bool same_name(const char *a, const char *b)
{
	for (;;) {
		while (*a == ' ')
			a++;
		while (*b == ' ')
			b++;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

static const char *by_fingerprint(struct arena *arena, const struct json *rows, const char *sha256)
{
	JSON_EACH(row, rows)
	{
		const char *hex =
			servicenow_reply_hex(arena, servicenow_reply_field(row, "fingerprint"));
		if (strcmp(hex, sha256) == 0)
			return servicenow_reply_field(row, "sys_id");
	}
	return NULL;
}

static const char *by_source(const struct json *rows, const char *sha256, const char *name)
{
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "id"), sha256) == 0 &&
	    strcmp(servicenow_reply_field(row, "name"), name) == 0)
		return servicenow_reply_field(row, "target_sys_id");
	return NULL;
}

/* Only rows without a fingerprint: with one it would have been found, or is another's. */
static const char *by_serial(struct arena *arena, const struct json *rows, const struct step *step)
{
	const struct json *values = json_get(step->body, "values");
	const char *issuer = json_member_text(values, "issuer_distinguished_name", "");
	const char *serial = serial_of(arena, step);

	if (serial == NULL || *issuer == '\0')
		return NULL;
	JSON_EACH(row, rows)
	{
		const char *other = servicenow_reply_serial(
			arena, servicenow_reply_field(row, "serial_number"));
		if (*servicenow_reply_field(row, "fingerprint") == '\0' &&
		    strcmp(other, serial) == 0 &&
		    same_name(servicenow_reply_field(row, "issuer_distinguished_name"), issuer))
			return servicenow_reply_field(row, "sys_id");
	}
	return NULL;
}

static void choose(struct itsm *itsm, struct arena *arena, struct json *const *rows,
                   const struct step *step, struct receipt *receipt)
{
	const char *sha256 = sha256_of(step);

	if (sha256 == NULL) {
		receipt_refuse(receipt, "the key holds no SHA-256");
		return;
	}
	receipt->remote_id = by_fingerprint(arena, rows[0], sha256);
	if (receipt->remote_id == NULL)
		receipt->remote_id =
			by_source(rows[1], sha256, servicenow_settings(itsm)->discovery_source);
	if (receipt->remote_id == NULL)
		receipt->remote_id = by_serial(arena, rows[2], step);
}

static bool find_chunk(struct itsm *itsm, struct arena *arena, const struct step *steps,
                       size_t count, struct receipt *receipts, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	const char *fields = "sys_id,fingerprint,serial_number,issuer_distinguished_name";
	struct servicenow_query queries[READS] = {
		{ .table = settings->certificate_class,
		  .query = fingerprint_query(arena, steps, count),
		  .fields = fields },
		{ .table = "sys_object_source",
		  .query = source_query(arena, settings, steps, count),
		  .fields = "name,id,target_sys_id,target_table" },
		{ .table = settings->certificate_class,
		  .query = serial_query(arena, steps, count),
		  .fields = fields },
	};
	const char *paths[READS];
	struct json *rows[READS];

	for (size_t i = 0; i < READS; i++) {
		queries[i].limit = SERVICENOW_IDS;
		paths[i] = servicenow_request_rows(arena, &queries[i]);
	}
	if (!servicenow_call_reads(itsm, arena, "certificates", paths, READS, rows, error))
		return false;
	for (size_t i = 0; i < count; i++)
		choose(itsm, arena, rows, &steps[i], &receipts[i]);
	return true;
}

bool servicenow_find_certificates(struct itsm *itsm, struct arena *arena, const struct step *steps,
                                  size_t count, struct receipt *receipts, struct error *error)
{
	for (size_t done = 0; done < count; done += CHUNK) {
		size_t chunk = count - done < CHUNK ? count - done : CHUNK;
		if (!find_chunk(itsm, arena, steps + done, chunk, receipts + done, error))
			return false;
	}
	return true;
}
