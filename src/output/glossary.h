/*
 * What the letters of a record share (lexicon.h), shown by the process that
 * writes the record to those that make letters. They pack what a letter was
 * made of as it is to stand in the record, and the one writer, whom all wait
 * for, has that much less to do.
 *
 *	struct glossary *glossary = record_glossary(record);	and fork
 *	...
 *	struct scribe *scribe = scribe_new(glossary);		in the child
 *	if (scribe_pack(scribe, &entry, &bytes, &packed))
 *		... packed.bytes are for an entry's `packed` (record.h)
 *	scribe_free(scribe);
 *
 * It is in memory that all of them have. The writer alone changes it, and only
 * adds to it; a letter whose form or dictionary is not there yet cannot be
 * packed, and goes to the writer as it is. After record_undo(), what was packed
 * with the record's glossary must not be put.
 */
#ifndef OUTPUT_GLOSSARY_H
#define OUTPUT_GLOSSARY_H

#include "base/text.h"
#include "output/record.h"

struct glossary;
struct scribe;

/* Empty. Without memory to share the program ends. */
struct glossary *glossary_new(void);
void glossary_free(struct glossary *glossary);
/* Where there is no room for it, it is not shown. */
void glossary_add_form(struct glossary *glossary, int64_t number,
	const struct text *form);
/* The first counts: it is the one to write with. */
void glossary_set_dictionary(struct glossary *glossary, int64_t number,
	const void *bytes, size_t length);

/* The record's own, empty at first: as letters are put, it fills. */
struct glossary *record_glossary(struct record *record);

/* The glossary is lent. */
struct scribe *scribe_new(const struct glossary *glossary);
void scribe_free(struct scribe *scribe);
/*
 * Appends an entry's name, printed figures and inputs, packed. Of `out`, the
 * form, the dictionary and the length are filled in. False: not yet.
 */
bool scribe_pack(struct scribe *scribe, const struct entry *entry,
	struct text *bytes, struct packed *out);

#endif
