/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One connection per question, one frame each way. */
#include "flow/hook_client.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/frame.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	/* The runner answers questions about itself at once; a busy machine takes longer. */
	CLIENT_ANSWER_MS = 10000,
	CLIENT_CANCEL_MS = 500,
	/* A result holds 4 KiB of output, escaped at worst six times as long. */
	CLIENT_ANSWER_BYTES = 256 << 10,
};

static const char *const state_names[] = {
	[HOOK_CLIENT_REFUSED] = "refused",
	[HOOK_CLIENT_UNKNOWN] = "unknown",
	[HOOK_CLIENT_WAITING] = "waiting",
	[HOOK_CLIENT_RUNNING] = "running",
	[HOOK_CLIENT_ENDED] = "ended",
	[HOOK_CLIENT_LOST] = "lost",
	[HOOK_CLIENT_INTERRUPTED] = "interrupted",
};

enum { CLIENT_STATES = sizeof(state_names) / sizeof(*state_names) };

const char *hook_client_state_name(enum hook_client_state state)
{
	return state_names[state];
}

static int connect_to(const char *path, struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(path);
	if (length == 0 || length >= sizeof(address.sun_path)) {
		error_set(error, ERROR_LOCAL, "hook socket '%s': a path has 1 to %zu bytes", path,
		          sizeof(address.sun_path) - 1);
		return -1;
	}
	memcpy(address.sun_path, path, length);
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor >= 0 &&
	    connect(descriptor, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return descriptor;
	error_set(error, ERROR_RETRY, "hook runner '%s': %s: is certsteward-hook running?", path,
	          strerror(errno));
	memory_close_descriptor(&descriptor);
	return -1;
}

/* Not through frame_write: a runner that turns us away closes at once, and writing to a closed
 * socket must be an error here, not the signal that ends the process. */
static bool send_all(int descriptor, const void *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return false;
		bytes = (const char *)bytes + sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool send_request(int descriptor, const char *path, const struct json *request,
                         struct error *error)
{
	ARENA(arena);
	const char *text = json_print(&arena, request);
	size_t length = strlen(text);
	const unsigned char header[] = {
		(unsigned char)(length >> 24),
		(unsigned char)(length >> 16),
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};
	static const struct timeval patience = { .tv_sec = CLIENT_ANSWER_MS / 1000 };
	setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (send_all(descriptor, header, sizeof(header)) && send_all(descriptor, text, length))
		return true;
	return error_set(error, ERROR_RETRY, "hook runner '%s': %s: may this user ask it?", path,
	                 strerror(errno));
}

static const struct json *read_answer(int descriptor, struct arena *arena, struct error *error)
{
	size_t length = 0;
	const char *bytes = frame_read(descriptor, arena, CLIENT_ANSWER_BYTES, CLIENT_ANSWER_MS,
	                               &length, error);
	if (bytes)
		return json_parse(arena, bytes, length, NULL, error);
	if (error && error->kind == ERROR_NONE)
		error_set(error, ERROR_RETRY, "closed without an answer: may this user ask it?");
	return NULL;
}

static const struct json *ask(const char *path, struct arena *arena, const struct json *request,
                              struct error *error)
{
	CLEANUP(memory_close_descriptor) int descriptor = connect_to(path, error);
	if (descriptor < 0 || !send_request(descriptor, path, request, error))
		return NULL;
	const struct json *answer = read_answer(descriptor, arena, error);
	if (!answer) {
		error->kind = ERROR_RETRY;
		error_wrap(error, "hook runner '%s'", path);
	}
	return answer;
}

bool hook_client_ping(const char *socket, struct arena *arena, const char ***names, size_t *count,
                      struct error *error)
{
	struct json *request = json_new(arena, JSON_OBJECT);
	json_set_bool(arena, request, "ping", true);
	const struct json *answer = ask(socket, arena, request, error);
	if (!answer)
		return false;
	const struct json *hooks = json_get(answer, "hooks");
	*count = 0;
	*names = ARENA_ARRAY(arena, const char *, json_count(hooks) + 1);
	JSON_EACH(hook, hooks)
	{
		(*names)[(*count)++] = json_text(hook, "");
	}
	return true;
}

static enum hook_client_state state_of(const struct json *answer)
{
	const char *name = json_member_text(answer, "state", "");
	for (int state = 0; state < CLIENT_STATES; state++) {
		if (text_equal(state_names[state], name))
			return (enum hook_client_state)state;
	}
	return HOOK_CLIENT_REFUSED;
}

static void read_result(const struct json *answer, struct hook_client_result *result)
{
	*result = (struct hook_client_result){
		.state = state_of(answer),
		.code = (int)json_integer(json_get(answer, "exit"), -1),
		.timed_out = json_is_true(json_get(answer, "timed_out")),
		.stopped = json_is_true(json_get(answer, "stopped")),
		.seconds = json_integer(json_get(answer, "seconds"), 0),
		.output = json_member_text(answer, "output", ""),
		.reason = json_member_text(answer, "reason", NULL),
	};
	if (result->state == HOOK_CLIENT_ENDED && !json_is_true(json_get(answer, "started")))
		result->state = HOOK_CLIENT_REFUSED;
}

bool hook_client_query(const char *socket, struct arena *arena, const char *run,
                       struct hook_client_result *result, struct error *error)
{
	struct json *request = json_new(arena, JSON_OBJECT);
	json_set_string(arena, request, "query", run);
	const struct json *answer = ask(socket, arena, request, error);
	if (!answer)
		return false;
	read_result(answer, result);
	return true;
}

static struct json *compose(struct arena *arena, const struct hook_client_run *run)
{
	struct json *request = json_new(arena, JSON_OBJECT);
	struct json *arguments = json_new(arena, JSON_OBJECT);
	json_set_string(arena, request, "hook", run->hook);
	json_set_string(arena, request, "run", run->run);
	json_set_string(arena, arguments, "fingerprint", run->fingerprint);
	json_set_string(arena, arguments, "serial", run->serial);
	json_set_string(arena, arguments, "case", run->case_key);
	json_set_string(arena, arguments, "ticket", run->ticket);
	json_set(arena, request, "arguments", arguments);
	json_set(arena, request, "input",
	         run->input ? json_copy(arena, run->input) : json_new(arena, JSON_OBJECT));
	return request;
}

enum wait_end { WAIT_ANSWER, WAIT_CANCELLED, WAIT_OVER };

static enum wait_end wait_for_end(int descriptor, int64_t seconds, hook_client_cancel_fn cancel,
                                  void *context)
{
	int64_t end = clock_monotonic_ms() + (seconds ? seconds : CLOCK_DAY) * 1000;
	struct pollfd wait = { .fd = descriptor, .events = POLLIN };
	while (poll(&wait, 1, CLIENT_CANCEL_MS) < 1) {
		if (cancel && cancel(context))
			return WAIT_CANCELLED;
		if (clock_monotonic_ms() >= end)
			return WAIT_OVER;
	}
	return WAIT_ANSWER;
}

/* From the first byte on the runner may have started the program: no failure is an error then. */
bool hook_client_start(const char *socket, struct arena *arena, const struct hook_client_run *run,
                       hook_client_cancel_fn cancel, void *context,
                       struct hook_client_result *result, struct error *error)
{
	struct error failure = ERROR_INIT;
	*result =
		(struct hook_client_result){ .state = HOOK_CLIENT_LOST, .code = -1, .output = "" };
	CLEANUP(memory_close_descriptor) int descriptor = connect_to(socket, error);
	if (descriptor < 0)
		return false;
	enum wait_end end = WAIT_ANSWER;
	if (send_request(descriptor, socket, compose(arena, run), &failure))
		end = wait_for_end(descriptor, run->wait_seconds, cancel, context);
	if (end == WAIT_CANCELLED)
		return error_set(error, ERROR_CANCELLED, "run '%s' goes on without us", run->run);
	const struct json *answer = NULL;
	if (failure.kind == ERROR_NONE && end == WAIT_ANSWER)
		answer = read_answer(descriptor, arena, &failure);
	if (answer)
		read_result(answer, result);
	else
		result->reason =
			end == WAIT_OVER ? "no answer in time" : arena_copy(arena, failure.message);
	return true;
}
