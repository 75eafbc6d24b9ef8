/*
 * A file's objects from libharu: their numbers and syntax, the page tree,
 * catalog and information; frame.h holds them together. What stands in a
 * dictionary is ready text of ours, its body, so a structure element costs one
 * call. This is the only place that knows libharu, below its public functions
 * included.
 *
 *	haru_begin(haru);
 *	page = haru_add_page(haru);
 *	haru_set_body(haru, page, &body);	"/Tabs/S/Resources 9 0 R..."
 *	if (!haru_end(haru, id, &bytes, report))
 *		...
 *
 * Objects are known by their number; 0 is none. A number may be referred to
 * before its body is set. Nothing fails until haru_end(), which tells.
 */
#ifndef PDF_HARU_H
#define PDF_HARU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "base/text.h"

struct haru;

struct haru *haru_new(void);
void haru_free(struct haru *haru);

/* Starts a file, and drops what is left of the one before. */
void haru_begin(struct haru *haru);

/* An empty dictionary. */
unsigned haru_add(struct haru *haru);
/* One that stands in the file as it is, where haru_offset() finds it. */
unsigned haru_add_placed(struct haru *haru);
/* A stream of `length` bytes, copied; its dictionary's body may say more. */
unsigned haru_add_stream(struct haru *haru, const void *bytes, size_t length);
/* A page at the end; `content` is compressed with zlib already, and copied. */
unsigned haru_add_page(struct haru *haru, const void *content, size_t length);
unsigned haru_catalog(const struct haru *haru);
unsigned haru_info(const struct haru *haru);

/* What stands between << and >>, beside what libharu writes; copied. */
void haru_set_body(struct haru *haru, unsigned object, const struct text *body);

/* Appends the file to `out`; after an error perhaps a part of it. */
bool haru_end(struct haru *haru, const unsigned char id[16], struct text *out,
	struct report *report) MUST_CHECK;
/* Where in the file of haru_end() the body begins, of what is not packed. */
size_t haru_offset(const struct haru *haru, unsigned object);

#endif
