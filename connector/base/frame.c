/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Frames over pipes and sockets, with a time limit on each. */
#include "base/frame.h"
#include "base/arena.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 4 };

/* Waits until the descriptor can be used or the deadline has passed. */
static bool wait_for(int descriptor, short events, int64_t deadline, struct error *error)
{
	for (;;) {
		int64_t left = deadline - clock_monotonic_ms();
		struct pollfd wanted = { .fd = descriptor, .events = events };
		int ready = poll(&wanted, 1, left > 0 ? (int)left : 0);
		if (ready > 0)
			return true;
		if (ready == 0)
			return error_set(error, ERROR_RETRY, "the other process did not %s in time",
			                 events == POLLIN ? "answer" : "read");
		if (errno != EINTR)
			return error_set(error, ERROR_RETRY,
			                 "cannot wait for the other process: %s", strerror(errno));
	}
}

static bool send_all(int descriptor, const unsigned char *bytes, size_t length, int64_t deadline,
                     struct error *error)
{
	/* A pipe that poll calls writable takes this much without blocking, and may block on more. */
	size_t most = fcntl(descriptor, F_GETFL) & O_NONBLOCK ? SIZE_MAX : PIPE_BUF;
	while (length) {
		if (!wait_for(descriptor, POLLOUT, deadline, error))
			return false;
		ssize_t sent = write(descriptor, bytes, length < most ? length : most);
		if (sent < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (sent < 0)
			return error_set(error, ERROR_RETRY,
			                 "cannot write to the other process: %s", strerror(errno));
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

bool frame_write(int descriptor, const void *bytes, size_t length, int timeout_ms,
                 struct error *error)
{
	if (length > UINT32_MAX)
		return error_set(error, ERROR_ITEM, "a frame of %zu bytes is too long to send",
		                 length);
	int64_t deadline = clock_monotonic_ms() + timeout_ms;
	unsigned char start[PIPE_BUF] = {
		(unsigned char)(length >> 24),
		(unsigned char)(length >> 16),
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};
	/* What fits goes out with the length, in one call. */
	size_t fits = length < sizeof(start) - HEADER ? length : sizeof(start) - HEADER;
	if (fits)
		memcpy(start + HEADER, bytes, fits);
	if (!send_all(descriptor, start, HEADER + fits, deadline, error))
		return false;
	return fits == length || send_all(descriptor, (const unsigned char *)bytes + fits,
	                                  length - fits, deadline, error);
}

/* Reads until all is there or the file ends; *got tells how much came. */
static bool receive(int descriptor, char *bytes, size_t length, size_t *got, int64_t deadline,
                    struct error *error)
{
	*got = 0;
	while (*got < length) {
		if (!wait_for(descriptor, POLLIN, deadline, error))
			return false;
		ssize_t count = read(descriptor, bytes + *got, length - *got);
		if (count == 0)
			return true;
		if (count < 0 && errno != EINTR && errno != EAGAIN)
			return error_set(error, ERROR_RETRY,
			                 "cannot read from the other process: %s", strerror(errno));
		if (count > 0)
			*got += (size_t)count;
	}
	return true;
}

char *frame_read(int descriptor, struct arena *arena, size_t ceiling, int timeout_ms,
                 size_t *length, struct error *error)
{
	int64_t deadline = clock_monotonic_ms() + timeout_ms;
	unsigned char header[HEADER];
	size_t got;
	*length = 0;
	if (!receive(descriptor, (char *)header, HEADER, &got, deadline, error))
		return NULL;
	if (got == 0) {
		if (error)
			*error = ERROR_INIT;
		return NULL;
	}
	size_t size = (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 |
	              header[3];
	if (got == HEADER && size > ceiling) {
		error_set(error, ERROR_ITEM,
		          "the other process sent a frame of %zu bytes, at most %zu are allowed",
		          size, ceiling);
		return NULL;
	}
	char *bytes = got == HEADER ? arena_allocate(arena, size + 1) : NULL;
	if (bytes && !receive(descriptor, bytes, size, &got, deadline, error))
		return NULL;
	if (!bytes || got < size) {
		error_set(error, ERROR_RETRY, "the other process ended in the middle of a frame");
		return NULL;
	}
	*length = size;
	return bytes;
}
