/*
 * libcsv splits rows into cells; this file feeds it line by line, because only
 * so are a row's line and offset known, and a fault can be mended: the lines
 * of the row being read stay in `data`, and after a fault a fresh parser goes
 * on with the line after the one where the faulty cell began.
 *
 * Nothing is read twice more than once: a line that left a quote open has an
 * odd number of quotes, the lines it swallowed an even one, so none of those
 * leaves a quote open itself.
 */
#include "data/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "data/decoder.h"

#define PART 65536

struct reader {
	const char *path;
	struct csv_options options;
	struct report *report;
	csv_row_handler *handler;
	void *context;
	struct decoder *decoder;
	struct csv_parser parser;

	char *data;	    /* a part of the file */
	size_t start;	    /* in data: of the row being read */
	size_t at;	    /* of the line being parsed */
	size_t line_end;    /* past its line end */
	size_t end, room;
	bool ended;	    /* data holds the file's last byte */
	int64_t offset;	    /* of data[0] in the file */
	int line;	    /* number of the line being parsed */
	int row_line;	    /* number of the row's first line */
	size_t resume;	    /* past `start`: where a fault leads to */
	int resume_line;
	bool in_row;	    /* a row has begun */
	bool row_done;	    /* and libcsv has seen its end */

	struct text text;   /* the row's cells, each with a NUL */
	size_t *begins;	    /* of each cell in text */
	const char **cells; /* made of begins when the row is done */
	size_t count, begins_room, cells_room;
	bool seen_row;
};

static struct place line_place(const struct reader *reader)
{
	return (struct place){.file = reader->path, .line = reader->line};
}

/* So that libcsv, too, never lacks memory. */
static void *resize(void *old, size_t size)
{
	return memory_resize(old, size, 1);
}

