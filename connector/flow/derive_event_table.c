/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Contents of the files that a ticket carries for people. */
#include "flow/derive_event_table.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"
#include "store/store_scan.h"
#include <string.h>

enum { ROWS = 10000, CELL = 500 };

/* Spreadsheets run a cell that starts so; some skip white space first, and some take the full-width
 * forms of East Asian keyboards for the same. */
static bool starts_formula(const char *value)
{
	static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };
	value += strspn(value, " ");
	if (*value && strchr("=+-@|%\t\r\n", *value))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (text_starts_with(value, wide[i]))
			return true;
	return false;
}

void derive_event_cell(struct arena *arena, struct text *out, const char *value)
{
	const char *shown = text_visible(arena, value ? value : "");
	size_t length = text_cut(shown, CELL);
	bool guarded = starts_formula(shown);
	bool quoted = guarded || strpbrk(shown, "\",;\r\n") != NULL;
	if (quoted)
		text_append_character(out, '"');
	if (guarded)
		text_append_character(out, '\'');
	for (size_t i = 0; i < length; i++) {
		if (shown[i] == '"')
			text_append_character(out, '"');
		text_append_character(out, shown[i]);
	}
	if (quoted)
		text_append_character(out, '"');
}

static void add_row(struct arena *arena, struct text *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_append_character(out, ',');
		derive_event_cell(arena, out, cells[i]);
	}
	text_append(out, "\r\n");
}

static const char *moment(struct arena *arena, int64_t at)
{
	char text[24];
	if (at == 0)
		return "";
	clock_format(at, text);
	return arena_copy(arena, text);
}

static const char *evidence_of(const struct subject_place *place)
{
	switch (place->deployment->evidence) {
	case DEPLOYMENT_SERVED:
		return "served";
	case DEPLOYMENT_CONFIGURED:
		return "configured";
	default:
		return "stored";
	}
}

static bool add_place(const struct flow *flow, struct arena *arena,
                      const struct ticket_input *input, const struct subject_place *place,
                      struct text *out, struct error *error)
{
	const struct deployment_place *where = &place->deployment->place;
	const struct ci *ci = place->matches[input->side_index].ci;
	const char *group =
		ci && !text_is_empty(ci->group) ? ci->group : input->subject->owner_group;
	const char *name;
	struct store_certificate *other = NULL;
	int64_t seen = 0;
	if (!derive_record_name(flow, arena, flow->sides[input->side_index].name, CI_GROUP, group,
	                        &name, NULL, error) ||
	    !store_scan_last_seen(flow->store, place->deployment->id, &seen, error) ||
	    (place->other_id &&
	     !store_certificate_get(flow->store, arena, place->other_id, &other, error)))
		return false;
	const char *serves = place->state == PLACE_SERVES ? input->subject->row->sha256
	                     : other                      ? other->sha256
	                                                  : "";
	if (seen < place->deployment->last_served)
		seen = place->deployment->last_served;
	const char *cells[] = {
		where->zone,
		where->host,
		where->port ? arena_print(arena, "%d", where->port) : "",
		where->server_name,
		where->path,
		where->alias,
		evidence_of(place),
		place_state_name(place->state),
		serves,
		ci ? ci->name : "",
		name ? name : group,
		place->deployment->source,
		moment(arena, place->deployment->first_seen),
		moment(arena, seen),
	};
	add_row(arena, out, cells, sizeof(cells) / sizeof(cells[0]));
	return true;
}

bool derive_event_table(const struct flow *flow, struct arena *arena,
                        const struct ticket_input *input, struct text *out, struct error *error)
{
	static const char *const head[] = { "zone",       "host",     "port",        "server_name",
		                            "path",       "alias",    "evidence",    "state",
		                            "serves",     "ci",       "owner_group", "source",
		                            "first_seen", "last_seen" };
	const struct subject *subject = input->subject;
	add_row(arena, out, head, sizeof(head) / sizeof(head[0]));
	for (size_t i = 0; i < subject->places.count && i < ROWS; i++)
		if (!add_place(flow, arena, input, &subject->places.items[i], out, error))
			return false;
	if (subject->places.count > ROWS) {
		const char *rest = arena_print(arena, "and %zu more: certsteward show %.16s",
		                               subject->places.count - ROWS, subject->row->sha256);
		add_row(arena, out, &rest, 1);
	}
	return true;
}

static void line(struct arena *arena, struct text *out, const char *label, const char *value)
{
	if (!text_is_empty(value))
		text_print(out, "%-16s%s\n", label, text_visible(arena, value));
}

static void list(struct arena *arena, struct text *out, const char *label,
                 const struct json *values)
{
	JSON_EACH(value, values)
	{
		line(arena, out, label, json_text(value, ""));
		label = "";
	}
}

static const char *key_text(struct arena *arena, const struct json *key)
{
	const char *type = json_member_text(key, "type", "unknown");
	const char *curve = json_member_text(key, "curve", "");
	int64_t bits = json_integer(json_get(key, "bits"), 0);
	if (!text_is_empty(curve))
		return arena_print(arena, "%s %s", type, curve);
	return bits ? arena_print(arena, "%s %lld bits", type, (long long)bits) : type;
}

void derive_event_certificate(struct arena *arena, const struct json *facts, struct text *out)
{
	line(arena, out, "Subject", json_text(json_at(facts, "subject", "text", NULL), ""));
	line(arena, out, "Issuer", json_text(json_at(facts, "issuer", "text", NULL), ""));
	line(arena, out, "Serial", json_member_text(facts, "serial", ""));
	line(arena, out, "SHA-256", json_member_text(facts, "sha256", ""));
	line(arena, out, "SPKI SHA-256", json_member_text(facts, "spki_sha256", ""));
	line(arena, out, "Not before", json_member_text(facts, "not_before_text", ""));
	line(arena, out, "Not after", json_member_text(facts, "not_after_text", "no end"));
	line(arena, out, "Key", key_text(arena, json_get(facts, "key")));
	line(arena, out, "Signature", json_member_text(facts, "signature_algorithm", ""));
	line(arena, out, "Purpose", json_member_text(facts, "purpose", ""));
	list(arena, out, "Key usage", json_get(facts, "usages"));
	list(arena, out, "Extended usage", json_get(facts, "extended_usages"));
	list(arena, out, "Policies", json_get(facts, "policies"));
	line(arena, out, "OCSP", json_member_text(facts, "ocsp_url", ""));
	line(arena, out, "CRL", json_member_text(facts, "crl_url", ""));
	line(arena, out, "CA issuers", json_member_text(facts, "ca_issuers_url", ""));
	text_print(out, "\nNames (%lld)\n",
	           (long long)json_integer(json_get(facts, "name_count"), 0));
	JSON_EACH(name, json_get(facts, "names"))
	text_print(out, "  %-6s%s\n", json_member_text(name, "type", ""),
	           text_visible(arena, json_member_text(name, "text", "")));
	if (json_integer(json_get(facts, "name_count"), 0) >
	    (int64_t)json_count(json_get(facts, "names")))
		text_append(out, "  (the rest of the names stands in the certificate itself)\n");
}
