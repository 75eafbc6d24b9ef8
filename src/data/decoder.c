/*
 * Decoding with iconv, which holds back what is not yet a whole character: the
 * rest of each part stays at the front of `raw` and is read on behind.
 */
#include "data/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define RAW_SIZE 65536
#define AHEAD	 16384 /* bytes read at once where little ones follow */

struct decoder {
	char *path, *encoding;
	int file;
	bool converts, opened; /* opened: `converter` is one */
	iconv_t converter;
	int64_t offset;	     /* of the next byte to hand out, UTF-8 */
	int64_t raw_offset;  /* of raw[0] in the file */
	size_t raw_length;   /* bytes in raw: not converted yet, or, where
				nothing is converted, read last */
	bool raw_ended, ended;
	char raw[RAW_SIZE];
};

static struct place place_of(const struct decoder *decoder)
{
	return (struct place){.file = decoder->path};
}

static bool is_utf8_name(const char *encoding)
{
	return strcasecmp(encoding, "utf-8") == 0 ||
		strcasecmp(encoding, "utf8") == 0;
}

/* A byte-order mark that contradicts the configuration is caught here. */
static bool check_mark(struct decoder *decoder, struct report *report)
{
	const char *encoding = decoder->encoding;
	unsigned char head[3] = {0};
	ssize_t got = pread(decoder->file, head, sizeof(head), 0);
	bool utf16 = got >= 2 && ((head[0] == 0xFF && head[1] == 0xFE) ||
		(head[0] == 0xFE && head[1] == 0xFF));

	if (got == 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 &&
		decoder->converts)
		return report_error(report, place_of(decoder),
			"is UTF-8 by its byte-order mark, but encoding says "
			"%s: leave encoding out", encoding);
	if (utf16 && (!decoder->converts || (strncasecmp(encoding, "utf", 3) &&
			strncasecmp(encoding, "ucs", 3))))
		return report_error(report, place_of(decoder),
			"is UTF-16 by its byte-order mark: say encoding = "
			"utf-16, or save it as UTF-8");
	return true;
}

static bool check_file(struct decoder *decoder, struct report *report)
{
	struct stat status;

	if (decoder->file < 0)
		return report_error(report, place_of(decoder),
			"cannot be opened: %s", strerror(errno));
	if (fstat(decoder->file, &status) != 0 || !S_ISREG(status.st_mode))
		return report_error(report, place_of(decoder),
			"is not a regular file");
	if (status.st_size > (off_t)FILE_LIMIT)
		return report_error(report, place_of(decoder),
			"is larger than %zu bytes: split it, or take out the "
			"columns that no letter needs", FILE_LIMIT);
	return true;
}

/* A name with a slash would turn on iconv's own ways of skipping faults. */
static bool open_converter(struct decoder *decoder, struct report *report)
{
	if (strchr(decoder->encoding, '/') == NULL) {
		decoder->converter = iconv_open("UTF-8", decoder->encoding);
		decoder->opened = decoder->converter != (iconv_t)-1;
	}
	if (!decoder->opened)
		return report_error(report, place_of(decoder),
			"encoding '%s' is not known here: utf-8, utf-16 and "
			"windows-1252 are; iconv -l lists all",
			decoder->encoding);
	return true;
}

struct decoder *decoder_open(const char *path, const char *encoding,
	struct report *report)
{
	struct decoder *decoder = memory_new(sizeof(*decoder));

	decoder->path = memory_strdup(path);
	decoder->encoding = memory_strdup(encoding ? encoding : "utf-8");
	decoder->converts = !is_utf8_name(decoder->encoding);
	/* Non-blocking, so that a named pipe is refused and not waited for. */
	decoder->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (check_file(decoder, report) && check_mark(decoder, report) &&
		(!decoder->converts || open_converter(decoder, report)))
		return decoder;
	decoder_close(decoder);
	return NULL;
}

void decoder_close(struct decoder *decoder)
{
	if (decoder == NULL)
		return;
	if (decoder->opened)
		iconv_close(decoder->converter);
	if (decoder->file >= 0)
		close(decoder->file);
	free(decoder->path);
	free(decoder->encoding);
	free(decoder);
}

