/*
 * Preloaded into a run: a process stands still (SIGSTOP) before it gives its
 * letter number HALT_AT its name, for as long as there is a file HALT. What a
 * test does to a run that is at work is so done when it is, however quick the
 * machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int renameat(int from, const char *old, int to, const char *new)
{
	int (*real)(int, const char *, int, const char *);
	const char *dot = strrchr(new, '.');
	static int letters;

	*(void **)&real = dlsym(RTLD_NEXT, "renameat");
	if (dot != NULL && strcmp(dot, ".pdf") == 0 &&
		++letters == atoi(getenv("HALT_AT")) &&
		access(getenv("HALT"), F_OK) == 0)
		raise(SIGSTOP);
	return real(from, old, to, new);
}
