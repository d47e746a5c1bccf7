/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
#include "page.h"
void page_handle(struct session *session, const struct request *request, struct reply *reply)
{
	(void)request;
	reply_error(reply, session->pool, 404, "Not found", NULL);
}
