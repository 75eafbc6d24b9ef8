/*
 * What letters share; see lexicon.h.
 *
 * The first letter's values are a dictionary for the next ones, until there
 * are enough to train one. Zstandard's own overhead is kept low: a frame's
 * magic number, alike for all, is left out, and so is its dictionary's, which
 * the letter's row has.
 */
#include "output/lexicon.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zdict.h>

#include "output/compressor.h"
#include "output/glossary.h"
#include "output/packing.h"

#define FORMS	     LEXICON_FORMS
#define DICTIONARIES 4	       /* of a record, in memory to read with */
#define SAMPLES	     64	       /* letters to train a dictionary with */
#define SHOWN	     16384     /* bytes of letters in one, at most, */
#define CODES	     (LEXICON_DICTIONARY - SHOWN) /* and of all else */

struct dictionary {
	int64_t id;
	ZSTD_DDict *to_read;
};

struct lexicon {
	struct text forms[FORMS + 1]; /* by number, from 1 */
	size_t form_last;	      /* the one that was used last */
	bool has_forms;		      /* all of the record were read */
	bool shown[FORMS + 1];	      /* in the record's glossary */
	struct dictionary dictionaries[DICTIONARIES];
	size_t dictionary_next;
	int64_t writing; /* number of the dictionary to write with; 0: none */
	ZSTD_CDict *to_write;
	struct compressor compressor;
	ZSTD_DCtx *decompressor; /* NULL: the whole record's serves */
	struct text samples; /* to train with, one after the other */
	size_t sample_sizes[SAMPLES], sample_count;
	bool is_trained; /* or cannot be */
	struct text whole, form, values, frame; /* of the letter at work */
};

static struct lexicon *of(struct record *record)
{
	struct lexicon *lexicon = record->lexicon;

	if (lexicon == NULL) {
		lexicon = memory_new(sizeof(*lexicon));
		record->lexicon = lexicon;
	}
	return lexicon;
}

/* One is larger than all else that is kept of a shard. */
static ZSTD_DCtx *decompressor_of(struct record *record)
{
	struct lexicon *lexicon = of(record->whole != NULL ? record->whole
							   : record);

	if (lexicon->decompressor == NULL)
		lexicon->decompressor = ZSTD_createDCtx();
	return lexicon->decompressor;
}

void lexicon_free(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	for (size_t i = 0; i <= FORMS; i++)
		text_clear(&lexicon->forms[i]);
	for (size_t i = 0; i < DICTIONARIES; i++)
		ZSTD_freeDDict(lexicon->dictionaries[i].to_read);
	ZSTD_freeCDict(lexicon->to_write);
	compressor_clear(&lexicon->compressor);
	ZSTD_freeDCtx(lexicon->decompressor);
	text_clear(&lexicon->samples);
	text_clear(&lexicon->whole);
	text_clear(&lexicon->form);
	text_clear(&lexicon->values);
	text_clear(&lexicon->frame);
	free(lexicon);
}

void lexicon_forget(struct record *record)
{
	lexicon_free(record->lexicon);
	record->lexicon = NULL;
}

/* The new row's number; 0: it could not be added, as the record knows. */
static int64_t add_row(struct record *record, enum query query,
	const struct text *bytes)
{
	sqlite3_stmt *add = store_statement(record, query);
	int64_t number = 0;

	sqlite3_bind_blob(add, 1, text_string(bytes), (int)bytes->length,
		SQLITE_STATIC);
	if (sqlite3_step(add) == SQLITE_DONE)
		number = sqlite3_last_insert_rowid(record->database);
	store_end_reading(record, add);
	sqlite3_clear_bindings(add);
	return number;
}

/* ---- bytes ---- */

static bool decompress(struct record *record, const ZSTD_DDict *dictionary,
	const void *bytes, size_t length, struct text *out)
{
	static const unsigned char magic[FRAME_MAGIC] = {
		ZSTD_MAGICNUMBER & 255, ZSTD_MAGICNUMBER >> 8 & 255,
		ZSTD_MAGICNUMBER >> 16 & 255, ZSTD_MAGICNUMBER >> 24};
	struct text *frame = &of(record)->frame;
	unsigned long long size;
	char *room;
	size_t got;

	text_reset(frame);
	text_append(frame, magic, sizeof(magic));
	text_append(frame, bytes, length);
	size = ZSTD_getFrameContentSize(frame->data, frame->length);
	if (size > COMPRESSOR_MOST) /* as an error is, too */
		return false;
	text_reset(out);
	room = text_extend(out, (size_t)size);
	got = ZSTD_decompress_usingDDict(decompressor_of(record), room,
		(size_t)size, frame->data, frame->length, dictionary);
	if (got == size) /* no error is */
		return true;
	text_reset(out);
	return false;
}

