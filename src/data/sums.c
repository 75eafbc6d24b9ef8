/* Sums without loss; see sums.h. Windows of rows take rows out again. */
#include "data/sums.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

struct sum {
	double number, lost;
	double size; /* of all that went through, without signs */
	int64_t whole;	  /* as long as all are whole numbers */
	int64_t count, reals;
	bool overflows;
};

static void add(struct sum *sum, double number)
{
	double next = sum->number + number;

	if (fabs(sum->number) >= fabs(number))
		sum->lost += (sum->number - next) + number;
	else
		sum->lost += (number - next) + sum->number;
	sum->number = next;
	sum->size += fabs(number);
}

static void move(sqlite3_context *context, sqlite3_value *value, int sign)
{
	int type = sqlite3_value_numeric_type(value);
	struct sum *sum;

	if (type == SQLITE_NULL)
		return;
	sum = sqlite3_aggregate_context(context, sizeof(*sum));
	if (sum == NULL)
		return;
	sum->count += sign;
	add(sum, sign * sqlite3_value_double(value));
	if (type != SQLITE_INTEGER)
		sum->reals += sign;
	else if (sign > 0)
		sum->overflows |= __builtin_add_overflow(sum->whole,
			sqlite3_value_int64(value), &sum->whole);
	else
		sum->overflows |= __builtin_sub_overflow(sum->whole,
			sqlite3_value_int64(value), &sum->whole);
}

static void step(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	move(context, values[0], 1);
}

static void take_out(sqlite3_context *context, int count,
	sqlite3_value **values)
{
	(void)count;
	move(context, values[0], -1);
}

/*
 * A cell's double is only next to its decimal, and so is a sum of many: where a
 * decimal of up to 9 digits lies as near as that, it is meant. Past a double's
 * end the number says so, and nothing is left of the rest.
 */
static double total(const struct sum *sum)
{
	double number, decimal;

	if (!isfinite(sum->lost))
		return sum->number;
	number = sum->number + sum->lost;
	for (double unit = 1; unit <= 1e9; unit *= 10) {
		decimal = round(number * unit) / unit;
		if (fabs(decimal - number) <= sum->size * DBL_EPSILON)
			return decimal;
	}
	return number;
}

static void tell_sum(sqlite3_context *context)
{
	struct sum *sum = sqlite3_aggregate_context(context, 0);

	if (sum == NULL || sum->count == 0)
		sqlite3_result_null(context);
	else if (sum->reals > 0)
		sqlite3_result_double(context, total(sum));
	else if (sum->overflows)
		sqlite3_result_error(context, "integer overflow", -1);
	else
		sqlite3_result_int64(context, sum->whole);
}

static void tell_total(sqlite3_context *context)
{
	struct sum *sum = sqlite3_aggregate_context(context, 0);

	sqlite3_result_double(context, sum != NULL ? total(sum) : 0);
}

static void tell_average(sqlite3_context *context)
{
	struct sum *sum = sqlite3_aggregate_context(context, 0);

	if (sum == NULL || sum->count == 0)
		sqlite3_result_null(context);
	else
		sqlite3_result_double(context,
			total(sum) / (double)sum->count);
}

bool sums_install(sqlite3 *database)
{
	static const struct {
		const char *name;
		void (*tell)(sqlite3_context *context);
	} functions[] = {{"sum", tell_sum}, {"total", tell_total},
		{"avg", tell_average}};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (sqlite3_create_window_function(database, functions[i].name,
			    1, SQLITE_UTF8 | SQLITE_DETERMINISTIC |
				    SQLITE_INNOCUOUS, NULL, step,
			    functions[i].tell, functions[i].tell, take_out,
			    NULL) != SQLITE_OK)
			return false;
	return true;
}
