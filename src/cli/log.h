/*
 * Diagnostics for a log that others read, instead of for the person before the
 * terminal: one line each, on standard error, of a problem's form (report.h)
 * and letters by their keys, so that nothing personal is kept.
 *
 *	log_choose(LOG_JSON);			by --log
 *	problems_print(&report);		asks log_style()
 *
 * Where nothing is chosen and standard error is the journal's (JOURNAL_STREAM,
 * systemd.exec(5)), the style is the journal's: sd-daemon(3) priorities.
 */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include <stdbool.h>

#include "base/report.h"

enum log_style {
	LOG_NONE,
	LOG_PLAIN,   /* "a.csv:2:3: error: [ash] ..." */
	LOG_JOURNAL, /* "<3>a.csv:2:3: [ash] ..." */
	LOG_JSON     /* {"severity": "error", ...} */
};

/* False where there is no style of that name. */
bool log_choose_name(const char *name) MUST_CHECK;
void log_choose_by_stream(void);
enum log_style log_style(void);

/* A line of its own words, for any style but LOG_JSON. */
void log_words(enum severity severity, const char *words);
/* `keys`: of the letters that it stops; NULL: the job's. */
void log_problem(const struct problem *problem, const char *keys);
/* LOG_JSON: each on a line. */
void log_problems_json(const struct report *report);

#endif
