/*
 * Reading the marks; see marks.h. Of XMP only the properties that are wanted
 * are looked for, written as elements or as attributes (ISO 16684-1).
 */
#include "reading/marks.h"

#include <stdio.h>
#include <string.h>

#include "reading/pdf_file.h"
#include "reading/text_string.h"

#define DATE_LENGTH 16 /* of D:20200722120000 */

struct marking {
	struct pdf_file *file;
	const struct object *catalog;
	struct text xmp;
};

/* ---- XMP ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One character, of which "&...;" may be a way to write it. */
static void add_character(const char **at, struct text *out)
{
	static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;",
		"&apos;"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i]);

		if (strncmp(*at, names[i], length) != 0)
			continue;
		text_add_char(out, "&<>\"'"[i]);
		*at += length;
		return;
	}
	text_add_char(out, *(*at)++);
}

/* From `at` to `end`, without the tags and blanks around what is inside. */
static void add_content(const char *at, const char *end, struct text *out)
{
	while (at < end && (is_blank(*at) || *at == '<')) {
		if (*at == '<')
			while (at < end && *at != '>')
				at++;
		at += at < end;
	}
	while (at < end && *at != '<')
		add_character(&at, out);
}

/* An element's text or an attribute's value; false where there is neither. */
static bool find_property(const struct text *xmp, const char *name,
	struct text *out)
{
	const char *from = text_string(xmp), *at, *end;
	size_t length = strlen(name);
	char close[64];

	snprintf(close, sizeof(close), "</%s>", name);
	for (; (at = strstr(from, name)) != NULL; from = at + length) {
		end = at + length;
		if (at == from)
			continue;
		if (at[-1] == '<' && *end == '>') {
			at = end + 1;
			end = strstr(at, close);
		} else if (is_blank(at[-1]) && end[0] == '=' &&
			(end[1] == '"' || end[1] == '\'')) {
			at = end + 2;
			end = strchr(at, end[1]);
		} else {
			continue;
		}
		if (end == NULL)
			return false;
		add_content(at, end, out);
		return true;
	}
	return false;
}

static bool xmp_says(const struct text *xmp, const char *name,
	const char *value)
{
	struct text found = {0};
	bool says = find_property(xmp, name, &found) &&
		strcmp(text_string(&found), value) == 0;

	text_clear(&found);
	return says;
}

/* ---- the two lists of properties ---- */

/* "D:20200722120000Z" as XMP writes it: 2020-07-22T12:00:00Z. */
static void turn_date(struct text *date)
{
	static const size_t widths[] = {4, 2, 2, 2, 2, 2};
	static const char after[] = "--T::";
	struct text out = {0};
	const char *at = text_string(date);

	if (date->length < DATE_LENGTH || strncmp(at, "D:", 2) != 0)
		return;
	at += 2;
	for (int i = 0; i < 6; at += widths[i++]) {
		text_append(&out, at, widths[i]);
		if (i < 5)
			text_add_char(&out, after[i]);
	}
	text_add(&out, at);
	text_clear(date);
	*date = out;
}

/* PDF/A-3, 6.6.2: what Info has, XMP has, and alike. */
static bool is_in_step(struct marking *marking, const char *key,
	const char *name, bool is_date)
{
	struct text said = {0}, found = {0};
	const struct object *value = pdf_file_get(marking->file,
		pdf_file_info(marking->file), key);
	bool same;

	if (value == NULL)
		return true;
	text_string_add(value, &said);
	same = find_property(&marking->xmp, name, &found);
	if (is_date)
		turn_date(&said);
	same = same && strcmp(text_string(&said), text_string(&found)) == 0;
	text_clear(&said);
	text_clear(&found);
	return same;
}

