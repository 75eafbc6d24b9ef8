/* Looking at what a job's runs left; see peek.h. */
#include "batch/peek.h"

#include <stdlib.h>

#include "base/file.h"

bool job_peek(const struct job_options *options, struct folder **folder,
	struct record **record, struct report *report)
{
	char *place = NULL, *path;
	bool opened;

	if (!job_folder(options, &place, report))
		return false;
	path = path_in(place, "job.db");
	opened = folder_peek(place, folder, report) &&
		record_open(path, true, record, report);
	free(path);
	free(place);
	return opened;
}
