/* The table of commands. */
#include "cli/command.h"

const struct command *const commands[] = {
	&command_init,
	&command_render,
	&command_check,
	&command_watch,
	&command_sign,
	&command_list,
	&command_explain,
	&command_verify,
	&command_proof,
	&command_approve,
	&command_unapprove,
	&command_status,
	&command_history,
	&command_mail,
	&command_send,
	&command_bounces,
	&command_export,
	&command_import,
	&command_words,
	&command_manual,
};
const size_t command_count = sizeof(commands) / sizeof(commands[0]);
