/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table revocation: what is known of each certificate, and whom to ask next. */
#include "store/store_revocation.h"
#include "base/arena.h"
#include "store/statement.h"

#define ROW struct store_revocation
#define COLUMNS                                                                              \
	"certificate_id, crl_id, issuer_sha256, ocsp_url, way, status, since, source, via, " \
	"this_update, next_update, revoked_at, reason, proof, problem, confirmed_at, "       \
	"lifted_at, asked_at, due_at, failures"

static const struct statement_column row_columns[] = {
	COLUMN(ROW, certificate_id), COLUMN(ROW, crl_id),      COLUMN(ROW, issuer_sha256),
	COLUMN(ROW, ocsp_url),       COLUMN(ROW, way),         COLUMN(ROW, status),
	COLUMN(ROW, since),          COLUMN(ROW, source),      COLUMN(ROW, via),
	COLUMN(ROW, this_update),    COLUMN(ROW, next_update), COLUMN(ROW, revoked_at),
	COLUMN(ROW, reason),         COLUMN(ROW, proof),       COLUMN(ROW, problem),
	COLUMN(ROW, confirmed_at),   COLUMN(ROW, lifted_at),   COLUMN(ROW, asked_at),
	COLUMN(ROW, due_at),         COLUMN(ROW, failures),
};
SHAPE(row, ROW);

bool store_revocation_get(struct store *store, struct arena *arena, int64_t certificate_id,
                          struct store_revocation **found, struct error *error)
{
	return statement_get(
		store, arena,
		"SELECT r.certificate_id, r.crl_id, r.issuer_sha256, r.ocsp_url, r.way, r.status, "
		"r.since, r.source, r.via, "
		"CASE WHEN r.source = 'crl' THEN l.this_update ELSE r.this_update END, "
		"CASE WHEN r.source = 'crl' THEN l.next_update ELSE r.next_update END, "
		"r.revoked_at, r.reason, CASE WHEN r.source = 'crl' THEN l.sha256 ELSE r.proof END, "
		"CASE WHEN r.way = 'list' AND r.problem = '' THEN l.problem ELSE r.problem END, "
		"r.confirmed_at, r.lifted_at, "
		"CASE WHEN r.way = 'list' THEN l.fetched_at ELSE r.asked_at END, "
		"CASE WHEN r.way = 'list' THEN l.due_at ELSE r.due_at END, r.failures "
		"FROM revocation r LEFT JOIN crl l ON l.id = r.crl_id WHERE r.certificate_id = $1",
		BIND(certificate_id), &row, found, error);
}

bool store_revocation_save(struct store *store, const struct store_revocation *saved,
                           struct error *error)
{
	return statement_run_row(
		store,
		"INSERT INTO revocation (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
		"$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) "
		"ON CONFLICT (certificate_id) DO UPDATE SET "
		"crl_id = excluded.crl_id, issuer_sha256 = excluded.issuer_sha256, "
		"ocsp_url = excluded.ocsp_url, way = excluded.way, status = excluded.status, "
		"since = excluded.since, source = excluded.source, via = excluded.via, "
		"this_update = excluded.this_update, next_update = excluded.next_update, "
		"revoked_at = excluded.revoked_at, reason = excluded.reason, "
		"proof = excluded.proof, problem = excluded.problem, "
		"confirmed_at = excluded.confirmed_at, lifted_at = excluded.lifted_at, "
		"asked_at = excluded.asked_at, due_at = excluded.due_at, "
		"failures = excluded.failures",
		&row, saved, error);
}

static const struct statement_column responder_columns[] = {
	COLUMN(struct store_revocation_responder, url),
	COLUMN(struct store_revocation_responder, due),
};
SHAPE(responder, struct store_revocation_responder);

bool store_revocation_responders(struct store *store, struct arena *arena, int64_t now,
                                 struct store_revocation_responder **rows, size_t *count,
                                 struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT ocsp_url, count(*) FROM revocation WHERE way = 'ocsp' "
	                      "AND due_at <= $1 GROUP BY ocsp_url ORDER BY ocsp_url",
	                      BIND(now), &responder, rows, count, error);
}

