/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues as they are stored. */
#pragma once

#include "field.h"
#include "site.h"

#include <stdbool.h>

struct issue {
	long long id;
	const char *key, *project;
	int type, status;
	long long created, updated;
	json_t *document; /* values by field key in a form that knows no dialect; owned */
};

/* By id or key, in any case. False when the site has none. Release it in any case. */
bool issue_find(const struct site *site, const char *id_or_key, struct issue *issue);
bool issue_load(const struct site *site, long long id, struct issue *issue);
void issue_release(struct issue *issue);
#define ISSUE_SCOPE __attribute__((cleanup(issue_release)))

/* A new row with the next key of the project; fills in id, key and times. */
void issue_insert(const struct site *site, struct issue *issue);
/* Writes status and document of an existing one; its labels with it. */
void issue_save(const struct site *site, struct issue *issue);
void issue_delete(const struct site *site, const struct issue *issue);
/* Notes that something beside the fields has changed. */
void issue_touch(const struct site *site, long long id);

/* One entry of the changelog; items are those of issue_change. Takes both references. */
void issue_history(const struct site *site, const struct issue *issue, json_t *items,
                   json_t *metadata);
json_t *issue_change(const struct site *site, const struct field *field, const char *from,
                     const char *from_words, const char *to, const char *to_words);
/* Ends in a 404 when there is no such issue; checks what the caller may see. */
bool issue_open(struct site *site, struct issue *issue);
/* The same for writing: refuses readers (403) and too many writes on one issue (429). */
bool issue_open_for_writing(struct site *site, struct issue *issue);
const char *issue_self(const struct site *site, long long id);
