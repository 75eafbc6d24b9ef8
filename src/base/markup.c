/* Text within XML or HTML; see markup.h. */
#include "base/markup.h"

/* Up to what does not stand for itself; returns where that is. */
static const char *add_bare(struct text *out, const char *string)
{
	const char *end = string;

	while ((unsigned char)*end >= ' ' && *end != '&' && *end != '<' &&
		*end != '>' && *end != '"')
		end++;
	text_append(out, string, (size_t)(end - string));
	return end;
}

void markup_add(struct text *out, const char *string)
{
	for (; *(string = add_bare(out, string)) != '\0'; string++) {
		switch (*string) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		default:
			text_add_char(out, ' ');
		}
	}
}
