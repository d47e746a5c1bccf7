/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a certificate to the answer that said "revoked", for whoever trusts only its signature. */
#include "service/command_audit_proof.h"
#include "service/command_session.h"
#include "service/target.h"
#include "store/store_revocation_proof.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool write_new(const char *path, const unsigned char *body, size_t length,
                      struct error *error)
{
	FILE *out = fopen(path, "wxe");
	if (!out)
		return error_set(error, ERROR_LOCAL, "can't make '%s': %s", path, strerror(errno));
	bool written = fwrite(body, 1, length, out) == length;
	if (fclose(out) != 0 || !written)
		return error_set(error, ERROR_LOCAL, "can't write '%s': %s", path, strerror(errno));
	return true;
}

static bool find(struct session *session, const char *word, const unsigned char **body,
                 size_t *length, struct error *error)
{
	struct target_list list = { 0 };
	if (!target_find(session, &session->arena, word, &list, error))
		return false;
	if (list.ids.count != 1)
		return error_set(error, ERROR_ITEM,
		                 "'%s' means %zu certificates; give the fingerprint of one", word,
		                 list.ids.count);
	if (!store_revocation_proof_get(session->store, &session->arena, list.ids.items[0], body,
	                                length, error))
		return false;
	if (!*body || *length == 0)
		return error_set(error, ERROR_ITEM,
		                 "no signed answer is kept for '%s': no responder said that it is "
		                 "revoked ('certsteward show %s' says who said what)",
		                 word, word);
	return true;
}

int command_audit_proof(struct command_line *line, const char *word, const char *output)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	const unsigned char *body = NULL;
	size_t length = 0;
	int status = command_session_open(&session, line, SESSION_READ);
	if (status >= 0)
		return status;
	if (!find(&session, word, &body, &length, &error) ||
	    !write_new(output, body, length, &error))
		return command_fail(&error);
	if (!line->quiet)
		printf("wrote '%s': openssl ocsp -noverify -resp_text -respin %s\n", output,
		       output);
	return COMMAND_DONE;
}
