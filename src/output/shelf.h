/*
 * Where letters stand in the job's folder: all in letters/, or spread over
 * folders of it, so that none holds more files than people and programs like.
 *
 *	shelf_add("x.pdf", SHELVES_256, &file);	"letters/a4/x.pdf"
 *
 * The folder is told by a digest of the letter's name alone. So a letter stands
 * where it stands, however many others there are, in which order they are made
 * and by how many machines; and two letters of one name are seen, as they would
 * be in one folder.
 *
 * Nothing here fails.
 */
#ifndef OUTPUT_SHELF_H
#define OUTPUT_SHELF_H

#include "base/text.h"

/* In the order of the setting's words. */
enum shelves {
	SHELVES_FLAT,  /* letters/x.pdf */
	SHELVES_256,   /* letters/a4/x.pdf */
	SHELVES_65536, /* letters/a4/10/x.pdf */
};

/* Appends the file of the letter of that name, "x.pdf". */
void shelf_add(const char *name, enum shelves shelves, struct text *out);
/* "x.pdf" of such a file, lent, the same on all shelves; "" of none. */
const char *shelf_name(const char *file);

#endif
