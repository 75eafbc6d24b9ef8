/*
 * The page that a job is proofed with: one file of HTML that shows all letters
 * from disk, without a server or the network.
 *
 *	page = page_new("annual-review-2020", title, NULL, &out);
 *	page_add_indicator(page, "Complaints upheld");	in their order
 *	page_add_letter(page, &letter);			likewise
 *	page_end(page);
 *	page_free(page);
 *
 * It is appended to `out` letter by letter: who writes that away, and empties
 * it, keeps one letter in memory.
 *
 * The look and the behaviour are page.html, page.css and page.js beside this
 * file, which the Makefile puts into the program. The page's own policy
 * (Content Security Policy, level 3) lets nothing run or load but these and
 * the pictures; whatever the letters say goes in as JSON that cannot end its
 * element, and is shown as text.
 */
#ifndef PROOF_PAGE_H
#define PROOF_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Strings that are NULL are left out, as are numbers that there are not. */
struct shown_figure {
	const char *now;     /* as printed: "60%" */
	const char *before;  /* in the issue before */
	const char *average; /* of the group */
	const char *state;   /* "undefined" where there is no rate */
	bool has_number, has_was, has_score;
	double number, was;  /* now and before, in printed units: 60 */
	double score;	     /* standard deviations from the group's mean */
};

struct shown_change {
	const char *what, *before, *now; /* NULL: there was, or is, none */
};

struct shown_event {
	const char *at, *kind, *who, *words; /* "": none */
};

struct shown_letter {
	const char *key, *name;
	const char *group; /* "": none */
	const char *file;  /* as seen from the page; "": there is none */
	const char *sha256; /* "": there is no letter */
	const char *earlier; /* the issue before, as file */
	const char *approval; /* "approved by Ada" */
	int issue;
	size_t pages;
	const char *picture; /* of page 1 without "1.png"; "": none */
	size_t pictures;
	const struct shown_figure *figures; /* in the indicators' order */
	size_t figure_count;
	const struct shown_change *changes; /* since the issue before */
	size_t change_count;
	const struct shown_event *events;
	size_t event_count;
	const char *const *notes; /* what a person should see first */
	size_t note_count;
};

/*
 * A page from a server can sign letters off: it posts forms with the fields
 * key, sha256, by and because to looked, approve and unapprove beside it.
 */
struct page_service {
	const char *by; /* who approves; "": the page asks */
};

struct page;

/* `service` NULL: it stands alone, and opens from disk. Both are lent. */
struct page *page_new(const char *job, const char *title,
	const struct page_service *service, struct text *out);
void page_add_indicator(struct page *page, const char *label);
void page_add_letter(struct page *page, const struct shown_letter *letter);
void page_end(struct page *page);
/* Its policy, as the page itself says it, for a server's header. */
void page_policy(bool is_served, struct text *out);
void page_free(struct page *page);

#endif
