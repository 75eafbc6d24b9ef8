/* What commands print: problems, results; see command.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"

void problems_print(const struct report *report)
{
	struct text line = {0};

	for (size_t i = 0; i < report->count; i++) {
		text_reset(&line);
		problem_describe(&report->problems[i], &line);
		fputs(text_string(&line), stderr);
	}
	text_clear(&line);
}

void problems_json(const struct report *report, struct json *json)
{
	json_begin(json, "problems", '[');
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];

		json_begin(json, NULL, '{');
		json_string(json, "severity", severity_name(problem->severity));
		json_string(json, "file", problem->place.file);
		json_integer(json, "line", problem->place.line);
		json_integer(json, "column", problem->place.column);
		json_string(json, "recipient", problem->recipient);
		json_string(json, "message", problem->message);
		json_end(json);
	}
	json_end(json);
}

void result_print(const struct text *out)
{
	fwrite(text_string(out), 1, out->length, stdout);
}

bool output_is_whole(void)
{
	/* When it went wrong earlier, the reason is no longer known. */
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	fprintf(stderr, "lettermill: standard output cannot be written%s%s\n",
		errno ? ": " : "", errno ? strerror(errno) : "");
	return false;
}
