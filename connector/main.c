/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands, in the order in which people meet them. */
#include "service/command.h"

int main(int argc, char **argv)
{
	static const struct command *const commands[] = {
		&command_init,  &command_check,  &command_discover, &command_plan,
		&command_apply, &command_follow, &command_sync,     &command_run,
		&command_stage, &command_brake,  &command_outbox,   &command_hook,
		&command_list,  &command_show,   &command_explain,  &command_tickets,
		&command_audit, &command_map,    &command_plugins,  &command_backup,
		NULL,
	};
	return command_main(commands, argc, argv);
}
