/*
 * A review: the proof page from a server on this machine, where a click looks
 * at, approves or unapproves a letter, as the commands of these names do.
 *
 *	struct review_options options = {.proof = {.job = ...},
 *		.by = "Ada Lovelace", .begun = tell, .context = &telling};
 *	if (!review(&options, &summary, report))
 *		... it could not start, or something ended it
 *
 * What is approved is the bytes that the page showed; another letter by now is
 * refused. The job's folder is held only while the page is made and while an
 * approval is written: a run can go on beside. The page is made anew when it
 * is loaded after letters were.
 */
#ifndef DISPATCH_REVIEW_H
#define DISPATCH_REVIEW_H

#include "dispatch/proof.h"

/* When the page is there; returns what can be read once it is to end; -1. */
typedef int review_listener(void *context, const struct proof_summary *summary,
	const char *address);

struct review_options {
	struct proof_options proof;
	unsigned port;	/* 0: the system's choice */
	const char *by; /* who approves; NULL: the page asks */
	review_listener *begun;
	void *context;
};

/* The caller frees the summary's path. */
bool review(const struct review_options *options, struct proof_summary *out,
	struct report *report) MUST_CHECK;

#endif
