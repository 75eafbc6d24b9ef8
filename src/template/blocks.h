/*
 * The letter's Markdown to steps. What a letter has no use for (raw HTML,
 * images, code, quotes, rules) is refused with its place, never dropped.
 */
#ifndef TEMPLATE_BLOCKS_H
#define TEMPLATE_BLOCKS_H

#include "template/steps.h"

bool blocks_parse(struct steps *steps, const struct template_options *options,
	struct parts *parts, struct report *report) MUST_CHECK;

#endif
