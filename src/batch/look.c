/* From the settings to what the layout and the PDF need; see look.h. */
#include "batch/look.h"

#include "batch/legibility.h"
#include "config/settings.h"
#include "options/options.h"
#include "pictures/load.h"

static bool load_pictures(struct job *job, struct report *report)
{
	struct layout_options *layout = &job->layout_options;
	struct picture_options *options;
	size_t count = options_for_pictures(job->settings, &options,
		&job->look);
	struct picture *pictures = arena_new(&job->look,
		count * sizeof(*pictures));
	bool done = true;

	job->image_count = count;
	job->images = arena_new(&job->look, count * sizeof(*job->images));
	for (size_t i = 0; i < count; i++) {
		pictures[i].width = options[i].width;
		if (options[i].path == NULL)
			continue;
		pictures[i].image = &job->images[i];
		done = image_load(options[i].path, options[i].place,
			&job->images[i], report) && done;
	}
	layout->mark = pictures[0];
	layout->signatures = pictures + 1;
	layout->signature_count = count - 1;
	return done;
}

static bool load_hyphens(struct job *job, struct report *report)
{
	const struct section *type = settings_section(job->settings, "type");
	const char *path = section_text(type, "hyphenation");

	if (path == NULL)
		return true;
	if (!hyphens_load(path, section_key_place(type, "hyphenation"),
		    &job->hyphens, report))
		return false;
	job->layout_options.hyphens = job->hyphens;
	return true;
}

bool look_load(struct job *job, struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "fonts");
	struct font_options fonts = options_for_fonts(job->settings);
	struct pdf_options pdf = {
		.profile_path = section_text(section, "profile"),
		.profile_place = section_key_place(section, "profile"),
		.producer = "lettermill " LETTERMILL_VERSION,
	};
	bool done = legibility_check(job->settings, report);

	job->layout_options = options_for_layout(job->settings);
	done = load_pictures(job, report) && done;
	done = pdf_writer_new(&pdf, &job->writer, report) && done;
	done = fonts_load(&fonts, &job->fonts, report) && done;
	return load_hyphens(job, report) && done;
}

void look_compress(struct job *job)
{
	for (size_t i = 0; i < job->image_count; i++)
		pdf_prepare_image(job->writer, &job->images[i]);
}

void look_clear(struct job *job)
{
	pdf_writer_free(job->writer);
	fonts_free(job->fonts);
	hyphens_free(job->hyphens);
	for (size_t i = 0; i < job->image_count; i++)
		image_clear(&job->images[i]);
	arena_clear(&job->look);
}
