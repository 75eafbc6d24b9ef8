/*
 * The page to review a job with before its letters go out: proof.html in the
 * job's folder, and proof/ beside it with the pages as pictures.
 *
 *	if (!proof(&options, &summary, report))
 *		... the job cannot be opened, or nothing was made yet
 *
 * It shows the letters that are there, each with its figures, with what its
 * data and type gave cause to warn of, and with what is different from the
 * issue before. Pictures are named by the letter's digest: those of a letter
 * that has not changed are not made again.
 */
#ifndef DISPATCH_PROOF_H
#define DISPATCH_PROOF_H

#include "batch/job.h"
#include "proof/page.h"

struct proof_options {
	struct job_options job;
	size_t jobs;	    /* letters that are drawn at once; 0: one */
	bool wait;	    /* for another run to end */
	bool show_progress; /* on standard error, if a terminal */
	const struct page_service *service; /* NULL: none */
};

struct proof_summary {
	size_t letters;	/* shown, with those that could not be made */
	size_t changed; /* of which there was another issue before */
	size_t noted;	/* with something that a person should see */
	size_t drawn;	/* letters whose pages were drawn now */
	size_t persons; /* who have to approve a letter */
	char *path;	/* of the page; the caller frees */
	struct text served; /* the page for the service; likewise */
};

bool proof(const struct proof_options *options, struct proof_summary *out,
	struct report *report) MUST_CHECK;

#endif
