/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One writer at a time, by a lock file beside the store that ends with its process. */
#include "base/memory.h"
#include "base/text.h"
#include "store/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool refuse(const char *path, int descriptor, struct error *error)
{
	char holder[24] = { 0 };
	ssize_t length = pread(descriptor, holder, sizeof(holder) - 1, 0);
	size_t digits = length > 0 ? strspn(holder, "0123456789") : 0;
	holder[digits] = '\0';
	return error_set(error, ERROR_LOCAL,
	                 "store '%s' is in use by process %s; stop it first, or use a command that "
	                 "only reads",
	                 path, digits ? holder : "(unknown)");
}

bool store_lock_take(const char *path, int *descriptor, struct error *error)
{
	TEXT(name);
	text_print(&name, "%s.lock", path);
	int file __attribute__((cleanup(memory_close_descriptor))) =
		open(text_string(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (file < 0)
		return error_set(error, ERROR_LOCAL,
		                 "store '%s': can't make its lock file: %s; check that the folder "
		                 "exists and may be written",
		                 path, strerror(errno));
	if (flock(file, LOCK_EX | LOCK_NB) != 0)
		return refuse(path, file, error);
	TEXT(holder);
	/* What stands behind the number stays: store_trying.c reads it. */
	text_print(&holder, "%-20ld\n", (long)getpid());
	if (pwrite(file, holder.data, holder.length, 0) != (ssize_t)holder.length)
		return error_set(error, ERROR_LOCAL, "store '%s': can't write its lock file: %s",
		                 path, strerror(errno));
	*descriptor = file;
	file = -1;
	return true;
}

bool store_is_held(const char *path)
{
	TEXT(name);
	text_print(&name, "%s.lock", path);
	int file __attribute__((cleanup(memory_close_descriptor))) =
		open(text_string(&name), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	/* A shared lock that does not stand in the way of another one who only asks. */
	return file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/* The file stays: removing it would let two processes lock two files of one name. */
void store_lock_release(int *descriptor)
{
	memory_close_descriptor(descriptor);
	*descriptor = -1;
}
