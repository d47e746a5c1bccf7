/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The running sandbox: clock and waiting. */

#include "sandbox.h"

time_t sandbox_now(const struct sandbox *sandbox)
{
	return time(NULL) + sandbox->clock_offset;
}

bool sandbox_sleep(struct sandbox *sandbox, long milliseconds)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += milliseconds % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&sandbox->sleep_lock);
	int status = 0;
	while (!sandbox->stopping && status == 0)
		status = pthread_cond_timedwait(&sandbox->wake, &sandbox->sleep_lock, &until);
	bool running = !sandbox->stopping;
	pthread_mutex_unlock(&sandbox->sleep_lock);
	return running;
}

void sandbox_stop(struct sandbox *sandbox)
{
	pthread_mutex_lock(&sandbox->sleep_lock);
	sandbox->stopping = true;
	pthread_cond_broadcast(&sandbox->wake);
	pthread_mutex_unlock(&sandbox->sleep_lock);
}
