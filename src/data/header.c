/* Headers as people write them, found; see load.h. */
#include "data/load.h"

#include <string.h>

#include "base/nearest.h"
#include "data/cell.h"

/* Without regard to ASCII case and to blanks around (of cells: cut off). */
static bool same_header(const char *wanted, const char *cell)
{
	size_t length;

	wanted += strspn(wanted, " \t");
	length = strlen(wanted);
	while (length > 0 && strchr(" \t", wanted[length - 1]) != NULL)
		length--;
	return strlen(cell) == length &&
		sqlite3_strnicmp(wanted, cell, (int)length) == 0;
}

/* Sets *field, from 1; false and a report at `place` when not just one fits. */
static bool find_field(const struct load *load, const struct csv_row *row,
	const char *header, struct place place, int *field)
{
	struct nearest nearest = nearest_to(header);
	const char *path = load->source->path;
	char shown[CELL_SHOWN];

	*field = 0;
	for (size_t i = 0; i < row->count; i++) {
		nearest_offer(&nearest, row->cells[i]);
		if (!same_header(header, row->cells[i]))
			continue;
		if (*field > 0)
			return report_error(load->report,
				load_place(load, row->line, (int)i + 1),
				"'%s' stands twice, in columns %d and %zu: "
				"rename one", header, *field, i + 1);
		*field = (int)i + 1;
	}
	if (*field > 0)
		return true;
	if (row->count == 1)
		return report_error(load->report, place, "%s has no column "
			"'%s', only '%s': is delimiter right?", path, header,
			cell_show(row->cells[0], shown));
	if (nearest.name != NULL)
		return report_error(load->report, place, "%s has no column "
			"'%s'; did you mean '%s'?", path, header,
			cell_show(nearest.name, shown));
	return report_error(load->report, place, "%s has no column '%s': see "
		"its first line", path, header);
}

bool load_header(struct load *load, const struct csv_row *row)
{
	const struct source_options *options = load->options;
	bool done = true;

	load->header_count = row->count;
	if (row->fault != NULL)
		return report_error(load->report, load_place(load, row->line,
			row->fault_column), "%s", row->fault);
	load->source->header_offset = row->offset;
	load->source->header_length = row->length;
	if (!find_field(load, row, options->key, options->place,
		    &load->key_field))
		done = false;
	/* Cells that hang together hide every column: that is told once. */
	if (!done && row->count == 1)
		return false;
	load->source->key_field = load->key_field;
	for (size_t i = 0; i < options->column_count; i++)
		if (!find_field(load, row, options->columns[i].header,
			    options->columns[i].place,
			    &load->columns[i].field))
			done = false;
	return done;
}
