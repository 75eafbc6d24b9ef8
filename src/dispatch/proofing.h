/*
 * What the files of the proof page share: proof.c puts the page together letter
 * by letter, proof_pictures.c draws what it shows. Nobody else includes this;
 * see proof.h.
 *
 * All that returns a bool reports before it returns false.
 */
#ifndef DISPATCH_PROOFING_H
#define DISPATCH_PROOFING_H

#include "batch/progress.h"
#include "dispatch/proof.h"
#include "dispatch/survey.h"
#include "proof/page.h"

#define PICTURE_STEM 16 /* characters of the digest in a picture's name */

struct proof {
	const struct proof_options *options;
	struct proof_summary *summary;
	struct report *report;
	struct job *job;
	struct folder *folder;
	struct record *record;
	struct page *page;
	struct folder_file *file; /* of the page */
	struct text part;	  /* of it, not in the file yet */
	struct page *served;	  /* NULL: there is no service */
	struct progress progress;
	bool can_draw; /* pdftoppm was there when it was first needed */
	char (*stems)[PICTURE_STEM + 1]; /* of the pictures in use */
	size_t stem_count, stem_room;
	size_t *early; /* warnings of recipients before the first letter, as
			  numbers in the report, by recipient */
	size_t early_count;
	size_t noted; /* problems that were there at the letter before */
};

/* A letter while it is being put together; all in the survey's arena. */
struct sight {
	struct proof *proof;
	const struct standing *standing;
	const struct entry *entry; /* NULL: there is no letter */
	const struct entry *before; /* NULL: it is the first issue */
	const char *inputs, *inputs_before; /* of these */
	const char **notes;
	size_t note_count, note_room;
	struct shown_event *events;
	size_t event_count, event_room;
	struct shown_letter letter;
};

void sight_add_note(struct sight *sight, const char *note);

/* ---- proof_pictures.c ---- */

/*
 * Draws what was not drawn of all letters, in several processes. What could not
 * be drawn here is drawn when it is shown, or its fault told.
 */
bool proof_draw_ahead(struct proof *proof) MUST_CHECK;
/* The very file that the record speaks of, or none is shown. */
bool sight_show_file(struct sight *sight) MUST_CHECK;
/* Where the issue before was moved to. */
bool sight_show_earlier(struct sight *sight) MUST_CHECK;
/* Of the letter of that digest; they are wanted. */
void proof_use_pictures(struct proof *proof, const char *sha256);
/* Of letters that are there no more. */
bool proof_remove_pictures(struct proof *proof) MUST_CHECK;

#endif
