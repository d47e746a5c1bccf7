/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stands where the mapping worker does: hands its socket to a broker that keeps real workers warm
 * (_warm_mapper.py), and waits until it is ended. WARM_SOCKET is the broker's path, set when this is
 * compiled: a worker has no environment. */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = WARM_SOCKET };
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char byte = 'x';
	struct iovec bytes = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &bytes,
		                  .msg_iovlen = 1,
		                  .msg_control = control,
		                  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int broker = socket(AF_UNIX, SOCK_STREAM, 0), socket = STDIN_FILENO;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &socket, sizeof(int));
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (connect(broker, (struct sockaddr *)&name, sizeof(name)) != 0 ||
	    sendmsg(broker, &message, 0) != 1)
		return 1;
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	/* The broker ends the connection when a worker was lost: so does this, as a worker would. */
	return read(broker, &byte, 1) == 0 ? 1 : 0;
}
