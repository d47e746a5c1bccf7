/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Starts certsteward-sandbox, waits for its one line, ends it. */
#include "support/sandbox.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "support/check.h"
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MOST = 24 };

static void become(const char *program, const char *const *arguments, int output)
{
	const char *list[ARGUMENTS_MOST + 6] = { program, "--listen", "127.0.0.1:0", "--seed-cis",
		                                 "40" };
	size_t count = 5;

	for (size_t i = 0; arguments != NULL && arguments[i] != NULL && i < ARGUMENTS_MOST; i++)
		list[count++] = arguments[i];
	/* A test that fails leaves by a long jump: the child goes with the program. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)dup2(output, STDOUT_FILENO);
	execv(program, (char *const *)list);
	_exit(127);
}

/* "certsteward-sandbox: listening on http://127.0.0.1:41234" */
static void read_url(struct sandbox_child *sandbox, int descriptor)
{
	char line[256];
	size_t length = 0;

	while (length + 1 < sizeof(line)) {
		ssize_t got = read(descriptor, line + length, 1);
		if (got != 1 || line[length] == '\n')
			break;
		length++;
	}
	line[length] = '\0';
	const char *url = strstr(line, "http://");
	if (url == NULL)
		fail_msg("the sandbox did not come up: '%s'", line);
	(void)snprintf(sandbox->url, sizeof(sandbox->url), "%s", url);
}

bool sandbox_child_start(struct sandbox_child *sandbox, const char *const *arguments)
{
	static const char program[] = CERTSTEWARD_BINARY_DIR "/certsteward-sandbox";
	struct error error = ERROR_INIT;
	struct http_curl_options options = { .user_agent = "certsteward-test" };
	int ends[2];

	*sandbox = (struct sandbox_child){ 0 };
	if (access(program, X_OK) != 0)
		return false;
	assert_int_equal(pipe(ends), 0);
	sandbox->pid = fork();
	assert_true(sandbox->pid >= 0);
	if (sandbox->pid == 0)
		become(program, arguments, ends[1]);
	close(ends[1]);
	read_url(sandbox, ends[0]);
	close(ends[0]);
	sandbox->http = http_curl_open(&options, &error);
	if (sandbox->http == NULL)
		fail_msg("%s", error.message);
	return true;
}

void sandbox_child_stop(struct sandbox_child *sandbox)
{
	int status;

	if (sandbox->http != NULL)
		sandbox->http->close(sandbox->http);
	if (sandbox->pid > 0) {
		(void)kill(sandbox->pid, SIGTERM);
		(void)waitpid(sandbox->pid, &status, 0);
	}
	*sandbox = (struct sandbox_child){ 0 };
}

struct json *sandbox_child_control(struct sandbox_child *sandbox, struct arena *arena,
                                   const char *path, const char *body)
{
	struct http_request request = { .method = body != NULL ? "POST" : "GET",
		                        .url = arena_print(arena, "%s/_sandbox/%s", sandbox->url,
		                                           path),
		                        .body = body,
		                        .body_length = body != NULL ? strlen(body) : 0 };
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;

	if (sandbox->http->exchange(sandbox->http, &request, &response, arena, &error) !=
	    HTTP_ANSWERED)
		fail_msg("'%s': %s", path, error.message);
	if (response.status / 100 != 2)
		fail_msg("'%s': HTTP %d %s", path, response.status, response.body);
	return json_parse(arena, response.body, response.body_length, NULL, &error);
}
