/*
 * A file's objects: their numbers and bodies, and from libharu the document
 * with its catalog, information and page tree; frame.h holds them together.
 * What stands in a dictionary is ready text of ours, its body, so a structure
 * element costs no more than its text. This is the only place that knows
 * libharu, below its public functions included.
 *
 *	haru_begin(haru, 3, &bytes);
 *	font = haru_add(haru);
 *	haru_set_body(haru, haru_page(haru, 0), FRAME_COMMON, &body);
 *	...						"/Tabs/S/..."
 *	if (!haru_end(haru, id, report))
 *		...
 *
 * Objects are known by their number; 0 is none. A number may be referred to
 * before its body is set, which is done once. Nothing fails until haru_end(),
 * which tells.
 *
 * The file begins with what most letters of a batch have the same bytes of
 * (frame_common()). What this letter alone says comes after, and last what must
 * be found again.
 */
#ifndef PDF_HARU_H
#define PDF_HARU_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "base/text.h"
#include "pdf/frame.h"
#include "pdf/squeeze.h"

struct haru;

/* `squeezer` is lent. */
struct haru *haru_new(struct squeezer *squeezer);
void haru_free(struct haru *haru);

/*
 * Starts a file of so many pages, and drops what is left of the one before. It
 * is appended to `out`, which is lent until haru_end(); after an error perhaps
 * a part of it.
 */
void haru_begin(struct haru *haru, size_t pages, struct text *out);

unsigned haru_add(struct haru *haru);
unsigned haru_page(const struct haru *haru, size_t index);
unsigned haru_catalog(const struct haru *haru);
unsigned haru_info(const struct haru *haru);

/* An empty text to put a body together in; lent until the next is asked for. */
struct text *haru_body(struct haru *haru);
/* `body` is what stands between << and >>, beside what libharu writes. */
void haru_set_body(struct haru *haru, unsigned object, enum frame_part part,
	const struct text *body);
/* A stream of `length` bytes, and what its dictionary says beside that. */
unsigned haru_add_stream(struct haru *haru, enum frame_part part,
	const struct text *body, const void *bytes, size_t length);
/* After all others: where in the file its body begins (frame_place()). */
size_t haru_place(struct haru *haru, unsigned object, const struct text *body);

bool haru_end(struct haru *haru, const unsigned char id[16],
	struct report *report) MUST_CHECK;
/* Of the file ended last. */
void haru_common(const struct haru *haru, size_t *streams,
	size_t *dictionaries);

#endif
