/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines on standard error: level, subject, message, key=value. Control characters in values are
 * escaped. Secrets cannot be passed: they have no text. */
#pragma once
#include <stdbool.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Default LOG_WARNING. With systemd's journal (JOURNAL_STREAM) the <N> prefixes are used. */
void log_set_level(enum log_level level);
void log_write(enum log_level level, const char *subject, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
#define log_error(subject, ...)   log_write(LOG_ERROR, subject, __VA_ARGS__)
#define log_warning(subject, ...) log_write(LOG_WARNING, subject, __VA_ARGS__)
#define log_info(subject, ...)    log_write(LOG_INFO, subject, __VA_ARGS__)
#define log_debug(subject, ...)   log_write(LOG_DEBUG, subject, __VA_ARGS__)