/* ---- forms ---- */

/* Those of these numbers. */
static void read_forms(struct record *record, int64_t first, int64_t last)
{
	sqlite3_stmt *forms = store_statement(record, QUERY_FORMS);
	struct lexicon *lexicon = of(record);

	sqlite3_bind_int64(forms, 1, first);
	sqlite3_bind_int64(forms, 2, last);
	while (sqlite3_step(forms) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(forms, 0);

		if (!decompress(record, NULL, sqlite3_column_blob(forms, 1),
			(size_t)sqlite3_column_bytes(forms, 1),
			&lexicon->forms[id]))
			store_fault(record, SQLITE_CORRUPT);
	}
	store_end_reading(record, forms);
}

static const struct text *get_form(struct record *record, int64_t id)
{
	struct lexicon *lexicon = of(record);

	if (id < 1 || id > FORMS)
		return NULL;
	if (lexicon->forms[id].length == 0)
		read_forms(record, id, id);
	return lexicon->forms[id].length > 0 ? &lexicon->forms[id] : NULL;
}

/* Its number; 0: it is none that is known. */
static size_t find_form(struct lexicon *lexicon)
{
	const struct text *form = &lexicon->form;

	for (size_t i = 0, at = lexicon->form_last; i <= FORMS; i++, at++) {
		const struct text *known;

		at %= FORMS + 1;
		known = &lexicon->forms[at];
		if (known->length == form->length && memcmp(known->data,
			form->data, form->length) == 0)
			return at;
	}
	return 0;
}

static int64_t add_form(struct record *record)
{
	struct lexicon *lexicon = of(record);
	struct text packed = {0};
	int64_t id = 0;

	if (lexicon->forms[FORMS].length == 0 &&
		compressor_add(&lexicon->compressor, NULL, &lexicon->form,
			&packed))
		id = add_row(record, QUERY_ADD_FORM, &packed);
	text_clear(&packed);
	if (id <= 0 || id > FORMS)
		return 0;
	text_append(&lexicon->forms[id], lexicon->form.data,
		lexicon->form.length);
	return id;
}

/* Once, to who packs letters elsewhere. */
static void show_form(struct record *record, int64_t number)
{
	struct lexicon *lexicon = of(record);

	if (number == 0 || record->glossary == NULL || lexicon->shown[number])
		return;
	lexicon->shown[number] = true;
	glossary_add_form(record->glossary, number, &lexicon->forms[number]);
}

/* 0: there are too many. */
static int64_t number_of_form(struct record *record)
{
	struct lexicon *lexicon = of(record);
	int64_t number;

	if (!lexicon->has_forms)
		read_forms(record, 1, FORMS);
	lexicon->has_forms = true;
	number = (int64_t)find_form(lexicon);
	if (number == 0)
		number = add_form(record);
	lexicon->form_last = (size_t)number;
	show_form(record, number);
	return number;
}

/* ---- dictionaries ---- */

static void use_to_write(struct record *record, int64_t id,
	const void *bytes, size_t length)
{
	struct lexicon *lexicon = of(record);
	unsigned magic = ZSTD_MAGIC_DICTIONARY;

	ZSTD_freeCDict(lexicon->to_write);
	lexicon->to_write = compressor_dictionary(bytes, length);
	lexicon->writing = id;
	lexicon->is_trained = length > sizeof(magic) &&
		ZDICT_getDictID(bytes, length) != 0;
	if (lexicon->is_trained && record->glossary != NULL)
		glossary_set_dictionary(record->glossary, id, bytes, length);
}

static void add_dictionary(struct record *record, const struct text *bytes)
{
	int64_t id = add_row(record, QUERY_ADD_DICTIONARY, bytes);

	if (id > 0)
		use_to_write(record, id, bytes->data, bytes->length);
}

/* The record's last one, or else these values. */
static void find_to_write(struct record *record)
{
	sqlite3_stmt *last = store_statement(record, QUERY_LAST_DICTIONARY);
	struct lexicon *lexicon = of(record);
	struct text first = {0};

	if (sqlite3_step(last) == SQLITE_ROW)
		use_to_write(record, sqlite3_column_int64(last, 0),
			sqlite3_column_blob(last, 1),
			(size_t)sqlite3_column_bytes(last, 1));
	store_end_reading(record, last);
	if (lexicon->writing != 0)
		return;
	text_append(&first, lexicon->values.data,
		lexicon->values.length < SHOWN ? lexicon->values.length
					       : SHOWN);
	add_dictionary(record, &first);
	text_clear(&first);
}

/*
 * The latest samples as they are, with the codes that all would have. Letters
 * are as short by it as by what ZDICT_trainFromBuffer() picks from samples, or
 * shorter, and it takes a twentieth of the time.
 */
