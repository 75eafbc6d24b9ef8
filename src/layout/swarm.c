/* Dots shrink until none stands too far from its value; see swarm.h. */
#include "layout/swarm.h"

#include <math.h>

#define DISTANCE 2.3 /* from dot to dot, in radii */
#define SHRINK	 0.93
#define BAR	 2.0 /* radius of a bar, in least radii */

/* Columns of dots of one radius; the outer ones of the scale on its ends. */
static void lay_columns(const struct swarm_room *room, double radius,
	struct arena *arena, struct swarm *out)
{
	size_t steps = (size_t)(room->length / (DISTANCE * radius)), extra = 0;

	if (steps < 1)
		steps = 1;
	*out = (struct swarm){.radius = radius, .rise = DISTANCE * radius,
		.step = room->length / (double)steps};
	if (out->step > 0 && room->spill > radius)
		extra = (size_t)((room->spill - radius) / out->step);
	out->left = -(double)extra * out->step;
	out->columns = steps + 1 + 2 * extra;
	out->counts = arena_new(arena, out->columns * sizeof(*out->counts));
}

static size_t nearest_column(const struct swarm *swarm, double place)
{
	return swarm->step > 0 ?
		(size_t)((place - swarm->left) / swarm->step + 0.5) : 0;
}

/* The nearest column with room; of two, the one with fewer dots. */
static size_t find_column(const struct swarm *swarm, size_t rows, size_t near)
{
	for (size_t d = 0; d < swarm->columns; d++) {
		bool has_left = d <= near && swarm->counts[near - d] < rows;
		bool has_right = near + d < swarm->columns &&
			swarm->counts[near + d] < rows;

		if (has_left && (!has_right || swarm->counts[near - d] <=
				swarm->counts[near + d]))
			return near - d;
		if (has_right)
			return near + d;
	}
	return swarm->columns;
}

static size_t row_count(const struct swarm *swarm,
	const struct swarm_room *room)
{
	size_t rows = (size_t)(room->height / swarm->rise);

	return rows < 1 ? 1 : rows;
}

/* False when a dot has no room or stands too far off. */
static bool place_dots(const double *places, size_t count,
	const struct swarm_room *room, struct swarm *swarm)
{
	size_t rows = row_count(swarm, room);

	if (count > rows * swarm->columns)
		return false;
	for (size_t i = 0; i < count; i++) {
		size_t column = find_column(swarm, rows,
			nearest_column(swarm, places[i]));

		if (column == swarm->columns || fabs(swarm->left +
			    (double)column * swarm->step - places[i]) >
				room->shift)
			return false;
		swarm->counts[column]++;
	}
	return true;
}

/* How many of the ascending places belong to columns before this one. */
static size_t count_before(const struct swarm *swarm, size_t column,
	const struct swarm_members *members)
{
	size_t first = 0, last = members->count;

	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (nearest_column(swarm, members->place(members->context,
			    middle)) < column)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

/* A group may be of all recipients: its members are not walked through. */
static void place_bars(const struct swarm_members *members,
	const struct swarm_room *room, struct arena *arena, struct swarm *out)
{
	size_t most = 1, before = 0;

	lay_columns(room, BAR * room->least, arena, out);
	out->is_bars = true;
	for (size_t i = 0; i < out->columns; i++) {
		size_t next = count_before(out, i + 1, members);

		out->counts[i] = next - before;
		before = next;
		if (out->counts[i] > most)
			most = out->counts[i];
	}
	out->rise = room->height / (double)most;
}

/* Dots as large as there is room for; false when even the least have none. */
static bool place_largest(const struct swarm_members *members,
	const struct swarm_room *room, struct arena *arena, struct swarm *out)
{
	double *places = arena_new(arena, members->count * sizeof(*places));

	for (size_t i = 0; i < members->count; i++)
		places[i] = members->place(members->context, i);
	for (double radius = room->most; radius > room->least;
		radius *= SHRINK) {
		lay_columns(room, radius, arena, out);
		if (place_dots(places, members->count, room, out))
			return true;
	}
	lay_columns(room, room->least, arena, out);
	return place_dots(places, members->count, room, out);
}

void swarm_place(const struct swarm_members *members,
	const struct swarm_room *room, struct arena *arena, struct swarm *out)
{
	lay_columns(room, room->least, arena, out);
	if (members->count > row_count(out, room) * out->columns ||
		!place_largest(members, room, arena, out))
		place_bars(members, room, arena, out);
}