/* The key that is not in step; NULL: all are. */
static const char *out_of_step(struct marking *marking)
{
	static const struct {
		const char *key, *name;
		bool is_date;
	} pairs[] = {
		{"Title", "dc:title", false},
		{"Author", "dc:creator", false},
		{"Subject", "dc:description", false},
		{"Keywords", "pdf:Keywords", false},
		{"Creator", "xmp:CreatorTool", false},
		{"Producer", "pdf:Producer", false},
		{"CreationDate", "xmp:CreateDate", true},
		{"ModDate", "xmp:ModifyDate", true},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (!is_in_step(marking, pairs[i].key, pairs[i].name,
			pairs[i].is_date))
			return pairs[i].key;
	return NULL;
}

/* ---- the catalogue ---- */

static const struct object *catalog_get(struct marking *marking,
	const char *key)
{
	return pdf_file_get(marking->file, marking->catalog, key);
}

/* Whether a dictionary in the catalogue has an entry that is true. */
static bool is_true(struct marking *marking, const char *key,
	const char *inner)
{
	const struct object *found = pdf_file_get(marking->file,
		catalog_get(marking, key), inner);

	return found != NULL && found->kind == OBJECT_BOOL &&
		found->integer == 1;
}

static bool is_tagged(struct marking *marking)
{
	return is_true(marking, "MarkInfo", "Marked") &&
		object_is_name(pdf_file_get(marking->file, catalog_get(marking,
			"StructTreeRoot"), "Type"), "StructTreeRoot");
}

static bool has_language(struct marking *marking)
{
	const struct object *found = catalog_get(marking, "Lang");

	return found != NULL && found->kind == OBJECT_STRING &&
		found->length > 0;
}

static bool has_profile(struct marking *marking)
{
	const struct object *intents = catalog_get(marking, "OutputIntents");
	const struct object *intent;

	if (intents == NULL || intents->kind != OBJECT_ARRAY ||
		intents->count == 0)
		return false;
	intent = pdf_file_follow(marking->file, &intents->items[0]);
	return object_is_name(pdf_file_get(marking->file, intent, "S"),
			"GTS_PDFA1") &&
		pdf_file_get(marking->file, intent, "DestOutputProfile") !=
			NULL;
}

/* What neither mark goes without; NULL: nothing is missing. */
static const char *missing_for_both(struct marking *marking)
{
	if (!is_tagged(marking))
		return "it has no tags (MarkInfo, StructTreeRoot)";
	return has_language(marking) ? NULL
				     : "it does not name its language (Lang)";
}

static const char *missing_for_ua(struct marking *marking)
{
	const char *missing = missing_for_both(marking);
	struct text title = {0};

	if (!xmp_says(&marking->xmp, "pdfuaid:part", "1"))
		return "its metadata do not say so (pdfuaid:part)";
	if (missing != NULL)
		return missing;
	if (!is_true(marking, "ViewerPreferences", "DisplayDocTitle") ||
		!find_property(&marking->xmp, "dc:title", &title))
		missing = "it does not show its title (dc:title, "
			"DisplayDocTitle)";
	text_clear(&title);
	return missing;
}

static const char *missing_for_a(struct marking *marking)
{
	if (!xmp_says(&marking->xmp, "pdfaid:part", "3") ||
		!xmp_says(&marking->xmp, "pdfaid:conformance", "A"))
		return "its metadata do not say so (pdfaid:part, "
			"pdfaid:conformance)";
	if (!has_profile(marking))
		return "it has no colour profile (OutputIntents)";
	return missing_for_both(marking);
}

/* ---- in words ---- */

static void tell(struct marks *marks, const char *ua, const char *a,
	const char *step)
{
	struct text *words = &marks->words;

	marks->accessible = ua == NULL;
	marks->archival = a == NULL && step == NULL;
	if (marks->accessible && marks->archival)
		text_add(words, "marked as accessible (PDF/UA-1) and archival "
			"(PDF/A-3A)");
	else if (marks->accessible)
		text_add(words, "marked as accessible (PDF/UA-1); ");
	else
		text_printf(words, "not marked as accessible (PDF/UA-1): %s; ",
			ua);
	if (!marks->archival && a != NULL)
		text_printf(words, "not marked as archival (PDF/A-3A): %s", a);
	else if (!marks->archival)
		text_printf(words, "not archival (PDF/A-3A), though marked so: "
			"%s differs from the metadata", step);
	else if (!marks->accessible)
		text_add(words, "marked as archival (PDF/A-3A)");
}

void marks_read(const char *bytes, size_t length, struct marks *out)
{
	struct marking marking = {.file = pdf_file_open(bytes, length)};
	const struct object *metadata;
	const char *ua, *a, *step, *fault;

	*out = (struct marks){0};
	marking.catalog = pdf_file_catalog(marking.file);
	metadata = catalog_get(&marking, "Metadata");
	if (metadata != NULL &&
		!pdf_file_stream(marking.file, metadata, &marking.xmp))
		text_reset(&marking.xmp);
	ua = missing_for_ua(&marking);
	a = missing_for_a(&marking);
	step = out_of_step(&marking);
	fault = pdf_file_fault(marking.file);
	if (fault != NULL)
		text_printf(&out->words, "what it is marked as cannot be read: "
			"%s", fault);
	else
		tell(out, ua, a, step);
	text_clear(&marking.xmp);
	pdf_file_free(marking.file);
}

void marks_clear(struct marks *marks)
{
	text_clear(&marks->words);
	*marks = (struct marks){0};
}
