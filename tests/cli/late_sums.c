/*
 * For late.sh: with LIBRARY a library whose functions take more arguments than
 * registers hold, of several kinds, each with a weight of its own; else a
 * program that calls them. Its word says which is called first, and so has the
 * library loaded.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct wide {
	long numbers[5]; /* too much for registers to return */
};

double sum(int count, ...);
double mixed(int a, double b, const char *c, float d, long e, int f, int g,
	int h, int i, int j, double k);
struct wide wide(long first);

#ifdef LIBRARY

double sum(int count, ...)
{
	double all = 0;
	va_list numbers;

	va_start(numbers, count);
	for (int i = 1; i <= count; i++)
		all += i * va_arg(numbers, double);
	va_end(numbers);
	return all;
}

double mixed(int a, double b, const char *c, float d, long e, int f, int g,
	int h, int i, int j, double k)
{
	return a + 2 * b + 3 * (double)strlen(c) + 4 * d + 5 * (double)e +
		6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k;
}

struct wide wide(long first)
{
	struct wide made;

	for (long i = 0; i < 5; i++)
		made.numbers[i] = first + i;
	return made;
}

#else

static double call(const char *name)
{
	if (strcmp(name, "sum") == 0)
		return sum(9, 1., 2., 3., 4., 5., 6., 7., 8., 9.);
	if (strcmp(name, "mixed") == 0)
		return mixed(1, 2.5, "three", 4, 5, 6, 7, 8, 9, 10, 20.5);
	return (double)(wide(20).numbers[0] + wide(20).numbers[4] +
		wide(20).numbers[3] * 2);
}

int main(int argc, char **argv)
{
	call(argc == 2 ? argv[1] : "sum");
	printf("%g %g %g, then ", call("sum"), call("mixed"), call("wide"));
	printf("%g %g %g\n", call("sum"), call("mixed"), call("wide"));
	return 0;
}

#endif
