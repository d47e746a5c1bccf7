/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table revocation: what is known of each certificate, and whom to ask next. */
#include "store/store_revocation.h"
#include "base/arena.h"
#include "store/statement.h"

#define ROW struct store_revocation

static const struct statement_column row_columns[] = {
	COLUMN(ROW, certificate_id), COLUMN(ROW, crl_id),     COLUMN(ROW, issuer_sha256),
	COLUMN(ROW, ocsp_url),       COLUMN(ROW, way),        COLUMN(ROW, status),
	COLUMN(ROW, since),          COLUMN(ROW, source),     COLUMN(ROW, this_update),
	COLUMN(ROW, next_update),    COLUMN(ROW, revoked_at), COLUMN(ROW, reason),
	COLUMN(ROW, proof),          COLUMN(ROW, problem),    COLUMN(ROW, asked_at),
	COLUMN(ROW, due_at),         COLUMN(ROW, failures),
};
SHAPE(row, ROW);

bool store_revocation_get(struct store *store, struct arena *arena, int64_t certificate_id,
                          struct store_revocation **found, struct error *error)
{
	return statement_get(
		store, arena,
		"SELECT r.certificate_id, r.crl_id, r.issuer_sha256, r.ocsp_url, r.way, r.status, "
		"r.since, r.source, "
		"CASE WHEN r.source = 'crl' THEN l.this_update ELSE r.this_update END, "
		"CASE WHEN r.source = 'crl' THEN l.next_update ELSE r.next_update END, "
		"r.revoked_at, r.reason, CASE WHEN r.source = 'crl' THEN l.sha256 ELSE r.proof END, "
		"CASE WHEN r.way = 'list' AND r.problem = '' THEN l.problem ELSE r.problem END, "
		"CASE WHEN r.way = 'list' THEN l.fetched_at ELSE r.asked_at END, "
		"r.due_at, r.failures "
		"FROM revocation r LEFT JOIN crl l ON l.id = r.crl_id WHERE r.certificate_id = $1",
		BIND(certificate_id), &row, found, error);
}

bool store_revocation_save(struct store *store, const struct store_revocation *saved,
                           struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO revocation (certificate_id, crl_id, issuer_sha256, ocsp_url, way, "
		"status, since, source, this_update, next_update, revoked_at, reason, proof, "
		"problem, asked_at, due_at, failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
		"$10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (certificate_id) DO UPDATE SET "
		"crl_id = excluded.crl_id, issuer_sha256 = excluded.issuer_sha256, "
		"ocsp_url = excluded.ocsp_url, way = excluded.way, status = excluded.status, "
		"since = excluded.since, source = excluded.source, "
		"this_update = excluded.this_update, next_update = excluded.next_update, "
		"revoked_at = excluded.revoked_at, reason = excluded.reason, "
		"proof = excluded.proof, problem = excluded.problem, "
		"asked_at = excluded.asked_at, due_at = excluded.due_at, "
		"failures = excluded.failures",
		&row, saved, error);
}

static const struct statement_column fresh_columns[] = {
	COLUMN(struct store_revocation_fresh, certificate_id),
	COLUMN(struct store_revocation_fresh, issuer_sha256),
	COLUMN(struct store_revocation_fresh, facts),
};
SHAPE(fresh, struct store_revocation_fresh);

#define IN_USE                                                                             \
	"(EXISTS (SELECT 1 FROM slot s JOIN deployment d ON d.id = s.deployment_id "       \
	"WHERE s.certificate_id = c.id AND s.trusted <> 0 AND d.evidence > 0 "             \
	"AND d.state <> 'gone') OR (c.is_ca <> 0 AND EXISTS (SELECT 1 FROM certificate k " \
	"JOIN revocation u ON u.certificate_id = k.id WHERE k.issuer_sha256 = c.sha256 "   \
	"AND k.issuer_sha256 <> '' AND u.way <> 'rest')))"

bool store_revocation_fresh(struct store *store, struct arena *arena, int64_t after, int64_t now,
                            size_t limit, struct store_revocation_fresh **rows, size_t *count,
                            struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT c.id, c.issuer_sha256, b.facts FROM certificate c "
	                      "JOIN certificate_body b ON b.certificate_id = c.id "
	                      "LEFT JOIN revocation r ON r.certificate_id = c.id "
	                      "WHERE c.id > $1 AND (r.certificate_id IS NULL OR r.way = 'rest') "
	                      "AND c.not_after >= $2 AND c.problem = '' AND c.self_signed = 0 "
	                      "AND c.issuer_sha256 <> '' AND " IN_USE " ORDER BY c.id LIMIT $3",
	                      BIND(after, now, limit), &fresh, rows, count, error);
}

