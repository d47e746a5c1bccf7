/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fills and prefixes error messages; nothing here allocates. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	if (!error)
		return false;
	/* Through a second buffer: callers quote the message that is already there. */
	char message[sizeof(error->message)];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	*error = (struct error){ .kind = kind };
	memcpy(error->message, message, strlen(message) + 1);
	return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
	if (!error)
		return false;
	char subject[sizeof(error->message)];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(subject, sizeof(subject), format, arguments);
	va_end(arguments);
	size_t room = sizeof(error->message) - 1;
	size_t front = strlen(subject);
	if (front > room - 2)
		front = room - 2;
	size_t rest = strlen(error->message);
	if (rest > room - 2 - front)
		rest = room - 2 - front;
	memmove(error->message + front + 2, error->message, rest);
	memcpy(error->message, subject, front);
	memcpy(error->message + front, ": ", 2);
	error->message[front + 2 + rest] = '\0';
	return false;
}
