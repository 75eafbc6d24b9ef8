/*
 * Who signs: [signatory] is number 0, each [signatory NAME] the next. Filled
 * where the letter asks for them.
 *
 *	{{signature}} {{signature NAME}} {{signatures}}
 */
#ifndef TEMPLATE_SIGNATORY_H
#define TEMPLATE_SIGNATORY_H

#include "base/text.h"
#include "template/fill.h"

#define ALL_SIGNATORIES ((size_t)-1) /* for {{signatures}} */

struct signatory_text {
	struct steps name, *roles;
	size_t role_count;
};

/* What {{signature}} and the like mean: false, reported, for nobody. */
bool signatory_find(const struct template_options *options,
	const struct tag *tag, size_t *number, struct report *report)
	MUST_CHECK;
bool signatory_parse(struct signatory_text *text,
	const struct signatory_options *options, struct parts *parts,
	struct report *report) MUST_CHECK;
/*
 * Into a BLOCK_SIGNATURE: one of them or all. Those without a name are left
 * out; false when nobody is left, or reported.
 */
bool signatory_fill(struct filling *filling, size_t number,
	struct block *block) MUST_CHECK;
void signatory_repertoire(const struct signatory_text *text, struct text *out);

#endif
