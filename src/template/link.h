/*
 * Addresses of links: [text](https://example.org/{{key}}). Only http, https
 * and mailto, percent-encoded (RFC 3986). Data that is the whole address keeps
 * the characters that mean something in one; data within an address loses
 * them, so it can neither leave its part of the path nor name another host.
 *
 *	link = link_parse(builder, url, place);	faults: builder->failed
 *	uri = link_fill(filling, link);		NULL: reported
 */
#ifndef TEMPLATE_LINK_H
#define TEMPLATE_LINK_H

#include "template/fill.h"
#include "template/steps.h"

struct link {
	struct steps steps;
	const char *fixed; /* the same in every letter; NULL: see steps */
	struct place place;
};

const struct link *link_parse(struct builder *builder, const char *url,
	struct place place);
const char *link_fill(struct filling *filling, const struct link *link);

#endif
