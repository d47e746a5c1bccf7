/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Two buffers and poll. */
#include "mapping/mapping_channel.h"

#include "base/limits.h"
#include "base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CHANNEL_HEADER = 4,
	CHANNEL_READ = 64 << 10,
};

void mapping_channel_open(struct mapping_channel *channel, int socket)
{
	*channel = (struct mapping_channel){ .socket = socket };
	channel->out.ceiling = 4 * LIMIT_FRAME_BYTES;
	fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

void mapping_channel_close(struct mapping_channel *channel)
{
	if (channel->socket >= 0)
		close(channel->socket);
	text_release(&channel->out);
	memory_free_pointer(&channel->in);
	*channel = (struct mapping_channel){ .socket = -1 };
}

void mapping_channel_queue(struct mapping_channel *channel, const void *bytes, size_t length)
{
	const unsigned char header[CHANNEL_HEADER] = {
		(unsigned char)(length >> 24),
		(unsigned char)(length >> 16),
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};
	text_append_bytes(&channel->out, header, sizeof(header));
	text_append_bytes(&channel->out, bytes, length);
}

size_t mapping_channel_pending(const struct mapping_channel *channel)
{
	return channel->out.length - channel->out_sent;
}

static bool may_repeat(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static bool send_some(struct mapping_channel *channel)
{
	ssize_t sent = send(channel->socket, channel->out.data + channel->out_sent,
	                    mapping_channel_pending(channel), MSG_NOSIGNAL);
	if (sent < 0)
		return may_repeat();
	channel->out_sent += (size_t)sent;
	if (mapping_channel_pending(channel) == 0) {
		text_clear(&channel->out);
		channel->out_sent = 0;
	}
	return true;
}

static void make_room(struct mapping_channel *channel)
{
	channel->in_length -= channel->in_taken;
	if (channel->in_length > 0)
		memmove(channel->in, channel->in + channel->in_taken, channel->in_length);
	channel->in_taken = 0;
	if (channel->in_capacity - channel->in_length >= CHANNEL_READ)
		return;
	channel->in_capacity = 2 * channel->in_capacity + CHANNEL_READ;
	channel->in = memory_resize(channel->in, channel->in_capacity);
}

static bool receive_some(struct mapping_channel *channel)
{
	make_room(channel);
	ssize_t got = recv(channel->socket, channel->in + channel->in_length,
	                   channel->in_capacity - channel->in_length, 0);
	if (got <= 0)
		return got < 0 && may_repeat();
	channel->in_length += (size_t)got;
	return true;
}

static size_t frame_length(const struct mapping_channel *channel)
{
	const unsigned char *at = (const unsigned char *)channel->in + channel->in_taken;
	return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

static bool has_header(const struct mapping_channel *channel)
{
	return channel->in_length - channel->in_taken >= CHANNEL_HEADER;
}

/* What was received before the end is read first: a dying worker's last answers count. */
enum mapping_channel_event mapping_channel_turn(struct mapping_channel *channel, int timeout_ms)
{
	struct pollfd wait = { .fd = channel->socket, .events = POLLIN };
	if (mapping_channel_pending(channel) > 0)
		wait.events |= POLLOUT;
	int ready = poll(&wait, 1, timeout_ms < 0 ? 0 : timeout_ms);
	if (ready < 0)
		return errno == EINTR ? MAPPING_CHANNEL_MOVED : MAPPING_CHANNEL_CLOSED;
	if (ready == 0)
		return MAPPING_CHANNEL_IDLE;
	if (wait.revents & (POLLIN | POLLHUP | POLLERR)) {
		if (!receive_some(channel))
			return MAPPING_CHANNEL_CLOSED;
	}
	if ((wait.revents & POLLOUT) && !send_some(channel) && !(wait.revents & POLLIN))
		return MAPPING_CHANNEL_CLOSED;
	if (has_header(channel) && frame_length(channel) > LIMIT_FRAME_BYTES)
		return MAPPING_CHANNEL_CLOSED;
	return MAPPING_CHANNEL_MOVED;
}

const char *mapping_channel_take(struct mapping_channel *channel, size_t *length)
{
	if (!has_header(channel))
		return NULL;
	size_t size = frame_length(channel);
	if (channel->in_length - channel->in_taken - CHANNEL_HEADER < size)
		return NULL;
	const char *frame = channel->in + channel->in_taken + CHANNEL_HEADER;
	channel->in_taken += CHANNEL_HEADER + size;
	*length = size;
	return frame;
}
