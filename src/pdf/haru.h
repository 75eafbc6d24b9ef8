/*
 * A file's objects: their numbers and bodies, and from libharu the document
 * with its catalog, information and page tree; frame.h holds them together.
 * What stands in a dictionary is ready text of ours, its body, so a structure
 * element costs no more than its text. This is the only place that knows
 * libharu, below its public functions included.
 *
 *	haru_begin(haru, 3);
 *	font = haru_add(haru, HARU_COMMON);
 *	haru_set_body(haru, haru_page(haru, 0), &body);	"/Tabs/S/..."
 *	if (!haru_end(haru, id, &bytes, report))
 *		...
 *
 * Objects are known by their number; 0 is none. A number may be referred to
 * before its body is set. Nothing fails until haru_end(), which tells.
 *
 * The file begins with what most letters of a batch have the same bytes of:
 * shared streams, then common dictionaries (haru_common()). What this letter
 * alone says comes after, and last what must be found again.
 */
#ifndef PDF_HARU_H
#define PDF_HARU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "base/text.h"
#include "pdf/squeeze.h"

/* A dictionary's place in the file. */
enum haru_kind {
	HARU_COMMON, /* says what letters of the same shape say too */
	HARU_OWN,    /* says what is of this letter */
	HARU_PLACED  /* stands as it is, where haru_offset() finds it */
};

struct haru;

/* `squeezer` is lent. */
struct haru *haru_new(struct squeezer *squeezer);
void haru_free(struct haru *haru);

/* Starts a file of so many pages, and drops what is left of the one before. */
void haru_begin(struct haru *haru, size_t pages);

/* An empty dictionary. */
unsigned haru_add(struct haru *haru, enum haru_kind kind);
/* A stream of `length` bytes, copied; its dictionary's body may say more. */
unsigned haru_add_stream(struct haru *haru, const void *bytes, size_t length);
/* One that other letters hold as well: a font, a picture. */
unsigned haru_add_shared(struct haru *haru, const void *bytes, size_t length);
unsigned haru_page(const struct haru *haru, size_t index);
unsigned haru_catalog(const struct haru *haru);
unsigned haru_info(const struct haru *haru);

/* What stands between << and >>, beside what libharu writes; copied. */
void haru_set_body(struct haru *haru, unsigned object, const struct text *body);

/* Appends the file to `out`; after an error perhaps a part of it. */
bool haru_end(struct haru *haru, const unsigned char id[16], struct text *out,
	struct report *report) MUST_CHECK;
/* Where in the file of haru_end() the body of a placed object begins. */
size_t haru_offset(const struct haru *haru, unsigned object);
/* The bytes that file begins with, up to the end of its shared streams, and up
 * to that of its common dictionaries. */
void haru_common(const struct haru *haru, size_t *streams,
	size_t *dictionaries);

#endif
