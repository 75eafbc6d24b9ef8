/*
 * What the drivers share: libFuzzer's entry, and the bytes as a file, because
 * the program reads files. The file is in memory and has a name of its own.
 *
 *	const char *path = fuzz_file(data, size);
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops at what no input may bring about. */
#define FUZZ_EXPECT(truth) ((truth) ? (void)0 : abort())

/* Lent; the next call writes the same file anew. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	FUZZ_EXPECT(ftruncate(fd, 0) == 0 &&
		pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

/* Fit for one line, and of so many bytes; see text_add_plain(). */
static inline void fuzz_expect_plain(const char *words, size_t most)
{
	FUZZ_EXPECT(strlen(words) <= most + strlen("..."));
	while (*words != '\0')
		FUZZ_EXPECT(!utf8_is_unfit(utf8_next(&words)));
}

#endif
