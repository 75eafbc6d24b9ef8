/*
 * Objects by their numbers. The cross-reference says where each begins: at a
 * byte of the file, or in an object stream. An object is read when it is first
 * asked for, and kept.
 *
 * Reading one object can ask for another (a stream's length, an object stream),
 * and a hostile file leads these round in circles: how deep they go is bounded.
 */
#include "reading/pdf_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "reading/inflate.h"

#define SECTIONS_MAX 16	  /* of cross-reference, each a save of the file */
#define DEPTH_MAX    8	  /* objects asked for while one is read */
#define TAIL	     2048 /* bytes in which startxref has to stand */
#define STREAMS_MAX  1024 /* that hold objects */
#define STREAM_WORK  1024 /* of opening a stream, even an empty one */

enum where { NOT_SEEN, FREE, AT_BYTE, IN_STREAM };

struct entry {
	enum where where;
	int64_t at;    /* a byte of the file; the number of a stream */
	int64_t place; /* in that stream */
	bool was_read;
	const struct object *object;
};

/* An object stream, unpacked. */
struct packed {
	int64_t number;
	struct text bytes;
	int64_t *numbers, *begins; /* of its objects */
	size_t count;
};

struct pdf_file {
	const char *bytes;
	size_t length;
	struct arena arena;
	struct budget budget;
	size_t unpacked; /* bytes that may still be unpacked */
	size_t work;	 /* that may still be done */
	struct entry *entries;
	size_t count, room;
	const struct object *trailer;
	struct packed *streams;
	size_t stream_count, stream_room;
	int depth;
	const char *fault;
};

/* ---- faults ---- */

bool pdf_file_refuse(struct pdf_file *file, const char *format, ...)
{
	char words[256];
	va_list args;

	if (file->fault != NULL)
		return false;
	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	file->fault = arena_strdup(&file->arena, words);
	return false;
}

const char *pdf_file_fault(const struct pdf_file *file)
{
	return file->fault;
}

bool pdf_file_work(struct pdf_file *file, size_t amount)
{
	if (amount > file->work)
		return pdf_file_refuse(file, "it takes more work to read than "
			"a letter does");
	file->work -= amount;
	return true;
}

/* ---- one object at its place ---- */

static struct scanner scanner_at(struct pdf_file *file, int64_t at)
{
	return (struct scanner){file->bytes + at, file->bytes + file->length,
		&file->arena};
}

static bool take_word(struct scanner *scanner, const char *word)
{
	struct token token;

	token_next(scanner, &token);
	return token_is(&token, TOKEN_WORD, word);
}

static bool take_integer(struct scanner *scanner, int64_t most, int64_t *out)
{
	struct token token;

	token_next(scanner, &token);
	*out = token.integer;
	return token.kind == TOKEN_INTEGER && token.integer >= 0 &&
		token.integer <= most;
}

/* What follows the word `stream`, up to `endstream`. */
static bool read_stream(struct pdf_file *file, struct scanner *scanner,
	struct object *object)
{
	const struct object *length = pdf_file_get(file, object, "Length");

	if (scanner->at < scanner->end && *scanner->at == '\r')
		scanner->at++;
	if (scanner->at == scanner->end || *scanner->at++ != '\n')
		return false;
	if (length == NULL || length->kind != OBJECT_INTEGER ||
		length->integer < 0 ||
		length->integer > scanner->end - scanner->at)
		return false;
	object->stream = scanner->at;
	object->stream_length = (size_t)length->integer;
	scanner->at += length->integer;
	return take_word(scanner, "endstream");
}

/* "12 0 obj ... endobj" */
static const struct object *read_object_at(struct pdf_file *file,
	int64_t number, int64_t at)
{
	struct scanner scanner = scanner_at(file, at);
	struct object *object = NULL;
	struct token token;
	int64_t found, generation;

	if (!take_integer(&scanner, INT64_MAX, &found) || found != number ||
		!take_integer(&scanner, 65535, &generation) ||
		!take_word(&scanner, "obj"))
		goto faulty;
	object = object_read(&scanner, &file->budget);
	if (object == NULL)
		goto faulty;
	token_next(&scanner, &token);
	if (token_is(&token, TOKEN_WORD, "stream") &&
		object->kind == OBJECT_DICTIONARY) {
		if (!read_stream(file, &scanner, object))
			goto faulty;
		token_next(&scanner, &token);
	}
	/* Objects can lie within one another. */
	if (token_is(&token, TOKEN_WORD, "endobj"))
		return pdf_file_work(file, (size_t)(scanner.at - file->bytes -
			at) - object->stream_length) ? object : NULL;
faulty:
	pdf_file_refuse(file, "object %lld is not where its cross-reference "
		"says, or cannot be read", (long long)number);
	return NULL;
}

