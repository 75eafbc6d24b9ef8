/*
 * A folder with a record in it, for one test.
 *
 *	static int set_up(void **state)
 *	{
 *		*state = world_new();
 *		return 0;
 *	}
 *	...
 *	world_reopen(world, false);	world->record
 *	world_free(world);
 *
 * Events in it happen in July 2020.
 */
#ifndef UNIT_RECORD_WORLD_H
#define UNIT_RECORD_WORLD_H

#include "base/arena.h"
#include "output/record.h"
#include "scratch.h"

struct world {
	char *scratch, *path;  /* of the record */
	struct record *record; /* NULL: not open */
	struct report report;
	struct arena arena;
};

static inline struct world *world_new(void)
{
	struct world *world = memory_new(sizeof(*world));

	setenv("SOURCE_DATE_EPOCH", "1595410200", 1);
	world->scratch = scratch_new();
	world->path = scratch_path(world->scratch, "job.db");
	return world;
}

static inline void world_reopen(struct world *world, bool read_only)
{
	record_close(world->record);
	world->record = NULL;
	if (!record_open(world->path, read_only, &world->record,
		    &world->report))
		fail_msg("%s", world->report.problems[0].message);
}

static inline void world_free(struct world *world)
{
	record_close(world->record);
	report_clear(&world->report);
	arena_clear(&world->arena);
	free(world->path);
	scratch_free(world->scratch);
	free(world);
	unsetenv("SOURCE_DATE_EPOCH");
}

#endif
