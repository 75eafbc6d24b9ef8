/*
 * Letters drawn by lot, the same for the same seed: in the order of the SHA-256
 * of seed and key, the first of those that are offered.
 *
 *	struct sample sample = {.wanted = 20, .seed = "july"};
 *	sample_offer(&sample, key);	for each
 *	sample_draw(&sample);
 *	... sample.drawn[0].key to sample.drawn[sample.count - 1].key
 *	sample_clear(&sample);
 *
 * No more than twice as many as are wanted are kept meanwhile.
 */
#ifndef DISPATCH_SAMPLE_H
#define DISPATCH_SAMPLE_H

#include <stddef.h>

#include "sign/digest.h"

struct drawn {
	unsigned char order[DIGEST_SIZE];
	char *key;
};

struct sample {
	size_t wanted;	  /* 0: all of them, in that order */
	const char *seed; /* NULL: none */
	struct drawn *drawn;
	size_t count, room;
};

/* The key is copied. */
void sample_offer(struct sample *sample, const char *key);
void sample_draw(struct sample *sample);
void sample_clear(struct sample *sample);

#endif