/* ---- object streams (7.5.7) ---- */

static bool unpack_objects(struct pdf_file *file, const struct object *stream,
	struct packed *out)
{
	const struct object *count = pdf_file_get(file, stream, "N");
	const struct object *first = pdf_file_get(file, stream, "First");
	struct scanner scanner;
	int64_t room;

	if (!object_is_name(pdf_file_get(file, stream, "Type"), "ObjStm") ||
		count == NULL || count->kind != OBJECT_INTEGER ||
		first == NULL || first->kind != OBJECT_INTEGER ||
		!pdf_file_stream(file, stream, &out->bytes))
		return false;
	room = (int64_t)out->bytes.length;
	if (first->integer < 0 || first->integer > room ||
		count->integer < 0 || count->integer > first->integer ||
		count->integer > OBJECTS_MAX)
		return false;
	out->count = (size_t)count->integer;
	out->numbers = arena_new(&file->arena,
		out->count * sizeof(*out->numbers));
	out->begins = arena_new(&file->arena,
		out->count * sizeof(*out->begins));
	scanner = (struct scanner){text_string(&out->bytes),
		text_string(&out->bytes) + first->integer, &file->arena};
	for (size_t i = 0; i < out->count; i++) {
		if (!take_integer(&scanner, INT64_MAX, &out->numbers[i]) ||
			!take_integer(&scanner, room - first->integer,
				&out->begins[i]))
			return false;
		out->begins[i] += first->integer;
	}
	return true;
}

static const struct packed *find_packed(struct pdf_file *file, int64_t number)
{
	struct packed one = {.number = number};
	bool done;

	for (size_t i = 0; i < file->stream_count; i++)
		if (file->streams[i].number == number)
			return &file->streams[i];
	if (number < 0 || number >= (int64_t)file->count ||
		file->entries[number].where != AT_BYTE ||
		file->stream_count == STREAMS_MAX)
		return NULL;
	/* Only then is there a place for it: reading it can add others. */
	done = unpack_objects(file, pdf_file_object(file, number), &one);
	ARRAY_RESERVE(file->streams, file->stream_count, file->stream_room);
	file->streams[file->stream_count++] = one;
	return done ? &file->streams[file->stream_count - 1] : NULL;
}

static const struct object *read_packed(struct pdf_file *file, int64_t number,
	const struct entry *entry)
{
	const struct packed *packed = find_packed(file, entry->at);
	const struct object *object = NULL;
	struct scanner scanner;

	if (packed != NULL && entry->place < (int64_t)packed->count &&
		packed->numbers[entry->place] == number) {
		const char *bytes = text_string(&packed->bytes);

		scanner = (struct scanner){
			bytes + packed->begins[entry->place],
			bytes + packed->bytes.length, &file->arena};
		object = object_read(&scanner, &file->budget);
		(void)pdf_file_work(file, (size_t)(scanner.at - bytes) -
			(size_t)packed->begins[entry->place]);
	}
	if (object == NULL)
		pdf_file_refuse(file, "object %lld is not in the object "
			"stream %lld, or cannot be read", (long long)number,
			(long long)entry->at);
	return object;
}

/* ---- objects ---- */

const struct object *pdf_file_object(struct pdf_file *file, int64_t number)
{
	struct entry *entry;

	if (file->fault != NULL || number < 0 || number >= (int64_t)file->count)
		return NULL;
	entry = &file->entries[number];
	if (entry->was_read || entry->where < AT_BYTE)
		return entry->object;
	if (file->depth == DEPTH_MAX) {
		pdf_file_refuse(file, "object %lld needs others that need it",
			(long long)number);
		return NULL;
	}
	file->depth++;
	entry->object = entry->where == AT_BYTE
		? read_object_at(file, number, entry->at)
		: read_packed(file, number, entry);
	entry->was_read = true;
	file->depth--;
	return file->fault == NULL ? entry->object : NULL;
}