static void train(struct record *record)
{
	struct lexicon *lexicon = of(record);
	const struct text *samples = &lexicon->samples;
	size_t length = samples->length < SHOWN ? samples->length : SHOWN;
	struct text trained = {0};

	length = ZDICT_finalizeDictionary(
		text_extend(&trained, SHOWN + CODES), SHOWN + CODES,
		samples->data + samples->length - length, length,
		samples->data, lexicon->sample_sizes, SAMPLES,
		(ZDICT_params_t){.compressionLevel = COMPRESSOR_LEVEL});
	lexicon->is_trained = true;
	if (!ZDICT_isError(length)) {
		trained.length = length;
		add_dictionary(record, &trained);
	}
	text_clear(&trained);
	text_clear(&lexicon->samples);
}

static void take_sample(struct record *record)
{
	struct lexicon *lexicon = of(record);
	const struct text *values = &lexicon->values;

	if (lexicon->is_trained || values->length > SHOWN)
		return;
	text_append(&lexicon->samples, values->data, values->length);
	lexicon->sample_sizes[lexicon->sample_count++] = values->length;
	if (lexicon->sample_count == SAMPLES)
		train(record);
}

static const ZSTD_DDict *get_to_read(struct record *record, int64_t id)
{
	sqlite3_stmt *row = store_statement(record, QUERY_DICTIONARY);
	struct lexicon *lexicon = of(record);
	struct dictionary *next;

	for (size_t i = 0; i < DICTIONARIES; i++)
		if (lexicon->dictionaries[i].id == id)
			return lexicon->dictionaries[i].to_read;
	next = &lexicon->dictionaries[lexicon->dictionary_next];
	lexicon->dictionary_next = (lexicon->dictionary_next + 1) %
		DICTIONARIES;
	ZSTD_freeDDict(next->to_read);
	*next = (struct dictionary){0};
	sqlite3_bind_int64(row, 1, id);
	if (sqlite3_step(row) == SQLITE_ROW)
		*next = (struct dictionary){id, ZSTD_createDDict(
			sqlite3_column_blob(row, 0),
			(size_t)sqlite3_column_bytes(row, 0))};
	store_end_reading(record, row);
	return next->to_read;
}

/* ---- entries ---- */

void lexicon_pack(struct record *record, const struct entry *entry,
	struct text *bytes, struct packed *out)
{
	struct lexicon *lexicon = of(record);
	const struct text *from = &lexicon->values;

	text_reset(&lexicon->whole);
	packing_lay_out(entry->name, entry->printed, entry->inputs,
		&lexicon->whole);
	text_reset(&lexicon->form);
	text_reset(&lexicon->values);
	packing_part(lexicon->whole.data, &lexicon->form, &lexicon->values);
	if (lexicon->writing == 0)
		find_to_write(record);
	take_sample(record);
	*out = (struct packed){.record = record,
		.form = number_of_form(record),
		.dictionary = lexicon->writing};
	if (out->form == 0)
		from = &lexicon->whole;
	if (!compressor_add(&lexicon->compressor, lexicon->to_write, from,
		    bytes))
		store_fault(record, SQLITE_TOOBIG);
	out->bytes = text_string(bytes);
	out->length = bytes->length;
}

/* Into `whole`: all, or the beginning that has the first line. */
static bool read_packed(const struct packed *packed, bool first_alone)
{
	struct record *record = packed->record;
	struct text *whole = &of(record)->whole, *values = &of(record)->values;
	const ZSTD_DDict *dictionary = get_to_read(record, packed->dictionary);
	const struct text *form = get_form(record, packed->form);

	text_reset(whole);
	if (dictionary == NULL || (form == NULL && packed->form != 0) ||
		!decompress(record, dictionary, packed->bytes, packed->length,
			packed->form == 0 ? whole : values))
		return false;
	if (packed->form == 0)
		return true;
	return first_alone
		? packing_join_first(form, text_string(values), values->length,
			whole)
		: packing_join(form, text_string(values), values->length,
			whole);
}

/* What was packed, lent; "" where there is nothing. */
static const char *unpack(const struct packed *packed, bool first_alone)
{
	if (packed->length == 0)
		return "";
	if (read_packed(packed, first_alone))
		return text_string(&of(packed->record)->whole);
	store_fault(packed->record, SQLITE_CORRUPT);
	return "";
}

void lexicon_unpack(struct entry *entry, struct arena *arena)
{
	const char *at = unpack(&entry->packed, true);

	packing_read_first(at, arena, &entry->name, &entry->printed);
}

const char *lexicon_inputs(const struct packed *packed)
{
	const char *at = unpack(packed, false);

	at += strcspn(at, "\n");
	return at + (*at == '\n');
}
