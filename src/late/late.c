/* Loading a library late; see late.h. */
#include "late/late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *check(void *found)
{
	if (found == NULL) {
		fprintf(stderr, "lettermill: %s\n", dlerror());
		exit(2);
	}
	return found;
}

void late_load(const struct late_library *library)
{
	void *handle = check(dlopen(library->soname, RTLD_LAZY | RTLD_LOCAL));
	const char *name = library->names;

	for (size_t i = 0; i < library->count; i++) {
		void *function = check(dlsym(handle, name));

		__atomic_store_n(&library->functions[i], function,
			__ATOMIC_RELEASE);
		name += strlen(name) + 1;
	}
}
