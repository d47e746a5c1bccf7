/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The poll loop: signals, the socket, its peers, the running program's pipes. */
#include "hook_server.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "hook_journal.h"
#include "hook_peer.h"
#include "hook_queue.h"
#include "hook_settings.h"
#include "hook_socket.h"
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* Fixed places of the poll table; then the peers, then the program's pipes. */
enum {
	SERVER_SIGNALS,
	SERVER_LISTENER,
	SERVER_FIRST_PEER,
	SERVER_FIRST_PIPE = SERVER_FIRST_PEER + HOOK_SERVER_PEERS,
	SERVER_POLLS = SERVER_FIRST_PIPE + HOOK_JOB_POLLS,
	/* How often slow peers are looked at. */
	SERVER_TICK_MS = 1000,
};

struct server {
	const struct hook_server_options *options;
	int listener;
	int signals;
	struct hook_peer peers[HOOK_SERVER_PEERS];
	struct hook_queue queue;
	int stop_requests;
};

static bool open_signals(struct server *server, struct error *error)
{
	sigset_t wanted;
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGCHLD);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &wanted, NULL) == 0)
		server->signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	return server->signals >= 0 || error_set(error, ERROR_LOCAL, "signals cannot be read");
}

static void send_json(struct server *server, int peer, const struct json *answer)
{
	ARENA(arena);
	hook_peer_answer(&server->peers[peer], json_print(&arena, answer), clock_monotonic_ms());
}

static void answer_run(void *context, int peer, const struct json *answer)
{
	send_json(context, peer, answer);
}

static void refuse(struct server *server, int peer, const char *run, const char *reason)
{
	ARENA(arena);
	struct json *answer = json_new(&arena, JSON_OBJECT);
	if (run)
		json_set_string(&arena, answer, "run", run);
	json_set_bool(&arena, answer, "started", false);
	json_set_string(&arena, answer, "reason", reason);
	send_json(server, peer, answer);
}

static void answer_ping(struct server *server, int peer)
{
	ARENA(arena);
	const struct hook_settings *settings = server->options->settings;
	const struct hook_queue *queue = &server->queue;
	bool busy = hook_queue_is_busy(queue);
	struct json *answer = json_new(&arena, JSON_OBJECT);
	struct json *names = json_new(&arena, JSON_ARRAY);
	for (size_t i = 0; i < settings->count; i++)
		json_push_string(&arena, names, settings->entries[i].name);
	json_set(&arena, answer, "hooks", names);
	json_set_bool(&arena, answer, "busy", busy);
	json_set_integer(&arena, answer, "waiting", (int64_t)queue->count - busy);
	send_json(server, peer, answer);
}

static void take_request(struct server *server, int peer)
{
	struct error error = ERROR_INIT;
	size_t length = 0;
	struct hook_task *task = hook_queue_new_task(peer);
	const char *bytes = hook_peer_request(&server->peers[peer], &length);
	struct hook_request *request = &task->request;
	if (!hook_request_read(request, &task->arena, bytes, length, &error)) {
		refuse(server, peer, NULL, error.message);
	} else if (request->kind == HOOK_REQUEST_PING) {
		answer_ping(server, peer);
	} else if (request->kind == HOOK_REQUEST_QUERY) {
		send_json(server, peer,
		          hook_queue_find(&server->queue, request->run, &task->arena));
	} else if (hook_queue_add(&server->queue, task, &error)) {
		return;
	} else {
		log_warning("hook", "run '%s' refused: %s", request->run, error.message);
		refuse(server, peer, request->run, error.message);
	}
	hook_queue_free_task(task);
}

static void turn_peers(struct server *server, const struct pollfd *polls, int64_t now)
{
	for (int i = 0; i < HOOK_SERVER_PEERS; i++) {
		struct hook_peer *peer = &server->peers[i];
		if (peer->socket < 0 || polls[i].fd != peer->socket)
			continue;
		switch (hook_peer_turn(peer, polls[i].revents, now)) {
		case HOOK_PEER_REQUEST:
			take_request(server, i);
			break;
		case HOOK_PEER_GONE:
			hook_queue_forget(&server->queue, i);
			hook_peer_close(peer);
			break;
		case HOOK_PEER_WAITING:
			break;
		}
	}
}

