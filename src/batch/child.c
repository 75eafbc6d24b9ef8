/* Processes of one's own; see child.h. */
#include "batch/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void child_pipe(int ends[2])
{
	if (pipe(ends) == 0)
		return;
	perror("lettermill: cannot make a pipe");
	exit(2);
}

pid_t child_fork(const char *what)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid >= 0)
		return pid;
	fprintf(stderr, "lettermill: cannot start a %s: %s\n", what,
		strerror(errno));
	exit(2);
}

int child_end(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

void child_report(int status, const char *done, int seconds,
	struct report *report)
{
	struct place nowhere = {0};

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		report_error(report, nowhere,
			"took longer than %d seconds and was given up",
			seconds);
	else if (WIFSIGNALED(status))
		report_error(report, nowhere,
			"the process that %s it died of signal %d (%s)", done,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		report_error(report, nowhere,
			"the process that %s it ended with status %d", done,
			WEXITSTATUS(status));
}
