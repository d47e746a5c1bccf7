/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A client that stalls holds up nobody but itself. */
#include "hook_peer.h"

#include "base/memory.h"
#include "hook_request.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEER_HEADER = 4 };

void hook_peer_open(struct hook_peer *peer, int socket, int64_t now)
{
	*peer = (struct hook_peer){ .socket = socket, .give_up = now + HOOK_PEER_PATIENCE_MS };
	peer->in.ceiling = HOOK_REQUEST_BYTES + PEER_HEADER;
}

void hook_peer_close(struct hook_peer *peer)
{
	memory_close_descriptor(&peer->socket);
	text_release(&peer->in);
	text_release(&peer->out);
	*peer = (struct hook_peer){ .socket = -1 };
}

bool hook_peer_is_allowed(int socket, const unsigned *users, size_t user_count)
{
	struct ucred other;
	socklen_t size = sizeof(other);
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &other, &size) != 0)
		return false;
	bool allowed = other.uid == 0 || other.uid == geteuid();
	for (size_t i = 0; i < user_count; i++)
		allowed = allowed || other.uid == users[i];
	return allowed;
}

struct pollfd hook_peer_poll(const struct hook_peer *peer)
{
	short events = 0;
	if (!peer->asked)
		events = POLLIN;
	else if (peer->out.length > 0)
		events = POLLOUT;
	return (struct pollfd){ .fd = peer->socket, .events = events };
}

static size_t request_length(const struct hook_peer *peer)
{
	const unsigned char *at = (const unsigned char *)peer->in.data;
	return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

static enum hook_peer_event receive(struct hook_peer *peer)
{
	char bytes[16 << 10];
	ssize_t got = recv(peer->socket, bytes, sizeof(bytes), 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return HOOK_PEER_WAITING;
	if (got <= 0)
		return HOOK_PEER_GONE;
	text_append_bytes(&peer->in, bytes, (size_t)got);
	if (peer->in.over)
		return HOOK_PEER_GONE;
	if (peer->in.length < PEER_HEADER)
		return HOOK_PEER_WAITING;
	if (request_length(peer) > HOOK_REQUEST_BYTES)
		return HOOK_PEER_GONE;
	return peer->in.length - PEER_HEADER >= request_length(peer) ? HOOK_PEER_REQUEST
	                                                             : HOOK_PEER_WAITING;
}

static enum hook_peer_event transmit(struct hook_peer *peer)
{
	ssize_t sent = send(peer->socket, peer->out.data + peer->sent,
	                    peer->out.length - peer->sent, MSG_NOSIGNAL);
	if (sent < 0)
		return errno == EAGAIN || errno == EINTR ? HOOK_PEER_WAITING : HOOK_PEER_GONE;
	peer->sent += (size_t)sent;
	return peer->sent == peer->out.length ? HOOK_PEER_GONE : HOOK_PEER_WAITING;
}

enum hook_peer_event hook_peer_turn(struct hook_peer *peer, short events, int64_t now)
{
	bool waits_for_program = peer->asked && peer->out.length == 0;
	if (!waits_for_program && now >= peer->give_up)
		return HOOK_PEER_GONE;
	if (!peer->asked && (events & (POLLIN | POLLHUP | POLLERR)))
		return receive(peer);
	if (events & (POLLHUP | POLLERR))
		return HOOK_PEER_GONE;
	return events & POLLOUT ? transmit(peer) : HOOK_PEER_WAITING;
}

const char *hook_peer_request(struct hook_peer *peer, size_t *length)
{
	peer->asked = true;
	*length = request_length(peer);
	return peer->in.data + PEER_HEADER;
}

void hook_peer_answer(struct hook_peer *peer, const char *text, int64_t now)
{
	size_t length = strlen(text);
	const unsigned char header[PEER_HEADER] = {
		(unsigned char)(length >> 24),
		(unsigned char)(length >> 16),
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};
	text_append_bytes(&peer->out, header, sizeof(header));
	text_append_bytes(&peer->out, text, length);
	peer->give_up = now + HOOK_PEER_PATIENCE_MS;
}