const struct object *pdf_file_follow(struct pdf_file *file,
	const struct object *object)
{
	for (int i = 0; i < DEPTH_MAX; i++) {
		if (object == NULL || object->kind != OBJECT_REFERENCE)
			return file->fault == NULL ? object : NULL;
		object = pdf_file_object(file, object->integer);
	}
	pdf_file_refuse(file, "a reference leads to no end of others");
	return NULL;
}

const struct object *pdf_file_get(struct pdf_file *file,
	const struct object *dictionary, const char *key)
{
	if (dictionary != NULL && !pdf_file_work(file, dictionary->count))
		return NULL;
	return pdf_file_follow(file, object_get(dictionary, key));
}

const struct object *pdf_file_catalog(struct pdf_file *file)
{
	const struct object *catalog =
		pdf_file_get(file, file->trailer, "Root");

	if (catalog == NULL || catalog->kind != OBJECT_DICTIONARY) {
		pdf_file_refuse(file, "there is no catalog");
		return NULL;
	}
	return catalog;
}

const struct object *pdf_file_info(struct pdf_file *file)
{
	return pdf_file_get(file, file->trailer, "Info");
}

/* ---- streams ---- */

/* The filter of a stream of one, and its parameters; false: another. */
static bool find_filter(struct pdf_file *file, const struct object *stream,
	bool *is_packed, const struct object **parameters)
{
	const struct object *filter = pdf_file_get(file, stream, "Filter");
	const struct object *found =
		pdf_file_get(file, stream, "DecodeParms");

	*is_packed = filter != NULL && filter->kind != OBJECT_NULL;
	if (*is_packed && filter->kind == OBJECT_ARRAY) {
		if (filter->count > 1)
			return false;
		*is_packed = filter->count == 1;
		filter = *is_packed ? pdf_file_follow(file, filter->items)
				    : NULL;
		found = found == NULL || found->kind != OBJECT_ARRAY ||
			found->count == 0 ? NULL
			: pdf_file_follow(file, found->items);
	}
	*parameters = found;
	return !*is_packed || object_is_name(filter, "FlateDecode");
}

static int64_t integer_or(const struct object *object, int64_t preset)
{
	return object != NULL && object->kind == OBJECT_INTEGER
		? object->integer : preset;
}

static bool take_back_predictor(struct pdf_file *file,
	const struct object *parameters, struct text *bytes)
{
	int64_t columns = integer_or(pdf_file_get(file, parameters, "Columns"),
		1);

	if (integer_or(pdf_file_get(file, parameters, "Predictor"), 1) == 1)
		return true;
	return integer_or(pdf_file_get(file, parameters, "Predictor"), 1) >=
		10 && columns > 0 && columns < 65536 &&
		integer_or(pdf_file_get(file, parameters, "Colors"), 1) == 1 &&
		integer_or(pdf_file_get(file, parameters, "BitsPerComponent"),
			8) == 8 &&
		unpredict(bytes, (size_t)columns);
}

bool pdf_file_stream(struct pdf_file *file, const struct object *stream,
	struct text *out)
{
	const struct object *parameters;
	struct text bytes = {0};
	bool is_packed, done;

	if (file->fault != NULL || !pdf_file_work(file, STREAM_WORK))
		return false;
	if (stream == NULL || stream->stream == NULL)
		return pdf_file_refuse(file, "a stream is missing");
	if (!find_filter(file, stream, &is_packed, &parameters))
		return pdf_file_refuse(file, "a stream has a filter other "
			"than /FlateDecode");
	if (!is_packed && stream->stream_length <= file->unpacked) {
		text_append(&bytes, stream->stream, stream->stream_length);
		done = true;
	} else {
		done = is_packed && inflate_bytes(stream->stream,
			stream->stream_length, file->unpacked, &bytes);
	}
	if (done) {
		file->unpacked -= bytes.length;
		done = take_back_predictor(file, parameters, &bytes);
	}
	if (done)
		text_append(out, text_string(&bytes), bytes.length);
	text_clear(&bytes);
	return done || pdf_file_refuse(file, "a stream cannot be unpacked: it "
		"is damaged, or holds more than %zu MB",
		PDF_UNPACKED_MAX >> 20);
}

