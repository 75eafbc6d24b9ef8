/*
 * Passwords, PINs and files of keys: read once, never printed, wiped.
 *
 *	struct secret pin = {.file = "pin.txt", .place = place};
 *	if (!secret_get(&pin, "the token's PIN", &value, report))
 *		...
 *	secret_wipe(&pin);
 *
 * A file that anybody but its owner may read is refused, and so is a password
 * on the command line: there is no way to give one.
 */
#ifndef SIGN_SECRET_H
#define SIGN_SECRET_H

#include "base/report.h"

/* Where a password is; with neither, it is asked for at the terminal. */
struct secret {
	const char *file;     /* its first line; NULL: none */
	const char *variable; /* of the environment; NULL: none */
	struct place place;   /* where that is configured */
	char *value;	      /* once read; owned */
};

/* `what` it opens, for messages and the prompt; the value is lent. */
bool secret_get(struct secret *secret, const char *what, const char **value,
	struct report *report) MUST_CHECK;
void secret_wipe(struct secret *secret);

/* A file's bytes that are to be kept from others. */
struct private_bytes {
	char *data; /* ends in a NUL that `length` does not count */
	size_t length;
};

bool private_read(const char *path, const char *what, struct place place,
	struct private_bytes *out, struct report *report) MUST_CHECK;
void private_wipe(struct private_bytes *bytes);

#endif
