/*
 * Libraries that not every run needs, or not at once, loaded when one of their
 * functions is called for the first time. Nobody calls this by name: the
 * Makefile lists the libraries (LATE), and links the program with a stand-in
 * for each function of theirs that it calls, made of stand_ins.S. So a room
 * says what it always said,
 *
 *	curl_easy_init()
 *
 * and a run that sends no mail does not load libcurl, nor the 25 libraries
 * that it brings: they took a quarter of the time that a letter made by hand
 * takes, and a process that holds the key to sign is better without them.
 *
 * The program ends, saying why, when a library cannot be loaded, as it would
 * have at its start. On processors for which stand_ins.S has no words, all
 * libraries are linked in the common way.
 */
#ifndef LATE_LATE_H
#define LATE_LATE_H

#include <stddef.h>

/* As stand_ins.S lays it out. */
struct late_library {
	const char *soname; /* "libcurl.so.4" */
	const char *names;  /* of its functions, one behind the other's NUL */
	void **functions;   /* in that order; where each stand-in jumps to */
	size_t count;
};

/* Loads it and aims the stand-ins at its functions; any thread may. */
void late_load(const struct late_library *library);

#endif