bool store_revocation_due(struct store *store, struct arena *arena, int64_t now, const char *url,
                          size_t limit, struct store_revocation **rows, size_t *count,
                          struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM revocation WHERE way = 'ocsp' "
	                      "AND due_at <= $1 AND ocsp_url = $2 "
	                      "ORDER BY due_at, certificate_id LIMIT $3",
	                      BIND(now, url, limit), &row, rows, count, error);
}

bool store_revocation_is_due(struct store *store, int64_t now, bool *due, struct error *error)
{
	int64_t found;
	if (!statement_number(
		    store, "SELECT 1 FROM revocation WHERE way = 'ocsp' AND due_at <= $1 LIMIT 1",
		    BIND(now), 0, &found, error))
		return false;
	*due = found != 0;
	return true;
}

bool store_revocation_ended(struct store *store, struct arena *arena, int64_t now, size_t limit,
                            struct store_revocation **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM revocation WHERE way = 'none' "
	                      "AND due_at <= $1 ORDER BY due_at, certificate_id LIMIT $2",
	                      BIND(now, limit), &row, rows, count, error);
}

bool store_revocation_look_again(struct store *store, int64_t certificate_id, struct error *error)
{
	return statement_run(store,
	                     "UPDATE deployment SET look_digest = '' WHERE look_digest <> '' "
	                     "AND id IN (SELECT deployment_id FROM slot WHERE certificate_id = $1)",
	                     BIND(certificate_id), error);
}

static const struct statement_column fresh_columns[] = {
	COLUMN(struct store_revocation_fresh, certificate_id),
	COLUMN(struct store_revocation_fresh, issuer_sha256),
	COLUMN(struct store_revocation_fresh, issuer_dn),
	COLUMN(struct store_revocation_fresh, facts),
};
SHAPE(fresh, struct store_revocation_fresh);

#define FRESH                                                 \
	"SELECT c.id, c.issuer_sha256, c.issuer_dn, b.facts " \
	"FROM certificate c "                                 \
	"JOIN certificate_body b ON b.certificate_id = c.id " \
	"LEFT JOIN revocation r ON r.certificate_id = c.id "  \
	"WHERE (r.certificate_id IS NULL OR r.way = 'rest') " \
	"AND c.problem = '' AND c.self_signed = 0 "
#define IN_USE                                                                      \
	"EXISTS (SELECT 1 FROM slot s JOIN deployment d ON d.id = s.deployment_id " \
	"WHERE s.certificate_id = c.id AND s.trusted <> 0 AND d.evidence > 0 "      \
	"AND d.state <> 'gone')"
/* A CA above one that is asked about. */
#define ABOVE                                                   \
	"(c.is_ca <> 0 AND EXISTS (SELECT 1 FROM revocation u " \
	"WHERE u.issuer_sha256 = c.sha256 AND u.way IN ('list', 'ocsp', 'none', '')))"

bool store_revocation_fresh(struct store *store, struct arena *arena, int64_t after, int64_t now,
                            size_t limit, struct store_revocation_fresh **rows, size_t *count,
                            struct error *error)
{
	return statement_list(store, arena,
	                      FRESH "AND c.id > $1 AND c.not_after >= $2 AND (" IN_USE " OR " ABOVE
	                            ") ORDER BY c.id LIMIT $3",
	                      BIND(after, now, limit), &fresh, rows, count, error);
}

bool store_revocation_fresh_one(struct store *store, struct arena *arena, const char *sha256,
                                int64_t now, struct store_revocation_fresh **found,
                                struct error *error)
{
	return statement_get(store, arena, FRESH "AND c.sha256 = $1 AND c.not_after >= $2",
	                     BIND(sha256, now), &fresh, found, error);
}

bool store_revocation_newest(struct store *store, int64_t *newest, struct error *error)
{
	int64_t highest;
	if (!statement_number(store, "SELECT max(id) FROM certificate", BIND_NONE, 0, &highest,
	                      error))
		return false;
	*newest = highest > *newest ? highest : *newest;
	return true;
}

