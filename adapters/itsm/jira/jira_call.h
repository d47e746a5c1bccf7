/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The only way out: logs in, sends one request, has the answer judged. */
#pragma once
#include "jira_dialect.h"
#include "jira_reply.h"

struct itsm;

struct jira_request {
	const char *method; /* "GET", "POST", "PUT", "DELETE" */
	/* From the base: "/rest/...". An absolute address is taken as it stands (Assets). */
	const char *path;
	const struct json *body; /* NULL = none */
	/* A raw body instead, with its type. */
	const void *bytes;
	size_t length;
	const char *content_type;
	bool read;      /* a POST that only reads: searches, bulkfetch */
	bool unchecked; /* carries X-Atlassian-Token: no-check, which uploads need */
	/* A token of its own instead of our login; NULL or empty = none. */
	const struct secret *bearer;
};

/* Sends it; true when the verdict is OK. A login that has ended is renewed once. */
bool jira_call(struct itsm *itsm, struct arena *arena, const struct jira_request *request,
               struct itsm_reply *reply);

/* GET below the platform API ("/myself"); what is not OK becomes an error about the subject. */
CHECKED bool jira_call_read(struct itsm *itsm, struct arena *arena, const char *subject,
                            const char *path, struct json **root, struct error *error);

/* Id of the account that our token belongs to; asked once. */
CHECKED bool jira_call_account(struct itsm *itsm, struct arena *arena, const char **account,
                               struct error *error);
