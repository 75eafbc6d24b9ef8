/*
 * A process that was forked for a part of the work, and how it ended.
 *
 *	pid_t pid = child_fork("worker");
 *	if (pid == 0) {
 *		... works
 *		_exit(0);
 *	}
 *	...
 *	status = child_end(pid);
 *	child_report(status, "made", SECONDS, report);	when it died
 *
 * There must be no thread when one is forked. Where the system gives no
 * process, the program ends: without one nothing can be done.
 */
#ifndef BATCH_CHILD_H
#define BATCH_CHILD_H

#include <sys/types.h>

#include "base/report.h"

/* 0: in the child; `what` it is to be is told where it cannot be. */
pid_t child_fork(const char *what);
/* A pipe, to read from and to write to. */
void child_pipe(int ends[2]);
/* Waits for its end; its status is as of waitpid(). */
int child_end(pid_t pid);
/*
 * An error: what the recipient's letter was being "made" or "set" when the
 * process died, which may have taken so many seconds (SIGALRM).
 */
void child_report(int status, const char *done, int seconds,
	struct report *report);

#endif
