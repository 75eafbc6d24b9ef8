/*
 * What every letter of a job depends on besides its own data: the settings in
 * effect and the files they name, as lines like those of inputs.h.
 */
#ifndef BATCH_PARTS_H
#define BATCH_PARTS_H

#include "base/report.h"
#include "base/text.h"
#include "config/settings.h"
#include "sign/file_digests.h"

/* `digests` may be NULL. False when a file cannot be read, which is reported.
 */
bool parts_collect(const struct settings *settings,
	struct file_digests *digests, struct text *out, struct report *report)
	MUST_CHECK;

#endif