static void parser_start(struct reader *reader)
{
	csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&reader->parser,
		(unsigned char)reader->options.delimiter);
	csv_set_realloc_func(&reader->parser, resize);
	/* It grows by this much at a time; by 128 bytes of itself. */
	csv_set_blk_size(&reader->parser, PART);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The bytes of a blank or no-break space (Excel's), at the front or the end. */
static size_t blank_at_front(const char *s, size_t length)
{
	if (length > 0 && is_blank(*s))
		return 1;
	return length > 1 && s[0] == '\xC2' && s[1] == '\xA0' ? 2 : 0;
}

static size_t blank_at_end(const char *s, size_t length)
{
	if (length > 0 && is_blank(s[length - 1]))
		return 1;
	return length > 1 && s[length - 2] == '\xC2' &&
		s[length - 1] == '\xA0' ? 2 : 0;
}

/* Were this cell faulty, reading would go on after its first line. */
static void begin_cell(struct reader *reader)
{
	reader->resume = reader->line_end - reader->start;
	reader->resume_line = reader->line + 1;
}

static void on_cell(void *bytes, size_t length, void *context)
{
	struct reader *reader = context;
	const char *cell = bytes;
	size_t blank;

	while ((blank = blank_at_front(cell, length)) > 0) {
		cell += blank;
		length -= blank;
	}
	while ((blank = blank_at_end(cell, length)) > 0)
		length -= blank;
	ARRAY_RESERVE(reader->begins, reader->count, reader->begins_room);
	reader->begins[reader->count++] = reader->text.length;
	text_append(&reader->text, cell, length);
	text_add_char(&reader->text, '\0');
	begin_cell(reader);
}

static void on_row_end(int c, void *context)
{
	struct reader *reader = context;

	(void)c;
	reader->row_done = true;
}

/* Hands the row over, with data[start] to data[end] as its bytes. */
static bool hand_over(struct reader *reader, size_t end, const char *fault)
{
	struct csv_row row = {.line = reader->row_line,
		.offset = reader->offset + (int64_t)reader->start,
		.count = reader->count, .fault = fault};

	while (end > reader->start && (reader->data[end - 1] == '\n' ||
			reader->data[end - 1] == '\r'))
		end--;
	row.length = (int64_t)(end - reader->start);
	if (fault != NULL)
		row.fault_column = (int)reader->count + 1;
	if (reader->cells_room < reader->begins_room) {
		reader->cells_room = reader->begins_room;
		reader->cells = memory_resize(reader->cells,
			reader->cells_room, sizeof(*reader->cells));
	}
	for (size_t i = 0; i < reader->count; i++)
		reader->cells[i] = reader->text.data + reader->begins[i];
	row.cells = reader->cells;
	reader->count = 0;
	reader->in_row = reader->row_done = false;
	reader->seen_row = true;
	if (!reader->handler(reader->context, &row))
		return false;
	text_reset(&reader->text);
	return true;
}

/* Without the blanks around, which most cells have none of. */
static char *trim_cell(char *cell, char *end)
{
	size_t blank;

	while ((blank = blank_at_front(cell, (size_t)(end - cell))) > 0)
		cell += blank;
	while ((blank = blank_at_end(cell, (size_t)(end - cell))) > 0)
		end -= blank;
	*end = '\0';
	return cell;
}

/*
 * A row that is a whole line without quotes is split at its delimiters, in
 * place; libcsv would make the same cells of it.
 */
static bool take_plain_row(struct reader *reader)
{
	char *at = reader->data + reader->at;
	char *end = reader->data + reader->line_end;
	struct csv_row row = {.line = reader->line,
		.offset = reader->offset + (int64_t)reader->at};

	while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	row.length = end - at;
	for (char *stop = at; stop != end; at = stop + 1) {
		stop = memchr(at, reader->options.delimiter,
			(size_t)(end - at));
		if (stop == NULL)
			stop = end;
		ARRAY_RESERVE(reader->cells, row.count, reader->cells_room);
		reader->cells[row.count++] = trim_cell(at, stop);
	}
	row.cells = reader->cells;
	reader->seen_row = true;
	reader->start = reader->at = reader->line_end;
	reader->line++;
	return reader->handler(reader->context, &row);
}

static bool end_row(struct reader *reader)
{
	bool go_on = hand_over(reader, reader->at, NULL);

	reader->start = reader->at;
	return go_on;
}

static bool end_faulty_row(struct reader *reader, const char *fault)
{
	size_t resume = reader->start + reader->resume;
	bool go_on = hand_over(reader, resume, fault);

	reader->start = reader->at = resume;
	reader->line = reader->resume_line;
	csv_free(&reader->parser);
	parser_start(reader);
	return go_on;
}

/* More of the file into data; what lies before the row's start is dropped. */
static bool refill(struct reader *reader)
{
	size_t got;

	if (reader->end - reader->at > CSV_ROW_LIMIT)
		return report_error(reader->report, line_place(reader),
			"line is longer than %zu bytes: is this a CSV file?",
			CSV_ROW_LIMIT);
	if (reader->start > 0) {
		memmove(reader->data, reader->data + reader->start,
			reader->end - reader->start);
		reader->offset += (int64_t)reader->start;
		reader->at -= reader->start;
		reader->end -= reader->start;
		reader->start = 0;
	}
	if (reader->room - reader->end < PART) {
		reader->room *= 2;
		reader->data = memory_resize(reader->data, reader->room, 1);
	}
	if (!decoder_read(reader->decoder, reader->data + reader->end, PART,
		    &got, reader->report))
		return false;
	reader->end += got;
	reader->ended = got == 0;
	return true;
}

/* Of a line without its end. */
static size_t line_length(const char *line, size_t length)
{
	const char *feed = memchr(line, '\n', length), *back;

	if (feed != NULL)
		length = (size_t)(feed - line);
	back = memchr(line, '\r', length);
	return back != NULL ? (size_t)(back - line) : length;
}

/* Sets line_end; at the end of the file the line is empty. */
static bool find_line(struct reader *reader)
{
	size_t seen = 0; /* bytes of the line looked at */

	for (;;) {
		const char *line = reader->data + reader->at;
		size_t there = reader->end - reader->at;

		seen += line_length(line + seen, there - seen);
		/* A CR at the end of data: is there an LF behind it? */
		if (reader->ended || seen + 1 < there ||
			(seen < there && line[seen] == '\n')) {
			if (seen + 1 < there && line[seen] == '\r' &&
				line[seen + 1] == '\n')
				seen++;
			reader->line_end = reader->at +
				(seen < there ? seen + 1 : there);
			return true;
		}
		if (!refill(reader))
			return false;
	}
}

/* Strings end at a NUL and letters need UTF-8: anything else is refused. */
static bool check_line(struct reader *reader)
{
	const char *line = reader->data + reader->at;
	size_t length = reader->line_end - reader->at, bad = 0;
	struct place place = line_place(reader);
	unsigned byte;

	if (memchr(line, '\0', length) != NULL)
		return report_error(reader->report, place, "a NUL byte: the "
			"file is damaged, or it is UTF-16 and wants "
			"encoding = utf-16");
	if (utf8_is_valid(line, length, &bad))
		return true;
	byte = (unsigned char)line[bad];
	/* The five bytes that Windows-1252 has no character for. */
	if (strchr("\x81\x8D\x8F\x90\x9D", (int)byte) != NULL)
		return report_error(reader->report, place, "byte 0x%02X is not "
			"UTF-8: name the file's encoding under encoding", byte);
	return report_error(reader->report, place, "byte 0x%02X is not UTF-8; "
		"it looks like Windows-1252, as Excel saves CSV: say encoding "
		"= windows-1252, or save it as CSV UTF-8", byte);
}

static bool is_blank_line(const struct reader *reader)
{
	for (size_t i = reader->at; i < reader->line_end; i++)
		if (!is_blank(reader->data[i]))
			return false;
	return true;
}

/* The last line may lack its end, where a NUL goes. */
static bool is_plain_row(const struct reader *reader)
{
	const char *line = reader->data + reader->at;
	size_t length = reader->line_end - reader->at;

	return !reader->in_row && memchr(line, '"', length) == NULL &&
		(line[length - 1] == '\n' || line[length - 1] == '\r');
}

static bool parse_line(struct reader *reader)
{
	size_t length = reader->line_end - reader->at;

	if (!check_line(reader))
		return false;
	if (is_plain_row(reader))
		return take_plain_row(reader);
	if (!reader->in_row) {
		reader->in_row = true;
		reader->start = reader->at;
		reader->row_line = reader->line;
		begin_cell(reader);
	}
	if (csv_parse(&reader->parser, reader->data + reader->at, length,
		    on_cell, on_row_end, reader) != length)
		return end_faulty_row(reader, "stray quote: double it, and "
			"put the whole cell in quotes");
	reader->at = reader->line_end;
	reader->line++;
	if (reader->row_done)
		return end_row(reader);
	if (reader->at - reader->start > CSV_ROW_LIMIT)
		return end_faulty_row(reader, "a quote is opened and not "
			"closed for 4 MiB: close it");
	return true;
}

/* The last row may lack its line end, or the end of a quoted cell. */
static bool parse_end(struct reader *reader)
{
	if (csv_fini(&reader->parser, on_cell, on_row_end, reader) != 0)
		return end_faulty_row(reader, "a quote is opened and not "
			"closed before the end of the file: close it");
	return end_row(reader);
}

static bool read_rows(struct reader *reader)
{
	if (!find_line(reader))
		return false;
	if (reader->end >= 3 && memcmp(reader->data, "\xEF\xBB\xBF", 3) == 0)
		reader->start = reader->at = 3;
	for (;;) {
		if (!find_line(reader))
			return false;
		if (reader->at == reader->line_end) {
			if (!reader->in_row)
				return true;
			if (!parse_end(reader))
				return false;
		} else if (!reader->in_row && is_blank_line(reader)) {
			reader->start = reader->at = reader->line_end;
			reader->line++;
		} else if (!parse_line(reader)) {
			return false;
		}
	}
}

bool csv_read(const char *path, const struct csv_options *options,
	csv_row_handler *handler, void *context, struct report *report)
{
	struct reader reader = {.path = path, .options = *options,
		.report = report, .handler = handler, .context = context,
		.line = 1};
	bool done = false;

	reader.decoder = decoder_open(path, options->encoding, report);
	if (reader.decoder == NULL)
		return false;
	parser_start(&reader);
	reader.room = PART;
	reader.data = memory_resize(NULL, reader.room, 1);
	done = read_rows(&reader);
	if (done && !reader.seen_row)
		done = report_error(report, (struct place){.file = path},
			"is empty: its first line must name the columns");
	csv_free(&reader.parser);
	decoder_close(reader.decoder);
	free(reader.data);
	free(reader.begins);
	free(reader.cells);
	text_clear(&reader.text);
	return done;
}