bool store_revocation_rest(struct store *store, int64_t now, struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET way = 'rest', due_at = 0 "
	                     "WHERE way <> 'rest' AND (issuer_sha256 = '' "
	                     "OR NOT EXISTS (SELECT 1 FROM certificate c "
	                     "WHERE c.id = revocation.certificate_id AND c.not_after >= $1 "
	                     "AND (" IN_USE " OR " ABOVE ")))",
	                     BIND(now), error);
}

bool store_revocation_pull(struct store *store, int64_t now, int64_t furthest, struct error *error)
{
	return statement_run(store,
	                     "UPDATE revocation SET due_at = $1 WHERE way = 'ocsp' "
	                     "AND due_at > $2",
	                     BIND(now, furthest), error) &&
	       statement_run(store, "UPDATE crl SET due_at = $1 WHERE due_at > $2",
	                     BIND(now, furthest), error);
}

bool store_revocation_rest_all(struct store *store, struct error *error)
{
	return statement_run(store, "UPDATE revocation SET way = 'rest' WHERE way <> 'rest'",
	                     BIND_NONE, error);
}

struct id {
	int64_t id;
};
static const struct statement_column id_columns[] = { COLUMN(struct id, id) };
SHAPE(id, struct id);

bool store_revocation_issuers(struct store *store, struct arena *arena, const char *subject,
                              int64_t **ids, size_t *count, struct error *error)
{
	_Static_assert(sizeof(struct id) == sizeof(int64_t), "a list of ids is an array of them");
	return statement_list(store, arena,
	                      "SELECT id FROM certificate WHERE subject_dn = $1 AND is_ca <> 0 "
	                      "ORDER BY id DESC LIMIT 16",
	                      BIND(subject), &id, ids, count, error);
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
	                     "UPDATE revocation SET way = $1, "
	                     "due_at = CASE WHEN $1 = 'ocsp' THEN $2 ELSE 0 END "
	                     "WHERE crl_id = $3 AND way NOT IN ('rest', 'none', $1) "
	                     "AND ($1 = 'list' OR ocsp_url <> '')",
	                     BIND(way, now, crl_id), error) &&
	       /* Those without a responder stay with their list. */
	       statement_run(store,
	                     "UPDATE revocation SET way = 'list', due_at = 0 "
	                     "WHERE crl_id = $1 AND crl_id <> 0 AND way = '' AND ocsp_url = ''",
	                     BIND(crl_id), error);
}

bool store_revocation_is_planned(struct store *store, bool *planned, struct error *error)
{
	int64_t found;
	if (!statement_number(store, "SELECT 1 FROM revocation WHERE way = '' LIMIT 1", BIND_NONE,
	                      0, &found, error))
		return false;
	*planned = found == 0;
	return true;
}

static const struct statement_column reason_columns[] = {
	COLUMN(struct store_revocation_reason, problem),
	COLUMN(struct store_revocation_reason, certificates),
};
SHAPE(reason, struct store_revocation_reason);

bool store_revocation_reasons(struct store *store, struct arena *arena,
                              struct store_revocation_reason **rows, size_t *count,
                              struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT problem, count(*) FROM revocation WHERE way = 'none' "
	                      "GROUP BY problem ORDER BY count(*) DESC, problem LIMIT 20",
	                      BIND_NONE, &reason, rows, count, error);
}

bool store_revocation_dirty_issued(struct store *store, const char *issuer_sha256, const char *why,
                                   int64_t now, struct error *error)
{
	return statement_run(store,
	                     "INSERT INTO dirty (kind, key, reason, at, slice) "
	                     "SELECT 'certificate', CAST(certificate_id AS TEXT), $1, $2, 1 "
	                     "FROM revocation WHERE issuer_sha256 = $3 "
	                     "ON CONFLICT (kind, key) DO NOTHING",
	                     BIND(why, now, issuer_sha256), error);
}
