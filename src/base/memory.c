/* Heap memory that never fails; see memory.h. */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *check(void *block)
{
	if (block == NULL) {
		fputs("lettermill: out of memory\n", stderr);
		exit(2);
	}
	return block;
}

void *memory_new(size_t size)
{
	return check(calloc(1, size ? size : 1));
}

void *memory_resize(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		check(NULL);
	count *= size;
	return check(realloc(old, count ? count : 1));
}

char *memory_strndup(const char *string, size_t length)
{
	char *copy = check(malloc(length + 1));

	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

char *memory_strdup(const char *string)
{
	return memory_strndup(string, strlen(string));
}

void *memory_share(size_t size)
{
	void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared != MAP_FAILED)
		return shared;
	perror("lettermill: cannot share memory with workers");
	exit(2);
}
