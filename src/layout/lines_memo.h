/*
 * Lines that were set before, remembered from letter to letter in the fonts'
 * memo (base/memo.h). Inside layout/ only; paragraph.c and gauge.c use it.
 *
 *	struct lines_key key = {runs, count, style, width};
 *	if (lines_find(setter, &key, &is_again, out))
 *		return true;
 *	... set the lines
 *	if (is_again && all went without a message)
 *		lines_keep(setter, &key, out);
 *
 * They depend on the runs, on what of the style is said of glyphs, on width,
 * language and hyphens; not on leading, grid and colours, nor on where the
 * text comes from. Nothing can fail.
 */
#ifndef LAYOUT_LINES_MEMO_H
#define LAYOUT_LINES_MEMO_H

#include "layout/setting.h"

/* All that paragraph_set() is given. */
struct lines_key {
	const struct run *runs;
	size_t run_count;
	const struct text_style *style;
	double width;
};

/* All that they depend on, as bytes; lent until the fonts are asked again. */
const struct text *lines_write_key(const struct setter *setter,
	const struct lines_key *key);
/*
 * Lends lines and tags to `out` until the next letter begins. If there are
 * none, *is_again says whether they were asked for before.
 */
bool lines_find(const struct setter *setter, const struct lines_key *key,
	bool *is_again, struct paragraph *out);
/* Has it glyphs that only this letter's own font programs will have? */
bool lines_are_pending(const struct paragraph *paragraph);
/* Copies them unless they are pending. Right after lines_find() of that key. */
void lines_keep(const struct setter *setter, const struct lines_key *key,
	const struct paragraph *paragraph);
/*
 * The same of one line of a paragraph that is new as a whole: by its text and
 * what is said of that. Only of text that is spelled (shape.h), as other text
 * may depend on what is around it; of such text that is only how wide the blank
 * is that ends the line, behind which nothing stands.
 */
bool line_find(const struct setting *setting, const struct text_line *line,
	bool *is_again, struct line *out);
/* `line` becomes the copy. */
void line_keep(const struct setting *setting, const struct text_line *what,
	struct line *line);

#endif
