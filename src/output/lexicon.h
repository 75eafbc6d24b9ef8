/*
 * What letters were made of, as the record holds it: by the form that many
 * share (packing.h), what stands in it compressed with a dictionary that all
 * share. Private to output/.
 *
 *	lexicon_pack(record, &entry, &bytes, &packed);
 *	...
 *	lexicon_unpack(&entry, &arena);
 *
 * Forms and dictionaries are only ever added; of each, no more is in memory
 * than a fixed number.
 */
#ifndef OUTPUT_LEXICON_H
#define OUTPUT_LEXICON_H

#include "base/text.h"
#include "output/store.h"

#define LEXICON_FORMS	   256	       /* a record has at most */
#define LEXICON_DICTIONARY (16384 + 512) /* bytes of one, at most */

struct lexicon;

void lexicon_free(struct lexicon *lexicon);
/* What is in memory may not be in the record: a group was not committed. */
void lexicon_forget(struct record *record);

/*
 * Packs an entry's name, printed figures and inputs; the bytes are appended
 * and lent. Where they cannot be, the record has a fault.
 */
void lexicon_pack(struct record *record, const struct entry *entry,
	struct text *bytes, struct packed *out);
/*
 * The reverse, of what the entry was read with: its name and figures, in the
 * arena. Where the bytes are none of these, they are "" and the record has a
 * fault.
 */
void lexicon_unpack(struct entry *entry, struct arena *arena);
/* Likewise the inputs, which most do not ask for; lent until the next call. */
const char *lexicon_inputs(const struct packed *packed);

#endif
