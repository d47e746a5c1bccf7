/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: where they may come from, and wiping them. */
#include "base/secret.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_set(struct secret *secret, const void *bytes, size_t length)
{
	/* Copied first: bytes may be those of the secret itself. */
	unsigned char *copy = memory_allocate(length + 1);
	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	secret_release(secret);
	*secret = (struct secret){ .bytes_do_not_print = copy, .length = length };
}

bool secret_from_environment(struct secret *secret, const char *variable, struct error *error)
{
	char *value = getenv(variable);
	if (!value || !*value)
		return error_set(error, ERROR_LOCAL,
		                 "environment variable '%s' is %s: set it to the secret", variable,
		                 value ? "empty" : "not set");
	size_t length = strlen(value);
	if (length > LIMIT_SECRET_BYTES)
		return error_set(error, ERROR_LOCAL,
		                 "environment variable '%s' is longer than %d bytes", variable,
		                 LIMIT_SECRET_BYTES);
	secret_set(secret, value, length);
	/* Out of /proc/<pid>/environ too, not only out of the list. */
	memory_wipe(value, length);
	unsetenv(variable);
	return true;
}

static bool check_file(const struct stat *status, const char *path, struct error *error)
{
	if (!S_ISREG(status->st_mode))
		return error_set(error, ERROR_LOCAL, "secret file '%s' is not a regular file",
		                 path);
	if (status->st_uid != geteuid() && status->st_uid != 0)
		return error_set(
			error, ERROR_LOCAL,
			"secret file '%s' belongs to another user: give it to this one or to root",
			path);
	if (status->st_mode & (S_IRWXG | S_IRWXO))
		return error_set(error, ERROR_LOCAL,
		                 "secret file '%s' has rights for group or others: chmod 600 it",
		                 path);
	if (status->st_size > LIMIT_SECRET_BYTES)
		return error_set(error, ERROR_LOCAL, "secret file '%s' is larger than %d bytes",
		                 path, LIMIT_SECRET_BYTES);
	return true;
}

/* A buffer that is wiped when it goes. */
struct buffer {
	size_t length;
	char bytes[LIMIT_SECRET_BYTES];
};

static void wipe_buffer(struct buffer *buffer)
{
	memory_wipe(buffer, sizeof(*buffer));
}

static bool fill(struct buffer *buffer, int descriptor)
{
	while (buffer->length < sizeof(buffer->bytes)) {
		ssize_t got = read(descriptor, buffer->bytes + buffer->length,
		                   sizeof(buffer->bytes) - buffer->length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		buffer->length += (size_t)got;
	}
	return true;
}

bool secret_from_file(struct secret *secret, const char *path, struct error *error)
{
	CLEANUP(memory_close_descriptor)
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0 && errno == ELOOP)
		return error_set(error, ERROR_LOCAL,
		                 "secret file '%s' is a symbolic link: name the file itself", path);
	struct stat status;
	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		return error_set(error, ERROR_LOCAL, "cannot open secret file '%s': %s", path,
		                 strerror(errno));
	if (!check_file(&status, path, error))
		return false;
	CLEANUP(wipe_buffer) struct buffer buffer;
	buffer.length = 0;
	if (!fill(&buffer, descriptor))
		return error_set(error, ERROR_LOCAL, "cannot read secret file '%s': %s", path,
		                 strerror(errno));
	if (buffer.length && buffer.bytes[buffer.length - 1] == '\n')
		buffer.length--;
	if (!buffer.length)
		return error_set(error, ERROR_LOCAL,
		                 "secret file '%s' is empty: put the secret there", path);
	if (memchr(buffer.bytes, 0, buffer.length))
		return error_set(error, ERROR_LOCAL,
		                 "secret file '%s' holds a NUL byte: write it as text", path);
	secret_set(secret, buffer.bytes, buffer.length);
	return true;
}

bool secret_is_empty(const struct secret *secret)
{
	return !secret || !secret->length;
}

const char *secret_reveal(const struct secret *secret)
{
	return secret->bytes_do_not_print ? (const char *)secret->bytes_do_not_print : "";
}

void secret_release(struct secret *secret)
{
	if (secret->bytes_do_not_print)
		memory_wipe(secret->bytes_do_not_print, secret->length);
	free(secret->bytes_do_not_print);
	*secret = (struct secret){ 0 };
}

void secret_mask(const struct secret *secret, char *text)
{
	if (secret_is_empty(secret))
		return;
	const char *bytes = secret_reveal(secret);
	while ((text = strstr(text, bytes))) {
		memset(text, '*', secret->length);
		text += secret->length;
	}
}