/* ---- the cross-reference ---- */

/*
 * The newest section comes first: what it says of an object stands. Rows take
 * from the budget, for a few bytes can stand for many.
 */
static bool set_entry(struct pdf_file *file, int64_t number, enum where where,
	int64_t at, int64_t place)
{
	struct entry *entry;

	if (number >= OBJECTS_MAX || file->budget.objects == 0)
		return false;
	file->budget.objects--;
	while (number >= (int64_t)file->count) {
		ARRAY_RESERVE(file->entries, file->count, file->room);
		file->entries[file->count++] = (struct entry){0};
	}
	entry = &file->entries[number];
	if (entry->where == NOT_SEEN)
		*entry = (struct entry){.where = where, .at = at,
			.place = place};
	return where != AT_BYTE || at < (int64_t)file->length;
}

static bool read_table_row(struct pdf_file *file, struct scanner *scanner,
	int64_t number)
{
	int64_t at, generation;
	struct token token;

	if (!take_integer(scanner, INT64_MAX, &at) ||
		!take_integer(scanner, 65535, &generation))
		return false;
	token_next(scanner, &token);
	if (token_is(&token, TOKEN_WORD, "n"))
		return set_entry(file, number, AT_BYTE, at, 0);
	return token_is(&token, TOKEN_WORD, "f") &&
		set_entry(file, number, FREE, 0, 0);
}

/* "xref 0 12 ... trailer <<...>>", from after the first word. */
static const struct object *read_table(struct pdf_file *file,
	struct scanner *scanner)
{
	const struct object *trailer;
	int64_t first, count;
	struct scanner ahead;
	struct token token;

	for (;;) {
		ahead = *scanner;
		token_next(&ahead, &token);
		if (token.kind != TOKEN_INTEGER)
			break;
		if (!take_integer(scanner, OBJECTS_MAX, &first) ||
			!take_integer(scanner, OBJECTS_MAX, &count))
			return NULL;
		for (int64_t i = 0; i < count; i++)
			if (!read_table_row(file, scanner, first + i))
				return NULL;
	}
	if (!token_is(&token, TOKEN_WORD, "trailer"))
		return NULL;
	trailer = object_read(&ahead, &file->budget);
	return object_get(trailer, "XRefStm") == NULL ? trailer : NULL;
}

