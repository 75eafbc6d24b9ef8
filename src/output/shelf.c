/* Where letters stand; see shelf.h. */
#include "output/shelf.h"

#include <string.h>

#include "sign/digest.h"

void shelf_add(const char *name, enum shelves shelves, struct text *out)
{
	unsigned char digest[DIGEST_SIZE];

	text_add(out, "letters/");
	if (shelves != SHELVES_FLAT)
		digest_bytes(name, strlen(name), digest);
	if (shelves >= SHELVES_256)
		text_printf(out, "%02x/", digest[0]);
	if (shelves >= SHELVES_65536)
		text_printf(out, "%02x/", digest[1]);
	text_add(out, name);
}

const char *shelf_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL ? slash + 1 : file;
}