bool store_revocation_rest(struct store *store, int64_t now, struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET way = 'rest', due_at = 0 "
	                     "WHERE way <> 'rest' AND certificate_id NOT IN "
	                     "(SELECT c.id FROM certificate c WHERE c.not_after >= $1 AND " IN_USE
	                     ")",
	                     BIND(now), error);
}

static const struct statement_column group_columns[] = {
	COLUMN(struct store_revocation_group, crl_id),
	COLUMN(struct store_revocation_group, certificates),
	COLUMN(struct store_revocation_group, with_ocsp),
	COLUMN(struct store_revocation_group, failures),
	COLUMN(struct store_revocation_group, url),
};
SHAPE(group, struct store_revocation_group);

bool store_revocation_groups(struct store *store, struct arena *arena,
                             struct store_revocation_group **rows, size_t *count,
                             struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT g.crl_id, g.certificates, g.with_ocsp, l.failures, l.url FROM "
		"(SELECT crl_id, count(*) AS certificates, "
		"sum(CASE WHEN ocsp_url <> '' THEN 1 ELSE 0 END) AS with_ocsp "
		"FROM revocation WHERE way NOT IN ('rest', 'none') GROUP BY crl_id) g "
		"LEFT JOIN crl l ON l.id = g.crl_id ORDER BY g.crl_id",
		BIND_NONE, &group, rows, count, error);
}

bool store_revocation_plan(struct store *store, int64_t crl_id, const char *way, int64_t now,
                           struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET way = $2, "
	                     "due_at = CASE WHEN $2 = 'ocsp' THEN $3 ELSE 0 END "
	                     "WHERE crl_id = $1 AND way NOT IN ('rest', 'none', $2) "
	                     "AND ($2 = 'list' OR ocsp_url <> '')",
	                     BIND(crl_id, way, now), error);
}

bool store_revocation_due(struct store *store, struct arena *arena, int64_t now, size_t limit,
                          struct store_revocation **rows, size_t *count, struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT certificate_id, crl_id, issuer_sha256, ocsp_url, way, status, since, "
		"source, this_update, next_update, revoked_at, reason, proof, problem, asked_at, "
		"due_at, failures FROM revocation WHERE way = 'ocsp' AND due_at <= $1 "
		"ORDER BY due_at, certificate_id LIMIT $2",
		BIND(now, limit), &row, rows, count, error);
}

static const struct statement_column listed_columns[] = {
	COLUMN(struct store_revocation_listed, certificate_id),
	COLUMN(struct store_revocation_listed, serial),
	COLUMN(struct store_revocation_listed, status),
	COLUMN(struct store_revocation_listed, reason),
	COLUMN(struct store_revocation_listed, revoked_at),
	COLUMN(struct store_revocation_listed, is_ca),
};
SHAPE(listed, struct store_revocation_listed);

bool store_revocation_listed(struct store *store, struct arena *arena, int64_t crl_id,
                             struct store_revocation_listed **rows, size_t *count,
                             struct error *error)
{
	return statement_list(
		store, arena,
		"SELECT r.certificate_id, c.serial, r.status, r.reason, r.revoked_at, c.is_ca "
		"FROM revocation r JOIN certificate c ON c.id = r.certificate_id "
		"WHERE r.crl_id = $1 AND r.way = 'list' ORDER BY c.serial, r.certificate_id",
		BIND(crl_id), &listed, rows, count, error);
}

bool store_revocation_lapse(struct store *store, int64_t crl_id, const char *problem, int64_t now,
                            struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET status = 'unavailable', since = $3, "
	                     "source = '', problem = $2 WHERE crl_id = $1 AND way = 'list' "
	                     "AND status IN ('good', '')",
	                     BIND(crl_id, problem, now), error);
}

bool store_revocation_count(struct store *store, const char *status, int64_t *count,
                            struct error *error)
{
	return statement_number(store,
	                        "SELECT count(*) FROM revocation WHERE status = $1 "
	                        "AND way IN ('list', 'ocsp')",
	                        BIND(status), 0, count, error);
}
