/*
 * A path in a folder that is gone after the test, and a report.
 *
 *	static int set_up(void **state)
 *	{
 *		*state = world_new("out/job");
 *		return 0;
 *	}
 *	...
 *	world_free(world);
 */
#ifndef UNIT_FOLDER_WORLD_H
#define UNIT_FOLDER_WORLD_H

#include "output/folder.h"
#include "scratch.h"

struct world {
	char *scratch, *path;  /* of what the test makes in it */
	struct folder *folder; /* NULL: not open */
	struct report report;
};

static inline struct world *world_new(const char *name)
{
	struct world *world = memory_new(sizeof(*world));

	world->scratch = scratch_new();
	world->path = scratch_path(world->scratch, name);
	return world;
}

static inline void world_free(struct world *world)
{
	folder_close(world->folder);
	report_clear(&world->report);
	free(world->path);
	scratch_free(world->scratch);
	free(world);
}

#endif
