/* Drawing lots; see sample.h. */
#include "dispatch/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int compare(const void *a, const void *b)
{
	const struct drawn *left = a, *right = b;
	int order = memcmp(left->order, right->order, DIGEST_SIZE);

	return order != 0 ? order : strcmp(left->key, right->key);
}

void sample_draw(struct sample *sample)
{
	if (sample->count > 0)
		qsort(sample->drawn, sample->count, sizeof(*sample->drawn),
			compare);
	while (sample->wanted > 0 && sample->count > sample->wanted)
		free(sample->drawn[--sample->count].key);
}

void sample_offer(struct sample *sample, const char *key)
{
	struct text text = {0};
	struct drawn *drawn;

	if (sample->wanted > 0 && sample->count / 2 >= sample->wanted)
		sample_draw(sample);
	ARRAY_RESERVE(sample->drawn, sample->count, sample->room);
	drawn = &sample->drawn[sample->count++];
	drawn->key = memory_strdup(key);
	text_add(&text, sample->seed != NULL ? sample->seed : "");
	text_add(&text, key);
	digest_bytes(text_string(&text), text.length, drawn->order);
	text_clear(&text);
}

void sample_clear(struct sample *sample)
{
	for (size_t i = 0; i < sample->count; i++)
		free(sample->drawn[i].key);
	free(sample->drawn);
	*sample = (struct sample){0};
}
