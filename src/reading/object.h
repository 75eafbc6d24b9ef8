/*
 * An object of PDF (ISO 32000-1, 7.3), as plain data in an arena.
 *
 *	struct budget budget = {OBJECTS_MAX};
 *	const struct object *object = object_read(&scanner, &budget);
 *	if (object == NULL)
 *		... what stands there is no object, or too large a one
 *	type = object_get(object, "Type");
 *
 * References are left as they are: pdf_file.h follows them.
 */
#ifndef READING_OBJECT_H
#define READING_OBJECT_H

#include <stddef.h>

#include "reading/token.h"

#define OBJECT_DEPTH 48	     /* brackets in brackets */
#define OBJECTS_MAX  400000 /* of one file, parts of objects included */

enum object_kind {
	OBJECT_NULL,
	OBJECT_BOOL,	 /* integer: 0 or 1 */
	OBJECT_INTEGER,
	OBJECT_REAL,	 /* its digits are in `bytes` */
	OBJECT_NAME,
	OBJECT_STRING,
	OBJECT_ARRAY,
	OBJECT_DICTIONARY,
	OBJECT_REFERENCE /* integer: the object's number */
};

struct object {
	enum object_kind kind;
	int64_t integer;
	const char *bytes; /* of name, string, real; decoded, with a NUL */
	size_t length;
	const struct object *items; /* of a dictionary: key, value, key ... */
	size_t count;		    /* of items */
	const char *stream;	    /* of a dictionary: raw bytes; NULL: none */
	size_t stream_length;
};

/* How many objects may still be made. */
struct budget {
	size_t objects;
};

/* NULL when what follows is no object, or the budget is used up. */
struct object *object_read(struct scanner *scanner, struct budget *budget);
/* A dictionary's entry; NULL when there is none, or it is no dictionary. */
const struct object *object_get(const struct object *dictionary,
	const char *key);
bool object_is_name(const struct object *object, const char *name);

#endif
