/*
 * The text of one cell: what number it is, and how a message shows it.
 *
 *	const char *fault = cell_number("1,234", DECIMAL_POINT, &number);
 *	if (fault != NULL)
 *		report_error(report, place, "'%s' %s", cell_show(cell, shown),
 *			fault);
 */
#ifndef DATA_CELL_H
#define DATA_CELL_H

/* What parts the decimals of a file's numbers. */
enum decimal_mark {
	DECIMAL_POINT,	/* 1,204.5 */
	DECIMAL_COMMA,	/* 1.204,5, or with a blank or an apostrophe */
	DECIMAL_UNKNOWN /* as with a point, but 1.204 and 1,204 are refused */
};

#define CELL_SHOWN 64 /* bytes of what a message shows, its NUL included */

/*
 * "12", "1,234.5", "12%" (12: the sign is dropped). NULL when it is a number
 * that a double keeps exactly (to 15 digits), else what is wrong with it.
 */
const char *cell_number(const char *cell, enum decimal_mark decimal,
	double *out);
/* A copy that fits a message: cut when long, control characters as '?'. */
const char *cell_show(const char *cell, char shown[CELL_SHOWN]);

#endif
