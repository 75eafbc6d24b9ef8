/*
 * Safe file names; see safe_name.h. Letter by letter, from tables: no library
 * is asked, so that a name is the same on every machine.
 */
#include "output/safe_name.h"

#include <string.h>

#include "base/utf8.h"

/*
 * Latin letters without their accents, by code point; a capital stands for
 * two letters, see `pairs`. What is no such letter is '-'.
 */
static const struct {
	uint32_t first;
	const char *bases;
} latin[] = {
	{0x00C0,
		"aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiii"
		"dnooooo-ouuuuyTyaaaaaaccccccccddddeeeeeeeeeegggg"
		"gggghhhhiiiiiiiiiiIIjjkkkllllllllllnnnnnnnnnooooo"
		"oOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
	{0x01CD,
		"aaiioouuuuuuuuuu-aaaaAA--ggkkoooo--j---gg--nnaaAA--"
		"aaaaeeeeiiiioooorrrruuuusstt--hh------aaeeooooooooyy"},
	{0x1E00,
		"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiii"
		"kkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr"
		"ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyy"
		"zzzzzzhtwy-s--S-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
		"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
		"uuyyyyyyyy"},
};

static const struct {
	char code;
	const char *letters;
} pairs[] = {{'A', "ae"}, {'I', "ij"}, {'O', "oe"}, {'S', "ss"}, {'T', "th"}};

static bool is_accent(uint32_t c)
{
	return c >= 0x0300 && c <= 0x036F; /* written after its letter */
}

/* Appends what stands for a code point that is not ASCII. */
static void add_folded(uint32_t c, struct text *out)
{
	char base = '-';

	for (size_t i = 0; i < sizeof(latin) / sizeof(*latin); i++)
		if (c >= latin[i].first &&
			c - latin[i].first < strlen(latin[i].bases))
			base = latin[i].bases[c - latin[i].first];
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (pairs[i].code == base) {
			text_add(out, pairs[i].letters);
			return;
		}
	text_add_char(out, base);
}

/* Windows takes these for devices, whatever suffix follows. */
static bool is_reserved(const char *name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul"};

	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (strcmp(name, devices[i]) == 0)
			return true;
	return (strncmp(name, "com", 3) == 0 ||
		strncmp(name, "lpt", 3) == 0) &&
		name[3] >= '0' && name[3] <= '9' && name[4] == '\0';
}

/* Appends what of a text is fit for a name; perhaps nothing. */
static void add_fit(const char *wanted, struct text *out)
{
	struct text folded = {0};
	size_t start = out->length;

	while (*wanted != '\0') {
		uint32_t c = utf8_next(&wanted);

		if (c >= 'A' && c <= 'Z')
			text_add_char(&folded, (char)(c - 'A' + 'a'));
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			text_add_char(&folded, (char)c);
		else if (c < 0x80)
			text_add_char(&folded, '-');
		else if (!is_accent(c))
			add_folded(c, &folded);
	}
	for (size_t i = 0; i < folded.length; i++) {
		size_t length = out->length - start;

		if (length == SAFE_NAME_MAX)
			break;
		if (folded.data[i] != '-' ||
			(length > 0 && out->data[out->length - 1] != '-'))
			text_add_char(out, folded.data[i]);
	}
	if (out->length > start && out->data[out->length - 1] == '-')
		out->data[--out->length] = '\0';
	text_clear(&folded);
}

void safe_name_add(const char *wanted, const char *otherwise,
	struct text *out)
{
	size_t start = out->length;

	add_fit(wanted, out);
	if (out->length == start)
		add_fit(otherwise, out);
	if (out->length == start)
		text_add(out, "unnamed");
	else if (is_reserved(out->data + start))
		text_add(out, "-file");
}
