/*
 * Dots along a scale, none on another: each stands in the column nearest to
 * its value that has room, so equal values make a block around their place.
 *
 *	struct swarm_room room = {.length = 180, .height = 50, .spill = 3,
 *		.most = 2.2, .least = 0.8, .shift = 10};
 *	struct swarm_members members = {place_of, &chart, chart.peer_count};
 *	swarm_place(&members, &room, arena, &swarm);
 *
 * Lengths are points; places are counted from the scale's start. Nothing here
 * fails: where even the least dots do not fit, swarm.is_bars says that counts
 * are to be drawn as bars.
 */
#ifndef LAYOUT_SWARM_H
#define LAYOUT_SWARM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct swarm_room {
	double length, height;
	double spill;	    /* how far dots may reach past the scale's ends */
	double most, least; /* radius of a dot */
	double shift;	    /* how far a dot may stand from its value */
};

struct swarm {
	double radius;
	double left;   /* centre of the first column, 0 or less */
	double step;   /* from column to column */
	double rise;   /* from dot to dot, or of a bar for each of its count */
	size_t *counts; /* by column */
	size_t columns;
	bool is_bars;
};

/* Their places ascend from 0 to room->length. */
struct swarm_members {
	double (*place)(const void *context, size_t number);
	const void *context;
	size_t count;
};

/* Of a crowd that will be bars only some members are asked for their place. */
void swarm_place(const struct swarm_members *members,
	const struct swarm_room *room, struct arena *arena, struct swarm *out);

#endif
