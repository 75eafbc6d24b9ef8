/* A message that is about to be sent; see parcel.h. */
#include "dispatch/parcel.h"

#include <string.h>

#include "dispatch/post.h"
#include "output/approval.h"
#include "sign/digest.h"

static const char *hex_of(struct arena *arena, const struct text *bytes)
{
	char hex[DIGEST_HEX];

	digest_of(text_string(bytes), bytes->length, hex);
	return arena_strdup(arena, hex);
}

/* Is it what 'mail' wrote, with the letter that there is? */
static void compare(const struct parcel_desk *desk, const struct entry *entry,
	const struct delivery *delivery, struct parcel *out)
{
	struct text pdf = {0};
	const char *why;

	if (*delivery->digest == '\0' || strcmp(hex_of(desk->arena,
			&out->bytes), delivery->digest) != 0) {
		out->held = "its message is not the one that was written: run "
			    "'lettermill mail' again";
		return;
	}
	why = spooled_read(&out->bytes, desk->arena, &out->spooled, &pdf);
	out->sha256 = hex_of(desk->arena, &pdf);
	if (why != NULL)
		out->held = arena_printf(desk->arena, "its message %s", why);
	else if (strcmp(out->spooled.id, delivery->id) != 0)
		out->held = "its message has another Message-ID than the "
			    "record";
	else if (entry->state != LETTER_MADE ||
		strcmp(out->sha256, entry->sha256) != 0 ||
		strcmp(out->sha256, delivery->sha256) != 0)
		out->held = "its message holds another issue of the letter: "
			    "run 'lettermill mail' again";
	text_clear(&pdf);
}

static bool check_approval(const struct parcel_desk *desk, struct parcel *out,
	struct report *report)
{
	struct approval approval;

	if (!approval_of(desk->record, out->key, out->sha256, desk->persons,
		    desk->arena, &approval, report))
		return false;
	if (approval.state == APPROVAL_ENDED)
		out->held = arena_printf(desk->arena, "it is approved no "
			"longer: %s", approval.ended);
	else if (approval.state == APPROVAL_PART)
		out->held = "it is not approved by enough persons";
	else if (approval.state != APPROVAL_FULL)
		out->held = "it is not approved";
	return true;
}

bool parcel_open(const struct parcel_desk *desk, const struct entry *entry,
	const struct delivery *delivery, struct parcel *out,
	struct report *report)
{
	*out = (struct parcel){.key = entry->key, .file = ""};
	if (*entry->file != '\0')
		out->file = post_file(desk->arena, entry->file);
	if (*out->file == '\0' || folder_size(desk->folder, out->file) < 0) {
		out->held = "its message is gone: run 'lettermill mail' again";
		return true;
	}
	if (!folder_read(desk->folder, out->file, &out->bytes, report)) {
		out->held = "its message cannot be read";
		return true;
	}
	compare(desk, entry, delivery, out);
	return out->held != NULL || desk->is_for_trial ||
		check_approval(desk, out, report);
}

void parcel_clear(struct parcel *parcel)
{
	text_clear(&parcel->bytes);
}
