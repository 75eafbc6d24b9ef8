/*
 * What went wrong, and where. Problems accumulate, so that one run shows them
 * all; a problem met again at the same place is kept once. Messages are lower
 * case, without a full stop, and say what can be done about it:
 *
 *	report_error(report, cell->place, "'%s' is not a number in column "
 *		"'%s': write digits, or list the marker under missing",
 *		cell->text, header);
 *
 *	data/decisions.csv:12:7: error: 'x12' is not a number in ...
 *
 * A value is what a printf conversion put there. Without them a message tells
 * nothing of a person: its form is what logs may keep.
 *
 * A report also knows whose letter is being worked on (report->recipient), so
 * that a problem can be told apart from the job's own.
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"

/* A place in a file a person can open. The file's name is lent. */
struct place {
	const char *file; /* as the user would name it; NULL: no file */
	int line;	  /* from 1; 0: the file as a whole */
	int column;	  /* from 1: character in text, field in CSV; 0: none */
};

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct problem {
	enum severity severity;
	struct place place; /* its file name is owned */
	char *recipient;    /* key of the letter it stops; NULL: the job's */
	char *message;
	char *form;	    /* of the message: "…" for each value in it */
	int64_t turn;	    /* of the report when it was met */
	size_t number;	    /* in the order they were met */
};

struct report {
	struct problem *problems; /* in the order they were met */
	size_t count, room;
	size_t errors, warnings;  /* how many of each are in the list */
	const char *recipient;	  /* lent; tagged onto what is added */
	int64_t turn;		  /* so is this, for report_sort() */
	size_t *slots;		  /* a hash table of the first errors */
	size_t slot_count, slots_taken;
};

/* All add to the report; report_error returns false, to be returned. */
bool report_error(struct report *report, struct place place,
	const char *format, ...) PRINTF_LIKE(3, 4);
void report_warning(struct report *report, struct place place,
	const char *format, ...) PRINTF_LIKE(3, 4);
void report_note(struct report *report, struct place place,
	const char *format, ...) PRINTF_LIKE(3, 4);
void report_say(struct report *report, enum severity severity,
	struct place place, const char *format, ...) PRINTF_LIKE(4, 5);
/* A message that was put together, and its form; NULL: it has no values. */
void report_add(struct report *report, enum severity severity,
	struct place place, const char *message, const char *form);
/* All but the recipient, which is the report's own, and the turn. */
void report_copy(struct report *report, const struct problem *problem);
/* The same of each problem of another report. */
void report_copy_all(struct report *report, const struct report *from);

/*
 * The problems as bytes, appended, for another process of this program; and
 * from there into its report, each under its own recipient. False: the bytes
 * are not whole.
 */
struct text;
void report_pack(const struct report *report, struct text *out);
bool report_unpack(const char *bytes, size_t length, struct report *report)
	MUST_CHECK;

/* The first error that stops the letter of this key; NULL: nothing does. */
const struct problem *report_first_error(const struct report *report,
	const char *key);
/*
 * Orders the problems by their turn, those of one turn as they were met: what
 * came from several workers is then told alike in every run.
 */
void report_sort(struct report *report);

/* Forgets the problems of recipients that are not wanted. */
typedef bool report_judge(void *context, const char *recipient);
void report_keep(struct report *report, report_judge *is_wanted,
	void *context);

const char *severity_name(enum severity severity);
/* "decisions.csv:12:7: ", or "" where there is no file; arena-free: appended */
void place_describe(const struct place *place, struct text *out);
/* One line, with its line end, as printed on standard error. */
void problem_describe(const struct problem *problem, struct text *out);
void report_clear(struct report *report);

#endif
