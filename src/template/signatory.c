/* Signatories; see signatory.h. */
#include "template/signatory.h"

#include <string.h>

#include "base/nearest.h"

static bool refuse_name(const struct template_options *options,
	const struct tag *tag, struct report *report)
{
	struct nearest nearest = nearest_to(tag->body);

	for (size_t i = 1; i < options->signatory_count; i++)
		nearest_offer(&nearest, options->signatories[i].section);
	if (nearest.name != NULL)
		return report_error(report, tag->place, "there is no signatory "
			"'%s'; did you mean '%s'?", tag->body, nearest.name);
	return report_error(report, tag->place, "there is no signatory '%s': "
		"add a section [signatory %s]", tag->body, tag->body);
}

bool signatory_find(const struct template_options *options,
	const struct tag *tag, size_t *number, struct report *report)
{
	const struct signatory_options *all = options->signatories;
	bool has_any = false;

	for (size_t i = 0; i < options->signatory_count; i++)
		has_any |= all[i].name.text != NULL;
	if (tag->kind == TAG_SIGNATURES) {
		*number = ALL_SIGNATORIES;
		return has_any || report_error(report, tag->place,
			"{{signatures}} without a signatory: the configuration "
			"has to name some");
	}
	*number = 0;
	if (*tag->body == '\0')
		return (options->signatory_count > 0 &&
			all[0].name.text != NULL) || report_error(report,
			tag->place, "{{signature}} without a signatory: the "
			"configuration has to name one%s", has_any ?
			", or write {{signatures}} for all" : "");
	for (size_t i = 1; i < options->signatory_count; i++)
		if (strcmp(all[i].section, tag->body) == 0)
			*number = i;
	return *number != 0 || refuse_name(options, tag, report);
}

bool signatory_parse(struct signatory_text *text,
	const struct signatory_options *options, struct parts *parts,
	struct report *report)
{
	bool ok = steps_parse(&text->name, &options->name, parts->language,
		true, parts, report);

	text->role_count = options->role_count;
	text->roles = arena_new(&parts->arena,
		text->role_count * sizeof(*text->roles));
	for (size_t i = 0; i < text->role_count; i++)
		ok &= steps_parse(&text->roles[i], &options->roles[i],
			parts->language, true, parts, report);
	return ok;
}

/* "Signature of NAME, ROLE" */
static const char *describe(struct filling *filling,
	const struct signatory *signatory)
{
	const char *phrase = language_phrase(filling->language,
		PHRASE_SIGNATURE_OF);
	const char *who = signatory->name;

	if (signatory->role_count > 0)
		who = arena_join(filling->arena, who, ", ",
			signatory->roles[0]);
	text_reset(&filling->scratch);
	phrase_print(phrase, PHRASE_SIGNATURE_OF, who, NULL,
		&filling->scratch);
	return arena_strndup(filling->arena, filling->scratch.data,
		filling->scratch.length);
}

static bool fill_one(struct filling *filling, size_t number,
	struct signatory *out)
{
	const struct signatory_text *text = &filling->signatories[number];
	const char **roles = arena_new(filling->arena,
		text->role_count * sizeof(*roles));

	*out = (struct signatory){.number = number, .roles = roles,
		.name = fill_line(filling, &text->name)};
	if (out->name == NULL)
		return false;
	for (size_t i = 0; i < text->role_count; i++) {
		const char *role = fill_line(filling, &text->roles[i]);

		if (role != NULL)
			roles[out->role_count++] = role;
	}
	out->image_alt = describe(filling, out);
	return true;
}

bool signatory_fill(struct filling *filling, size_t number,
	struct block *block)
{
	bool is_all = number == ALL_SIGNATORIES;
	size_t first = is_all ? 0 : number;
	size_t end = is_all ? filling->signatory_count : number + 1;
	struct signatory *signatories = arena_new(filling->arena,
		(end - first) * sizeof(*signatories));

	block->signatories = signatories;
	for (size_t i = first; i < end; i++)
		if (fill_one(filling, i,
			    &signatories[block->signatory_count]))
			block->signatory_count++;
	if (block->signatory_count == 0)
		return false;
	/* A letter is signed once. */
	if (!filling->is_marked)
		block->mark = fill_line(filling, filling->mark);
	filling->is_marked = true;
	return true;
}

void signatory_repertoire(const struct signatory_text *text, struct text *out)
{
	steps_repertoire(&text->name, out);
	for (size_t i = 0; i < text->role_count; i++)
		steps_repertoire(&text->roles[i], out);
}
