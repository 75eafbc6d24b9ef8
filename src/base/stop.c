/* Signals that end the program, as a file; see stop.h. */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

int stop_open(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	return signalfd(-1, &ends, SFD_CLOEXEC);
}