static int64_t read_field(const unsigned char *bytes, int64_t width)
{
	int64_t number = 0;

	for (int64_t i = 0; i < width; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* Rows of three numbers (7.5.8.3), of the objects first to first + count. */
static bool read_stream_rows(struct pdf_file *file, const int64_t widths[3],
	int64_t first, int64_t count, struct scanner *rows)
{
	int64_t row = widths[0] + widths[1] + widths[2];

	for (int64_t i = 0; i < count; i++, rows->at += row) {
		const unsigned char *at = (const unsigned char *)rows->at;
		int64_t kind, second, third;

		if (rows->end - rows->at < row)
			return false;
		kind = widths[0] > 0 ? read_field(at, widths[0]) : 1;
		second = read_field(at + widths[0], widths[1]);
		third = read_field(at + widths[0] + widths[1], widths[2]);
		if (!set_entry(file, first + i, kind == 0 ? FREE :
			    kind == 1 ? AT_BYTE : IN_STREAM, second, third) ||
			kind > 2)
			return false;
	}
	return true;
}

static bool read_stream_index(struct pdf_file *file,
	const struct object *stream, const int64_t widths[3],
	struct scanner *rows)
{
	const struct object *index = object_get(stream, "Index");
	struct object whole[] = {{.kind = OBJECT_INTEGER},
		{.kind = OBJECT_INTEGER, .integer = integer_or(
			object_get(stream, "Size"), -1)}};
	struct object preset = {.kind = OBJECT_ARRAY, .items = whole,
		.count = 2};

	if (index == NULL)
		index = &preset;
	if (index->kind != OBJECT_ARRAY || index->count % 2 != 0)
		return false;
	for (size_t i = 0; i < index->count; i += 2) {
		int64_t first = integer_or(&index->items[i], -1);
		int64_t count = integer_or(&index->items[i + 1], -1);

		if (first < 0 || count < 0 || first > OBJECTS_MAX ||
			count > OBJECTS_MAX ||
			!read_stream_rows(file, widths, first, count, rows))
			return false;
	}
	return true;
}

/* A cross-reference stream is an object, and its own trailer. */
static const struct object *read_stream_section(struct pdf_file *file,
	int64_t at)
{
	struct scanner scanner = scanner_at(file, at);
	const struct object *stream, *fields;
	struct text bytes = {0};
	struct scanner rows;
	int64_t number, widths[3];
	bool done = false;

	if (!take_integer(&scanner, OBJECTS_MAX, &number))
		return NULL;
	stream = read_object_at(file, number, at);
	fields = object_get(stream, "W");
	if (!object_is_name(object_get(stream, "Type"), "XRef") ||
		fields == NULL || fields->kind != OBJECT_ARRAY ||
		fields->count != 3)
		return NULL;
	for (int i = 0; i < 3; i++) {
		widths[i] = integer_or(&fields->items[i], -1);
		if (widths[i] < 0 || widths[i] > 7)
			return NULL;
	}
	if (widths[1] > 0 && pdf_file_stream(file, stream, &bytes)) {
		rows = (struct scanner){.at = text_string(&bytes),
			.end = text_string(&bytes) + bytes.length};
		done = read_stream_index(file, stream, widths, &rows);
	}
	text_clear(&bytes);
	return done ? stream : NULL;
}

static const struct object *read_section(struct pdf_file *file, int64_t at)
{
	struct scanner scanner = scanner_at(file, at);
	struct scanner ahead = scanner;
	struct token token;

	token_next(&ahead, &token);
	if (!token_is(&token, TOKEN_WORD, "xref"))
		return read_stream_section(file, at);
	return read_table(file, &ahead);
}

/* The last "startxref" of the file. */
static bool find_start(struct pdf_file *file, int64_t *at)
{
	static const char word[] = "startxref";
	size_t tail = file->length < TAIL ? file->length : TAIL;
	const char *end = file->bytes + file->length;

	for (const char *from = end - tail; from < end; from++) {
		struct scanner scanner = {.arena = &file->arena, .end = end};

		from = memmem(from, (size_t)(end - from), word,
			sizeof(word) - 1);
		if (from == NULL)
			break;
		scanner.at = from + sizeof(word) - 1;
		if (!take_integer(&scanner, (int64_t)file->length - 1, at))
			*at = -1;
	}
	return *at >= 0;
}

/* All sections, the newest first. */
static bool read_sections(struct pdf_file *file)
{
	int64_t at = -1;

	if (file->length < 16 || memcmp(file->bytes, "%PDF-", 5) != 0)
		return pdf_file_refuse(file, "this is no PDF: it does not "
			"begin as one");
	if (!find_start(file, &at))
		goto faulty;
	for (int i = 0; i < SECTIONS_MAX; i++) {
		const struct object *trailer = read_section(file, at);

		if (trailer == NULL)
			goto faulty;
		if (file->trailer == NULL)
			file->trailer = trailer;
		if (integer_or(object_get(file->trailer, "Size"), 0) <
			(int64_t)file->count)
			goto faulty;
		if (object_get(trailer, "Prev") == NULL)
			break;
		at = integer_or(object_get(trailer, "Prev"), -1);
		if (at < 0 || at >= (int64_t)file->length ||
			i + 1 == SECTIONS_MAX)
			goto faulty;
	}
	if (object_get(file->trailer, "Encrypt") != NULL)
		return pdf_file_refuse(file, "it is encrypted");
	return true;
faulty:
	return pdf_file_refuse(file, "its cross-reference is not whole");
}

struct pdf_file *pdf_file_open(const char *bytes, size_t length)
{
	struct pdf_file *file = memory_new(sizeof(*file));

	file->bytes = bytes;
	file->length = length;
	file->budget.objects = OBJECTS_MAX;
	file->unpacked = PDF_UNPACKED_MAX;
	file->work = PDF_WORK_MAX;
	(void)read_sections(file);
	return file;
}

void pdf_file_free(struct pdf_file *file)
{
	if (file == NULL)
		return;
	for (size_t i = 0; i < file->stream_count; i++)
		text_clear(&file->streams[i].bytes);
	free(file->streams);
	free(file->entries);
	arena_clear(&file->arena);
	free(file);
}