/* Other processes read the file too: it has no place where it is read. */
static bool read_some(struct decoder *decoder, int64_t offset, char *out,
	size_t room, size_t *got, struct report *report)
{
	ssize_t count;

	do
		count = pread(decoder->file, out, room, (off_t)offset);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return report_error(report, place_of(decoder),
			"cannot be read: %s", strerror(errno));
	*got = (size_t)count;
	return true;
}

/*
 * As it stands in the file. Where pieces are asked for that follow one another
 * nearly, as the rows of recipients in turn, the next ones are read as well.
 */
static bool read_plain(struct decoder *decoder, char *out, size_t room,
	size_t *got, struct report *report)
{
	int64_t end = decoder->raw_offset + (int64_t)decoder->raw_length;
	int64_t from = decoder->offset;
	bool goes_on = from >= end && from - end < AHEAD;

	if (room >= AHEAD)
		return read_some(decoder, from, out, room, got, report);
	if (from < decoder->raw_offset || from >= end) {
		if (!read_some(decoder, from, decoder->raw,
			    goes_on ? AHEAD : room, &decoder->raw_length,
			    report))
			return false;
		decoder->raw_offset = from;
		end = from + (int64_t)decoder->raw_length;
	}
	*got = end - from < (int64_t)room ? (size_t)(end - from) : room;
	memcpy(out, decoder->raw + (from - decoder->raw_offset), *got);
	return true;
}

static bool report_changed(const struct decoder *decoder,
	struct report *report)
{
	return report_error(report, place_of(decoder),
		"has changed while it was in use");
}

/* Converts what stands in raw; what is left of it moves to the front. */
static bool convert(struct decoder *decoder, char *out, size_t room,
	size_t *got, struct report *report)
{
	char *from = decoder->raw, *to = out;
	size_t from_left = decoder->raw_length, to_left = room;
	size_t result = iconv(decoder->converter, &from, &from_left, &to,
		&to_left);
	int reason = errno;

	*got = room - to_left;
	decoder->raw_offset += from - decoder->raw;
	memmove(decoder->raw, from, from_left);
	decoder->raw_length = from_left;
	/* What came before a fault is handed out first. */
	if (result != (size_t)-1 || *got > 0 ||
		(reason == EINVAL && !decoder->raw_ended))
		return true;
	if (reason == E2BIG)
		return report_changed(decoder, report);
	return report_error(report, place_of(decoder), "byte %lld is not %s: "
		"name the encoding it was saved in under encoding",
		(long long)decoder->raw_offset + 1, decoder->encoding);
}

bool decoder_read(struct decoder *decoder, char *out, size_t room, size_t *got,
	struct report *report)
{
	*got = 0;
	if (!decoder->converts &&
		!read_plain(decoder, out, room, got, report))
		return false;
	while (decoder->converts && *got == 0 && !decoder->ended) {
		size_t more = 0;

		if (!decoder->raw_ended && decoder->raw_length < RAW_SIZE) {
			if (!read_some(decoder, decoder->raw_offset +
					(int64_t)decoder->raw_length,
				    decoder->raw + decoder->raw_length,
				    RAW_SIZE - decoder->raw_length, &more,
				    report))
				return false;
			decoder->raw_length += more;
			decoder->raw_ended = more == 0;
		}
		if (decoder->raw_length > 0) {
			if (!convert(decoder, out, room, got, report))
				return false;
		} else if (decoder->raw_ended) {
			char *to = out;
			size_t left = room;

			/* Some encodings keep a last character waiting. */
			iconv(decoder->converter, NULL, NULL, &to, &left);
			*got = room - left;
			decoder->ended = true;
		}
	}
	decoder->offset += (int64_t)*got;
	return true;
}

static void start_again(struct decoder *decoder)
{
	decoder->offset = decoder->raw_offset = 0;
	decoder->raw_length = 0;
	decoder->raw_ended = decoder->ended = false;
	iconv(decoder->converter, NULL, NULL, NULL, NULL);
}

bool decoder_go(struct decoder *decoder, int64_t offset, struct report *report)
{
	char part[4096];
	size_t got;

	if (!decoder->converts)
		decoder->offset = offset;
	else if (offset < decoder->offset)
		start_again(decoder);
	while (decoder->offset < offset) {
		int64_t left = offset - decoder->offset;
		size_t room = left < (int64_t)sizeof(part) ? (size_t)left
							   : sizeof(part);

		if (!decoder_read(decoder, part, room, &got, report))
			return false;
		if (got == 0)
			return report_changed(decoder, report);
	}
	return true;
}
