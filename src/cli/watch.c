/* lettermill watch: one letter, made again with every change. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/stop.h"
#include "batch/preview.h"
#include "cli/command.h"

#define QUIET 30	/* milliseconds without a change: the save is over */
#define MOST_WAITS 50	/* for that, when there is no end of changes */
#define CLEAR "\033[H\033[2J" /* ECMA-48: cursor home, erase the page */

/* False when it is to end. A save is several changes, close together. */
static bool wait_for_change(struct file_watch *watch, int signals)
{
	struct pollfd ready[] = {
		{.fd = file_watch_descriptor(watch), .events = POLLIN},
		{.fd = signals, .events = POLLIN},
	};
	bool changed = false;

	for (int waits = 0; waits < MOST_WAITS;) {
		int got = poll(ready, 2, changed ? QUIET : -1);

		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0 && ready[1].revents != 0)
			return false;
		if (got == 0)
			break;
		if (file_watch_changed(watch))
			changed = true;
		waits += changed;
	}
	return true;
}

/* On a terminal in place of what stood there before. */
static void show(const struct preview *preview, bool made, size_t times,
	bool quiet, const struct report *report)
{
	if (isatty(STDOUT_FILENO))
		fputs(CLEAR, stdout);
	if (!quiet && made)
		printf("%s: %s, %zu page%s, made %zu time%s\n", preview->path,
			preview->name, preview->pages,
			preview->pages == 1 ? "" : "s", times,
			times == 1 ? "" : "s");
	else if (!quiet)
		printf("%s: %zu error%s, %s\n",
			preview->path ? preview->path : "preview.pdf",
			report->errors, report->errors == 1 ? "" : "s",
			times > 0 ? "shows the last good letter"
				: "not made");
	fflush(stdout);
	problems_print(report);
}

/* False when nothing can be waited for. */
static bool make_once(const struct call *call, struct file_watch *watch,
	struct preview *preview, size_t *times)
{
	struct job_options options = call_job(call);
	struct report report = {0};
	bool watched = preview_watch(&options, watch, &report);
	bool made = preview_make(&options,
		call->only_count > 0 ? call->only[0] : NULL, preview, &report);

	*times += made;
	show(preview, made, *times, call->quiet, &report);
	report_clear(&report);
	return watched;
}

static enum status run(const struct call *call)
{
	enum status status = STATUS_NOT_STARTED;
	struct file_watch *watch = NULL;
	struct preview preview = {0};
	struct report report = {0};
	int signals = stop_open();
	size_t times = 0;

	if (call->only_count > 1) {
		fputs("lettermill watch: one letter can be watched: pass "
		      "--only once\n", stderr);
		goto out;
	}
	if (signals < 0) {
		report_error(&report, (struct place){0},
			"signals cannot be waited for: %s", strerror(errno));
		goto out;
	}
	watch = file_watch_new(&report);
	if (watch == NULL)
		goto out;
	do {
		if (!make_once(call, watch, &preview, &times))
			goto out;
		/* A wrong --config, not one that is being saved just now. */
		if (preview.path == NULL && access(call->config, F_OK) != 0)
			goto out;
	} while (wait_for_change(watch, signals));
	status = STATUS_DONE;
out:
	problems_print(&report);
	if (signals >= 0)
		close(signals);
	file_watch_free(watch);
	preview_clear(&preview);
	report_clear(&report);
	return status;
}

const struct command command_watch = {
	.name = "watch",
	.arguments = "",
	.summary = "make one letter again with every change of its files",
	.help = "Makes one letter, DIR/JOB/preview.pdf, and makes it again "
		"whenever the configuration, the text, data, a picture or a "
		"font changes, until Ctrl-C ends it: leave a PDF reader open "
		"beside the editor. It is the letter of --only, or of the "
		"first recipient. While something is wrong the last good one "
		"stays, and the problems of the job and of this letter are "
		"told; on a terminal in place of those before.\n\n"
		"The preview is not signed and stands in no record; letters "
		"are made by render alone, which can run at the same time.",
	.flags = FLAG_CONFIG | FLAG_OUT | FLAG_SET | FLAG_QUIET | FLAG_ONLY,
	.run = run,
};
