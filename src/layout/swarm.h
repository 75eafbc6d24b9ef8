/*
 * Dots along a scale, none on another: each stands in the column nearest to
 * its value that has room, so equal values make a block around their place.
 *
 *	struct swarm_room room = {.length = 180, .height = 50, .spill = 3,
 *		.most = 2.2, .least = 0.8, .shift = 10};
 *	swarm_place(places, count, &room, arena, &swarm);
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

/* `places` are within 0 and room->length. */
void swarm_place(const double *places, size_t count,
	const struct swarm_room *room, struct arena *arena, struct swarm *out);

#endif
