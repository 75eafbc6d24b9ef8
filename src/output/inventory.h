/*
 * A list of files in order of their names, as long as it may be: it is kept on
 * disk (a database of SQLite's that has no name and is gone at its end), so
 * that memory does not grow with it.
 *
 *	struct inventory *inventory = NULL;
 *	if (!inventory_open(&inventory, report))
 *		goto out;
 *	inventory_add(inventory, &(struct listed_file){.name = "out/a.pdf",
 *		.path = "/srv/out/a.pdf"}, report)
 *	inventory_each(inventory, handler, context, report)
 *	inventory_close(inventory);
 *
 * Two names that differ in the case of ASCII letters alone are the same file
 * on some systems, so the second is refused, as one that is there already is.
 */
#ifndef OUTPUT_INVENTORY_H
#define OUTPUT_INVENTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/report.h"
#include "sign/digest.h"

struct listed_file {
	const char *name;
	const char *path;	 /* where it lies; NULL: nowhere yet */
	int64_t size;		 /* bytes */
	bool is_private;	 /* its owner alone may read it */
	const char *sha256;	 /* hexadecimal; NULL: not known yet */
};

struct inventory;

bool inventory_open(struct inventory **out, struct report *report) MUST_CHECK;
void inventory_close(struct inventory *inventory);

bool inventory_add(struct inventory *inventory, const struct listed_file *item,
	struct report *report) MUST_CHECK;
/* Of one that is there: what its bytes were found to be. */
bool inventory_measure(struct inventory *inventory, const char *name,
	int64_t size, const char *sha256, struct report *report) MUST_CHECK;
/*
 * False: there is none of just that name, or SQLite failed, as it will then at
 * the next function with a report.
 */
bool inventory_find(struct inventory *inventory, const char *name,
	int64_t *size, char sha256[DIGEST_HEX]);
/* Marks it: false where there is none, or where it was marked before. */
bool inventory_tick(struct inventory *inventory, const char *name);

/* Lent for the call; returns false to stop, which is then returned. */
typedef bool item_handler(void *context, const struct listed_file *item);

/* All, in order; the handler may measure and tick. */
bool inventory_each(struct inventory *inventory, item_handler *handler,
	void *context, struct report *report) MUST_CHECK;
/* The same of those that are not marked. */
bool inventory_each_left(struct inventory *inventory, item_handler *handler,
	void *context, struct report *report) MUST_CHECK;

#endif
