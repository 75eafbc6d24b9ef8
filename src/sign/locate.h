/*
 * Finds the signature of a PDF without reading the PDF.
 *
 *	switch (signature_locate(file, length, &found, &why))
 *
 * What is asked for is exact: one `/ByteRange[0 A B C]` that leaves out nothing
 * but the value of /Contents in the same dictionary `N 0 obj <<...>> endobj`,
 * whose /Type is /Sig, /SubFilter /ETSI.CAdES.detached, and /M a time in UTC;
 * the file begins with %PDF- and ends with %%EOF and one line end at most.
 */
#ifndef SIGN_LOCATE_H
#define SIGN_LOCATE_H

#include <stddef.h>
#include <time.h>

#include "sign/hole.h"

enum locate_state { LOCATE_NONE, LOCATE_WRONG, LOCATE_FOUND };

struct located {
	struct hole hole;
	time_t at; /* of /M */
};

/* *why is lent, and says of LOCATE_WRONG what is wrong. */
enum locate_state signature_locate(const char *file, size_t length,
	struct located *out, const char **why);

#endif
