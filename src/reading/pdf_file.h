/*
 * A PDF read back: its objects by their numbers, through cross-reference tables
 * and streams, and what its streams hold.
 *
 *	struct pdf_file *file = pdf_file_open(bytes, length);
 *	const struct object *catalog = pdf_file_catalog(file);
 *	const struct object *names = pdf_file_get(file, catalog, "Names");
 *	...
 *	if (pdf_file_fault(file) != NULL)
 *		... what is wrong with the file, for a person
 *	pdf_file_free(file);
 *
 * Ask freely and look at the fault once: after a fault every answer is NULL or
 * false. Nothing is repaired: what is not as ISO 32000-1 says is a fault, and a
 * file that another program mended in reading would be another file. Not read:
 * encrypted files, hybrid cross-references, filters other than /FlateDecode.
 *
 * Why not libqpdf, which reads more: it unpacks cross-reference and object
 * streams without a bound, and a file may be hostile. Here the file's length,
 * PDF_UNPACKED_MAX, PDF_WORK_MAX and OBJECTS_MAX (object.h) bound time and
 * memory: the same few bytes can be asked for again and again.
 */
#ifndef READING_PDF_FILE_H
#define READING_PDF_FILE_H

#include "base/text.h"
#include "reading/object.h"

#define PDF_UNPACKED_MAX ((size_t)64 << 20) /* bytes of all streams together */
/* Bytes scanned for objects, keys compared, streams opened; a second or so. */
#define PDF_WORK_MAX	 ((size_t)256 << 20)

struct pdf_file;

/* Never NULL; the bytes are lent until pdf_file_free(). */
struct pdf_file *pdf_file_open(const char *bytes, size_t length);
void pdf_file_free(struct pdf_file *file); /* NULL too */
/* Lent; NULL: none. The first stays. */
const char *pdf_file_fault(const struct pdf_file *file);
/* For what builds on this: takes note of a fault, returns false. */
bool pdf_file_refuse(struct pdf_file *file, const char *format, ...)
	PRINTF_LIKE(2, 3);
/* For what builds on this: takes from the work that may still be done; false,
 * and a fault, when there is none left. */
bool pdf_file_work(struct pdf_file *file, size_t amount);

const struct object *pdf_file_catalog(struct pdf_file *file);
/* The document's properties, /Info; NULL: none. */
const struct object *pdf_file_info(struct pdf_file *file);
/* The object of a number; NULL when there is none (which is no fault). */
const struct object *pdf_file_object(struct pdf_file *file, int64_t number);
/* What a reference leads to; anything else is itself; NULL for NULL. */
const struct object *pdf_file_follow(struct pdf_file *file,
	const struct object *object);
/* A dictionary's entry, followed; NULL when there is none. */
const struct object *pdf_file_get(struct pdf_file *file,
	const struct object *dictionary, const char *key);
/* Appends what a stream holds, unpacked; false is a fault. */
bool pdf_file_stream(struct pdf_file *file, const struct object *stream,
	struct text *out) MUST_CHECK;

#endif
