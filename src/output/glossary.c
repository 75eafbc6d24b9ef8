/* Shared memory of a few pages, which fills once; see glossary.h. */
#include "output/glossary.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "output/compressor.h"
#include "output/lexicon.h"
#include "output/packing.h"
#include "output/store.h"

#define FORM_BYTES (1 << 20) /* of all forms; pages of it that none is on are
				not there */

struct shown_form {
	int64_t number;
	size_t start, length; /* in `bytes` */
};

/* What is behind a count, or a number, is written before that is. */
struct glossary {
	atomic_size_t form_count;
	_Atomic int64_t dictionary; /* its number; 0: there is none */
	size_t dictionary_length;
	char dictionary_bytes[LEXICON_DICTIONARY];
	struct shown_form forms[LEXICON_FORMS];
	char bytes[FORM_BYTES];
};

struct scribe {
	const struct glossary *glossary;
	struct compressor compressor;
	ZSTD_CDict *dictionary; /* NULL until it is shown */
	size_t last;		/* form that was found */
	struct text whole, form, values; /* of the letter at work */
};

struct glossary *glossary_new(void)
{
	return memory_share(sizeof(struct glossary));
}

void glossary_free(struct glossary *glossary)
{
	if (glossary != NULL)
		munmap(glossary, sizeof(*glossary));
}

void glossary_add_form(struct glossary *glossary, int64_t number,
	const struct text *form)
{
	size_t count = atomic_load(&glossary->form_count), start = 0;

	if (count > 0)
		start = glossary->forms[count - 1].start +
			glossary->forms[count - 1].length;
	if (count == LEXICON_FORMS || form->length > FORM_BYTES - start)
		return;
	memcpy(glossary->bytes + start, text_string(form), form->length);
	glossary->forms[count] = (struct shown_form){number, start,
		form->length};
	atomic_store(&glossary->form_count, count + 1);
}

void glossary_set_dictionary(struct glossary *glossary, int64_t number,
	const void *bytes, size_t length)
{
	if (atomic_load(&glossary->dictionary) != 0 ||
		length > sizeof(glossary->dictionary_bytes))
		return;
	memcpy(glossary->dictionary_bytes, bytes, length);
	glossary->dictionary_length = length;
	atomic_store(&glossary->dictionary, number);
}

struct glossary *record_glossary(struct record *record)
{
	if (record->glossary == NULL)
		record->glossary = glossary_new();
	return record->glossary;
}

/* ---- in a child ---- */

struct scribe *scribe_new(const struct glossary *glossary)
{
	struct scribe *scribe = memory_new(sizeof(*scribe));

	scribe->glossary = glossary;
	return scribe;
}

void scribe_free(struct scribe *scribe)
{
	if (scribe == NULL)
		return;
	compressor_clear(&scribe->compressor);
	ZSTD_freeCDict(scribe->dictionary);
	text_clear(&scribe->whole);
	text_clear(&scribe->form);
	text_clear(&scribe->values);
	free(scribe);
}

/* Its number; 0: it is not shown. Most letters have the form of the last. */
static int64_t find_form(struct scribe *scribe)
{
	const struct glossary *glossary = scribe->glossary;
	size_t count = atomic_load(&glossary->form_count);
	const struct text *form = &scribe->form;

	for (size_t i = 0; i < count; i++) {
		size_t at = (scribe->last + i) % count;
		const struct shown_form *shown = &glossary->forms[at];

		if (shown->length == form->length && memcmp(form->data,
			glossary->bytes + shown->start, form->length) == 0) {
			scribe->last = at;
			return shown->number;
		}
	}
	return 0;
}

static bool has_dictionary(struct scribe *scribe, int64_t *number)
{
	const struct glossary *glossary = scribe->glossary;

	*number = atomic_load(&glossary->dictionary);
	if (*number != 0 && scribe->dictionary == NULL)
		scribe->dictionary = compressor_dictionary(
			glossary->dictionary_bytes,
			glossary->dictionary_length);
	return scribe->dictionary != NULL;
}

bool scribe_pack(struct scribe *scribe, const struct entry *entry,
	struct text *bytes, struct packed *out)
{
	size_t start = bytes->length;

	if (!has_dictionary(scribe, &out->dictionary))
		return false;
	text_reset(&scribe->whole);
	text_reset(&scribe->form);
	text_reset(&scribe->values);
	packing_lay_out(entry->name, entry->printed, entry->inputs,
		&scribe->whole);
	packing_part(scribe->whole.data, &scribe->form, &scribe->values);
	out->form = find_form(scribe);
	if (out->form == 0 || !compressor_add(&scribe->compressor,
			scribe->dictionary, &scribe->values, bytes))
		return false;
	out->length = bytes->length - start;
	return true;
}
