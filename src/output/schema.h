/*
 * The tables of job.db: whose file it is, of which format, and how an older
 * one becomes one of today. Private to output/.
 *
 *	if (!schema_open(record, read_only, &is_new, report))
 */
#ifndef OUTPUT_SCHEMA_H
#define OUTPUT_SCHEMA_H

#include "output/store.h"

/*
 * The record is connected; afterwards its statements are prepared. Where it is
 * only read and there is nothing in it yet, `*is_empty` is true and they are
 * not.
 *
 * An older one is brought up to date in one transaction. Where it is only
 * read, it stays as it is: what it says goes into a database without a name,
 * which is then read, and gone with its connection.
 */
bool schema_open(struct record *record, bool read_only, bool *is_empty,
	struct report *report) MUST_CHECK;

#endif
