/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table certificate and its wide half, certificate_body. */
#include "store/store_certificate.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_certificate, id),
	COLUMN(struct store_certificate, sha256),
	COLUMN(struct store_certificate, spki_sha256),
	COLUMN(struct store_certificate, serial),
	COLUMN(struct store_certificate, subject),
	COLUMN(struct store_certificate, subject_dn),
	COLUMN(struct store_certificate, issuer_dn),
	COLUMN(struct store_certificate, issuer_sha256),
	COLUMN(struct store_certificate, not_before),
	COLUMN(struct store_certificate, not_after),
	COLUMN(struct store_certificate, first_seen),
	COLUMN(struct store_certificate, key_type),
	COLUMN(struct store_certificate, purpose),
	COLUMN(struct store_certificate, problem),
	COLUMN(struct store_certificate, is_ca),
	COLUMN(struct store_certificate, self_signed),
};
SHAPE(row, struct store_certificate);

bool store_certificate_find(struct store *store, const char *sha256, int64_t *id,
                            struct error *error)
{
	return statement_number(store, "SELECT id FROM certificate WHERE sha256 = $1", BIND(sha256),
	                        0, id, error);
}

static bool add_body(struct store *store, int64_t id, const char *facts, const void *der,
                     size_t length, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO certificate_body (certificate_id, facts, der) "
	                     "VALUES ($1, $2, $3)",
	                     BIND(id, facts, statement_of_bytes(der, length)), error);
}

static const char *subject_of(const struct certificate *certificate)
{
	if (!text_is_empty(certificate->subject.common_name))
		return certificate->subject.common_name;
	return certificate->name_count ? certificate->names[0].text : certificate->subject.text;
}

bool store_certificate_add(struct store *store, const struct certificate *certificate,
                           const char *facts, int64_t at, int64_t *id, struct error *error)
{
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error))
		return false;
	bool added = statement_number(
		store,
		"INSERT INTO certificate (sha256, spki_sha256, tbs_sha256, serial, subject, "
		"subject_dn, issuer_dn, not_before, not_after, key_type, purpose, is_ca, "
		"self_signed, first_seen) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
		BIND((const char *)certificate->sha256, (const char *)certificate->spki_sha256,
	             (const char *)certificate->tbs_sha256, certificate->serial,
	             subject_of(certificate), certificate->subject.text, certificate->issuer.text,
	             certificate->not_before, certificate->not_after,
	             certificate_key_name(certificate->key_type),
	             certificate_purpose_name(certificate->purpose), certificate->is_ca,
	             certificate->self_signed, at),
		0, id, error);
	return added &&
	       add_body(store, *id, facts, certificate->der, certificate->der_length, error) &&
	       store_commit(store, false, error);
}

bool store_certificate_add_broken(struct store *store, const char *sha256, const void *der,
                                  size_t length, const char *problem, int64_t at, int64_t *id,
                                  struct error *error)
{
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error))
		return false;
	bool added = statement_number(store,
	                              "INSERT INTO certificate (sha256, problem, first_seen) "
	                              "VALUES ($1, $2, $3) RETURNING id",
	                              BIND(sha256, problem, at), 0, id, error);
	return added && add_body(store, *id, "{}", length ? der : "", length, error) &&
	       store_commit(store, false, error);
}

bool store_certificate_set_issuer(struct store *store, int64_t id, const char *issuer_sha256,
                                  struct error *error)
{
	return statement_run(store,
	                     "UPDATE certificate SET issuer_sha256 = $1 "
	                     "WHERE id = $2 AND issuer_sha256 <> $1",
	                     BIND(issuer_sha256, id), error);
}

bool store_certificate_get(struct store *store, struct arena *arena, int64_t id,
                           struct store_certificate **found, struct error *error)
{
	return statement_get(
		store, arena,
		"SELECT id, sha256, spki_sha256, serial, subject, subject_dn, issuer_dn, "
		"issuer_sha256, not_before, not_after, first_seen, key_type, purpose, "
		"problem, is_ca, self_signed FROM certificate WHERE id = $1",
		BIND(id), &row, found, error);
}

bool store_certificate_facts(struct store *store, struct arena *arena, int64_t id,
                             const char **facts, struct error *error)
{
	return statement_text(store, arena,
	                      "SELECT facts FROM certificate_body WHERE certificate_id = $1",
	                      BIND(id), facts, error);
}

bool store_certificate_der(struct store *store, struct arena *arena, int64_t id,
                           const unsigned char **der, size_t *length, struct error *error)
{
	*der = NULL;
	*length = 0;
	STATEMENT(statement);
	if (!statement_open(store, &statement,
	                    "SELECT der FROM certificate_body WHERE certificate_id = $1", BIND(id),
	                    error))
		return false;
	if (statement_step(&statement)) {
		const void *bytes = sqlite3_column_blob(statement.handle, 0);
		*length = (size_t)sqlite3_column_bytes(statement.handle, 0);
		*der = (const unsigned char *)arena_copy_bytes(arena, bytes ? bytes : "", *length);
	}
	return statement_end(&statement, error);
}

static const struct statement_column id_columns[] = { { STATEMENT_COLUMN_INT64, 0 } };
SHAPE(id, int64_t);

bool store_certificate_by_prefix(struct store *store, struct arena *arena, const char *prefix,
                                 size_t limit, int64_t **ids, size_t *count, struct error *error)
{
	/* 'g' sorts behind every hex digit: the range is what starts with the prefix. */
	const char *end = arena_print(arena, "%sg", prefix);
	return statement_list(store, arena,
	                      "SELECT id FROM certificate WHERE sha256 >= $1 AND sha256 < $2 "
	                      "ORDER BY sha256 LIMIT $3",
	                      BIND(prefix, end, limit), &id, ids, count, error);
}

bool store_certificate_later(struct store *store, struct arena *arena, const char *subject,
                             int64_t not_after, size_t limit, int64_t **ids, size_t *count,
                             struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT id FROM certificate WHERE subject = $1 AND not_after > $2 "
	                      "AND subject <> '' AND is_ca = 0 ORDER BY not_after DESC LIMIT $3",
	                      BIND(subject, not_after, limit), &id, ids, count, error);
}

bool store_certificate_issues(struct store *store, const char *sha256, bool *issues,
                              struct error *error)
{
	int64_t found = 0;
	if (!statement_number(store,
	                      "SELECT count(*) FROM (SELECT 1 FROM certificate "
	                      "WHERE issuer_sha256 = $1 AND issuer_sha256 <> '' LIMIT 1)",
	                      BIND(sha256), 0, &found, error))
		return false;
	*issues = found > 0;
	return true;
}
