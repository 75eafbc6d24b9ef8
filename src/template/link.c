/* Addresses of links; see link.h. */
#include "template/link.h"

#include <string.h>
#include <strings.h>

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c));
}

static bool is_hex(char c)
{
	return c != '\0' && strchr("0123456789abcdefABCDEF", c) != NULL;
}

/* `kept` are the reserved characters that may stand as they are. */
static void encode(const char *string, const char *kept, struct text *out)
{
	for (const char *c = string; *c != '\0'; c++) {
		bool escape = *c == '%' && *kept == ':' && is_hex(c[1]) &&
			is_hex(c[2]);

		if (is_unreserved(*c) || strchr(kept, *c) != NULL || escape)
			text_add_char(out, *c);
		else
			text_printf(out, "%%%02X", (unsigned char)*c);
	}
}

static bool begins_with(const struct text *uri, const char *scheme)
{
	return strncasecmp(text_string(uri), scheme, strlen(scheme)) == 0;
}

/* False when it is no address that a letter may point to. */
static bool encode_runs(const struct run *runs, size_t count,
	struct text *out)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:"};

	for (size_t i = 0; i < count; i++) {
		const char *kept = ":/?#[]@!$&'()*+,;=";

		if (runs[i].field != NULL && out->length > 0)
			kept = begins_with(out, "mailto:") ? "@" : "";
		encode(runs[i].text, kept, out);
	}
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (begins_with(out, schemes[i]) &&
			out->length > strlen(schemes[i]))
			return true;
	return false;
}

static bool refuse(const struct text *uri, struct place place,
	struct report *report)
{
	return report_error(report, place, "the link's address '%s' is none: "
		"it has to begin with https://, http:// or mailto:",
		text_string(uri));
}

const struct link *link_parse(struct builder *builder, const char *url,
	struct place place)
{
	struct arena *arena = &builder->parts->arena;
	struct link *link = arena_new(arena, sizeof(*link));
	struct builder inner = {.parts = builder->parts,
		.source = builder->source, .report = builder->report,
		.language = builder->language};
	struct text uri = {0};
	struct run run = {0};

	builder_text(&inner, url, place);
	builder_finish(&inner);
	builder->failed |= inner.failed;
	link->steps = inner.steps;
	link->place = place;
	for (size_t i = 0; i < inner.steps.count; i++)
		if (inner.steps.items[i].kind != STEP_TEXT)
			return link;
	run.text = inner.steps.count > 0 ? inner.steps.items[0].text : "";
	if (!encode_runs(&run, 1, &uri))
		builder->failed = !refuse(&uri, place, builder->report);
	link->fixed = arena_strdup(arena, text_string(&uri));
	text_clear(&uri);
	return link;
}

const char *link_fill(struct filling *filling, const struct link *link)
{
	struct block block = {0};
	const char *uri = link->fixed;
	bool failed = filling->failed, unseen = filling->is_unseen;

	if (uri != NULL)
		return uri;
	filling->failed = false;
	filling->is_unseen = true;
	fill_steps(filling, &link->steps, &block);
	filling->is_unseen = unseen;
	text_reset(&filling->scratch);
	if (encode_runs(block.runs, block.run_count, &filling->scratch))
		uri = arena_strdup(filling->arena,
			text_string(&filling->scratch));
	else if (!filling->failed)
		filling->failed = !refuse(&filling->scratch, link->place,
			filling->report);
	filling->failed |= failed;
	return uri;
}
