/* A progress bar, redrawn only when its percentage moves; see progress.h. */
#include "batch/progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 40

struct progress progress_start(bool wanted, size_t total)
{
	return (struct progress){.shown = wanted && isatty(STDERR_FILENO),
		.total = total, .percent = -1};
}

void progress_show(struct progress *progress, size_t done)
{
	int percent, filled;

	if (!progress->shown || progress->total == 0)
		return;
	percent = (int)(100 * done / progress->total);
	if (percent == progress->percent)
		return;
	progress->percent = percent;
	filled = BAR_WIDTH * percent / 100;
	fprintf(stderr, "\r[%.*s%*s] %3d%%  %zu of %zu", filled,
		"########################################",
		BAR_WIDTH - filled, "", percent, done, progress->total);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->shown && progress->percent >= 0)
		fputs("\r\033[K", stderr);
	progress->percent = -1;
}
