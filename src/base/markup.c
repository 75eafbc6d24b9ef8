/* Text within XML or HTML; see markup.h. */
#include "base/markup.h"

void markup_add(struct text *out, const char *string)
{
	for (; *string != '\0'; string++) {
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
			text_add_char(out,
				(unsigned char)*string < ' ' ? ' ' : *string);
		}
	}
}
