/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Limits by setrlimit and prctl, system calls by libseccomp. */
#include "worker_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define CONFINE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CONFINE_SANITIZED 1
#endif
#endif

#ifdef CONFINE_SANITIZED
/* The sanitizer reserves terabytes of addresses, so its own ceiling stands in for RLIMIT_AS; the
 * leak check would need ptrace; a stack that runs out is an end the tests ask for. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:handle_segv=0:allocator_may_return_null=1:max_allocation_size_mb=64";
}
#endif

#ifdef CONFINE_SANITIZED
/* Its reports look into /proc. */
#define CONFINE_REFUSAL SCMP_ACT_ERRNO(EPERM)
#else
#define CONFINE_REFUSAL SCMP_ACT_KILL_PROCESS
#endif

enum {
	/* Standard input, output and error. */
	CONFINE_DESCRIPTORS = 3,
};

static bool limit(int resource, rlim_t value, const char *name, struct error *error)
{
	struct rlimit both;
	if (getrlimit((__rlimit_resource_t)resource, &both) != 0)
		return error_set(error, ERROR_LOCAL, "limit '%s': %s", name, strerror(errno));
	if (both.rlim_max != RLIM_INFINITY && value > both.rlim_max)
		value = both.rlim_max;
	both = (struct rlimit){ .rlim_cur = value, .rlim_max = value };
	if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
		return error_set(error, ERROR_LOCAL, "limit '%s': %s", name, strerror(errno));
	return true;
}

static bool limit_memory(size_t memory, struct error *error)
{
#ifdef CONFINE_SANITIZED
	(void)memory;
	(void)error;
	return true;
#else
	return limit(RLIMIT_AS, memory, "address space", error);
#endif
}

bool worker_confine_process(size_t memory, struct error *error)
{
	if (clearenv() != 0 || setenv("TZ", "UTC0", 1) != 0)
		return error_set(error, ERROR_LOCAL, "environment: %s", strerror(errno));
	tzset();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return error_set(error, ERROR_LOCAL, "prctl: %s", strerror(errno));
	return limit(RLIMIT_CORE, 0, "core", error) && limit(RLIMIT_FSIZE, 0, "file size", error) &&
	       limit(RLIMIT_NOFILE, CONFINE_DESCRIPTORS, "descriptors", error) &&
	       limit_memory(memory, error);
}

static bool allow(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(read),
		SCMP_SYS(write),
		SCMP_SYS(writev),
		SCMP_SYS(poll),
		SCMP_SYS(ppoll),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(brk),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(madvise),
		SCMP_SYS(futex),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(sigaltstack),
	};
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return false;
	}
	return true;
}

/* Memory that is neither a file's nor executable, and abort(), which signals only ourselves. */
static bool allow_in_part(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp plain[] = {
		SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		SCMP_A3_64(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS),
	};
	struct scmp_arg_cmp look[] = { SCMP_A1_64(SCMP_CMP_EQ, F_GETFL, 0) };
	struct scmp_arg_cmp ourselves[] = { SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0) };
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, plain) == 0 &&
	       seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, plain) == 0 &&
	       seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, look) == 0 &&
	       seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, ourselves) == 0;
}

static void release_filter(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

bool worker_confine_calls(struct error *error)
{
	scmp_filter_ctx filter __attribute__((cleanup(release_filter))) =
		seccomp_init(CONFINE_REFUSAL);
	if (!filter || !allow(filter) || !allow_in_part(filter) || seccomp_load(filter) != 0)
		return error_set(
			error, ERROR_LOCAL,
			"seccomp: the filter cannot be loaded: the kernel needs CONFIG_SECCOMP_FILTER");
	return true;
}