static int free_peer(const struct server *server)
{
	int i = 0;
	while (i < HOOK_SERVER_PEERS && server->peers[i].socket >= 0)
		i++;
	return i;
}

static void accept_peers(struct server *server, int64_t now)
{
	for (int place = free_peer(server); place < HOOK_SERVER_PEERS; place = free_peer(server)) {
		int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (socket < 0)
			return;
		if (hook_peer_is_allowed(socket, server->options->users,
		                         server->options->user_count)) {
			hook_peer_open(&server->peers[place], socket, now);
		} else {
			log_warning("hook", "a process of another user was turned away");
			memory_close_descriptor(&socket);
		}
	}
}

/* The second request to stop does not wait for the program any longer. */
static void take_signals(struct server *server, int64_t now)
{
	struct signalfd_siginfo information;
	while (read(server->signals, &information, sizeof(information)) ==
	       (ssize_t)sizeof(information)) {
		if (information.ssi_signo == SIGCHLD)
			continue;
		int64_t grace = server->stop_requests++ == 0 ? server->options->stop_grace : 0;
		hook_queue_close(&server->queue, now, grace * 1000);
	}
}

static int fill_polls(const struct server *server, struct pollfd *polls, int64_t now)
{
	bool full = free_peer(server) == HOOK_SERVER_PEERS;
	polls[SERVER_SIGNALS] = (struct pollfd){ .fd = server->signals, .events = POLLIN };
	polls[SERVER_LISTENER] =
		(struct pollfd){ .fd = full ? -1 : server->listener, .events = POLLIN };
	for (int i = 0; i < HOOK_SERVER_PEERS; i++)
		polls[SERVER_FIRST_PEER + i] = hook_peer_poll(&server->peers[i]);
	for (int i = 0; i < HOOK_JOB_POLLS; i++)
		polls[SERVER_FIRST_PIPE + i] = (struct pollfd){ .fd = -1 };
	hook_job_polls(&server->queue.job, polls + SERVER_FIRST_PIPE);
	int wait = hook_job_wait_ms(&server->queue.job, now);
	return wait >= 0 && wait < SERVER_TICK_MS ? wait : SERVER_TICK_MS;
}

static void serve(struct server *server)
{
	struct pollfd polls[SERVER_POLLS];
	while (server->stop_requests == 0 || hook_queue_is_busy(&server->queue)) {
		int wait = fill_polls(server, polls, clock_monotonic_ms());
		if (poll(polls, SERVER_POLLS, wait) < 0)
			continue;
		int64_t now = clock_monotonic_ms();
		take_signals(server, now);
		turn_peers(server, polls + SERVER_FIRST_PEER, now);
		accept_peers(server, now);
		hook_queue_turn(&server->queue, now);
	}
}

/* Answers are small: what the kernel does not take at once, nobody is there to read. */
static void close_all(struct server *server)
{
	for (int i = 0; i < HOOK_SERVER_PEERS; i++) {
		struct hook_peer *peer = &server->peers[i];
		if (peer->out.length > 0)
			hook_peer_turn(peer, POLLOUT, clock_monotonic_ms());
		if (peer->socket >= 0)
			hook_peer_close(peer);
	}
	hook_queue_release(&server->queue);
	memory_close_descriptor(&server->signals);
	if (server->listener >= 0)
		unlink(server->options->socket);
	memory_close_descriptor(&server->listener);
}

bool hook_server_run(const struct hook_server_options *options, struct error *error)
{
	struct server server CLEANUP(close_all) = {
		.options = options,
		.listener = -1,
		.signals = -1,
		.queue = { .settings = options->settings,
		           .state = options->state,
		           .answer = answer_run },
	};
	server.queue.context = &server;
	for (int i = 0; i < HOOK_SERVER_PEERS; i++)
		server.peers[i].socket = -1;
	if (!hook_journal_open(options->state, error) || !open_signals(&server, error))
		return false;
	server.listener = hook_socket_listen(options->socket, error);
	if (server.listener < 0)
		return false;
	log_info("hook", "ready on '%s' with %zu hooks", options->socket, options->settings->count);
	serve(&server);
	return true;
}
