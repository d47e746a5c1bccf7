/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What scripts of Assets begin with: one schema, the object type of certificates (id 5) with attributes
 * of the ids below. */
#pragma once
#include "support/jira_fixture.h"

#define ASSETS_HASH_A "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"
#define ASSETS_HASH_B "1f3870be274f6c49b3e31a0c6728957f1f3870be274f6c49b3e31a0c6728957f"
#define ASSETS_KEY_A  "certificate:" ASSETS_HASH_A
#define ASSETS_KEY_B  "certificate:" ASSETS_HASH_B

/* SHA-256 = 11, Used by = 12, Name = 13, Owner = 14 (a user). */
#define ASSETS_ATTRIBUTES(unique)                                                               \
	"[{\"id\":\"11\",\"name\":\"SHA-256\",\"type\":0,\"defaultType\":{\"id\":0},"           \
	"\"maximumCardinality\":1,\"uniqueAttribute\":" unique ",\"editable\":true},"           \
	"{\"id\":\"12\",\"name\":\"Used by\",\"type\":1,\"maximumCardinality\":-1,"             \
	"\"editable\":true},{\"id\":\"13\",\"name\":\"Name\",\"type\":0,\"label\":true,"        \
	"\"defaultType\":{\"id\":0},\"maximumCardinality\":1,\"editable\":true},{\"id\":\"14\"" \
	",\"name\":\"Owner\",\"type\":2,\"maximumCardinality\":1,\"editable\":true}]"

#define ASSETS_SCHEMA(unique)                                                              \
	{ .url = { "/objectschema/list" },                                                 \
	  .answer = "{\"values\":[{\"id\":\"1\",\"objectSchemaKey\":\"CERT\"}]}" },        \
		{ .url = { "/objectschema/1/objecttypes/flat" },                           \
		  .answer = "[{\"id\":\"5\",\"name\":\"Certificate\"}]" },                 \
	{                                                                                  \
		.url = { "/objecttype/5/attributes" }, .answer = ASSETS_ATTRIBUTES(unique) \
	}

#define ASSETS_OBJECT(id, hash)                                                            \
	"{\"id\":\"" id "\",\"objectKey\":\"CERT-" id "\",\"label\":\"shop.example.com\"," \
	"\"objectType\":{\"id\":\"5\"},\"updated\":\"2026-11-21T06:00:00.000Z\","          \
	"\"attributes\":[{\"objectTypeAttributeId\":\"11\",\"objectAttributeValues\":[{"   \
	"\"value\":\"" hash "\"}]},{\"objectTypeAttributeId\":\"12\","                     \
	"\"objectAttributeValues\":[{\"referencedObject\":{\"id\":\"77\"}}]},{"            \
	"\"objectTypeAttributeId\":\"13\",\"objectAttributeValues\":[{\"value\":\"shop."   \
	"example.com\"}]}]}"

/* Search by AQL that shows these objects. */
#define ASSETS_FOUND(list)                                          \
	{                                                           \
		.method = "POST", .url = { "/object/aql" },         \
		.answer = "{\"values\":[" list "],\"isLast\":true}" \
	}
#define ASSETS_USAGE                                                        \
	{                                                                   \
		.url = { "/usage" }, .answer = "{\"totalObjectsCount\":10}" \
	}

/* On Cloud, workspace w1, certificates as objects with their places as text. */
void jira_assets_script_open(struct jira_fixture *fixture,
                             const struct http_script_exchange *exchanges, size_t count);
#define JIRA_ASSETS_SCRIPT(fixture, list) \
	jira_assets_script_open((fixture), (list), sizeof(list) / sizeof((list)[0]))
/* A new certificate. */
struct step jira_assets_script_certificate(struct jira_fixture *fixture, const char *key);
/* Its reference to object 77. */
struct step jira_assets_script_relation(struct jira_fixture *fixture, const char *key);
