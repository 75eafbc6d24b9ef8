/*
 * One block with a code that was made beforehand (tests/bench/codes.py), in one
 * pass: it is looked up where four bytes came last, and a symbol written.
 * Only the latest place is known, and the first match taken: to look further is
 * worth 5% of the bytes, and costs half as long again.
 */
#include "pdf/squeeze.h"

#include <assert.h>
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "base/memo.h"
#include "pdf/codes.h"

#define MOST	  258
#define WINDOW	  32768 /* bytes that a match reaches back at most */
#define HASH_BITS 15
#define LITERALS  256
#define END	  256 /* the symbol that ends a block */
#define LENGTHS	  257 /* the first symbol of a length */
#define KINDS	  3
#define SHORT	  300 /* bytes that a code of their own is too long for */
#define MISFIT	  2 /* a result this many times smaller is good enough */
#define LEVEL	  1 /* of libdeflate's compression, for the others */
#define HEADER	  256 /* bytes, at most */
#define DISTANCES 512 /* see index_of() */
#define MEMORY	  ((size_t)1 << 19) /* of common stretches of a kind */

#define NOINLINE __attribute__((noinline))

/* Bits in the order they are written, the lowest first. */
struct code {
	uint32_t bits;
	uint32_t count;
};

struct distance_code {
	size_t first; /* its least distance: what is over it follows the code */
	uint32_t bits, count;
	uint32_t whole; /* bits of both */
};

struct coding {
	struct code literals[LITERALS + 1]; /* and the end */
	struct code lengths[MOST + 1]; /* by length, with its extra bits */
	struct distance_code distances[DISTANCES];
	unsigned char header[HEADER]; /* how a stream begins */
	size_t header_length;	      /* whole bytes, */
	struct code header_rest;      /* and bits */
	struct memo *common; /* what stretches became, by their bytes */
};

struct bits {
	const unsigned char *bytes; /* with eight more to be read */
	size_t count;		    /* bits */
};

/* Bits on their way out. */
struct writer {
	unsigned char *at;
	uint64_t bits;
	unsigned count;
};

struct squeezer {
	struct libdeflate_compressor *compressor;
	struct coding codings[KINDS];
	/* Where four bytes came last, counted from `base`: smaller is of a
	 * stream before. Common stretches have a table of their own, so that
	 * those remembered and those squeezed now are the same to others. */
	uint32_t latest[1 << HASH_BITS], latest_common[1 << HASH_BITS];
	uint32_t base;
	struct text scratch; /* a common stretch */
};

static const unsigned char extra_of_length[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1,
	1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

static unsigned extra_of_distance(unsigned symbol)
{
	return symbol < 4 ? 0 : symbol / 2 - 1;
}

static unsigned first_distance(unsigned symbol)
{
	unsigned extra = extra_of_distance(symbol);

	return symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << extra) + 1;
}

/* ---- writing bits ---- */

static void put(struct writer *writer, struct code code)
{
	writer->bits |= (uint64_t)code.bits << writer->count;
	writer->count += code.count;
}

/* Fewer than 8 bits are left. */
static void flush(struct writer *writer)
{
	const uint64_t bits = htole64(writer->bits);

	memcpy(writer->at, &bits, sizeof(bits));
	writer->at += writer->count / 8;
	writer->bits >>= writer->count / 8 * 8;
	writer->count %= 8;
}

static void put_number(struct writer *writer, unsigned number, unsigned count)
{
	put(writer, (struct code){number, count});
	flush(writer);
}

/* ---- codes, made once ---- */

/* The code of each symbol, from how long they are (RFC 1951, 3.2.2). */
static void make_codes(const unsigned char *lengths, size_t count,
	struct code *out)
{
	uint32_t next = 0;

	for (unsigned length = 1; length <= 15; length++) {
		for (size_t i = 0; i < count; i++) {
			if (lengths[i] != length)
				continue;
			out[i] = (struct code){0, length};
			for (unsigned bit = 0; bit < length; bit++)
				out[i].bits |= (next >> bit & 1)
					<< (length - 1 - bit);
			next++;
		}
		next <<= 1;
	}
}

/* Equal lengths in a row, as symbol 16 says them: 3 to 6 times once more. */
static size_t repeats(const unsigned char *lengths, size_t at)
{
	size_t count = 0;

	while (at > 0 && at + count < CODE_SYMBOLS && count < 6 &&
		lengths[at + count] == lengths[at - 1])
		count++;
	return count < 3 ? 0 : count;
}

/* RFC 1951, 3.2.7. No symbol is without a code, so there are no zeros. */
static void put_lengths(struct writer *writer, const unsigned char *lengths,
	const unsigned char *of_lengths)
{
	static const unsigned char order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5,
		11, 4, 12, 3, 13, 2, 14, 1, 15};
	struct code codes[19] = {{0}};

	make_codes(of_lengths, 19, codes);
	put_number(writer, LITERAL_SYMBOLS - 257, 5);
	put_number(writer, DISTANCE_SYMBOLS - 1, 5);
	put_number(writer, 19 - 4, 4);
	for (int i = 0; i < 19; i++)
		put_number(writer, of_lengths[order[i]], 3);
	for (size_t i = 0; i < CODE_SYMBOLS;) {
		size_t again = repeats(lengths, i);

		put(writer, codes[again > 0 ? 16 : lengths[i]]);
		if (again > 0)
			put_number(writer, (unsigned)again - 3, 2);
		flush(writer);
		i += again > 0 ? again : 1;
	}
}

static void fill_lengths(struct coding *coding, const struct code *codes)
{
	unsigned length = 3;

	for (unsigned i = 0; i < sizeof(extra_of_length); i++) {
		unsigned extra = extra_of_length[i];

		for (unsigned j = 0; j < 1u << extra && length < MOST; j++)
			coding->lengths[length++] = (struct code){
				codes[i].bits | j << codes[i].count,
				codes[i].count + extra};
	}
	coding->lengths[MOST] = codes[sizeof(extra_of_length) - 1];
}

/* All distances of an index have the same symbol. */
static size_t index_of(size_t distance)
{
	return distance <= 256 ? distance - 1 : 256 + ((distance - 1) >> 7);
}

static void fill_distances(struct coding *coding, const struct code *codes)
{
	for (unsigned symbol = 0; symbol < DISTANCE_SYMBOLS; symbol++) {
		unsigned first = first_distance(symbol);
		const struct distance_code code = {first, codes[symbol].bits,
			codes[symbol].count, codes[symbol].count +
				extra_of_distance(symbol)};

		for (size_t i = index_of(first); i < DISTANCES; i++)
			coding->distances[i] = code;
	}
}

static void use_codes(struct coding *coding, const unsigned char *literals,
	size_t count, const unsigned char *distances)
{
	struct code codes[LITERAL_SYMBOLS + 2] = {{0}};

	make_codes(literals, count, codes);
	memcpy(coding->literals, codes, sizeof(coding->literals));
	fill_lengths(coding, codes + LENGTHS);
	make_codes(distances, DISTANCE_SYMBOLS, codes);
	fill_distances(coding, codes);
}

/* RFC 1951, 3.2.6. */
static void use_standard_codes(struct coding *coding)
{
	unsigned char literals[LITERAL_SYMBOLS + 2];
	unsigned char distances[DISTANCE_SYMBOLS];

	memset(literals, 8, sizeof(literals));
	memset(literals + 144, 9, 256 - 144);
	memset(literals + 256, 7, 280 - 256);
	memset(distances, 5, sizeof(distances));
	use_codes(coding, literals, sizeof(literals), distances);
}

static void read_lengths(const char *digits, unsigned char *out)
{
	for (; *digits != '\0'; digits++)
		*out++ = (unsigned char)(*digits <= '9' ? *digits - '0' :
			*digits - 'a' + 10);
}

static void make_coding(const struct known_code *known, struct coding *out)
{
	unsigned char lengths[CODE_SYMBOLS], of_lengths[19];
	struct writer writer = {.at = out->header};

	put_number(&writer, 0x78, 8); /* up to 32 KB back, */
	put_number(&writer, 0x01, 8); /* found quickly */
	put_number(&writer, 1, 1); /* the last block */
	if (known->lengths == NULL) {
		put_number(&writer, 1, 2);
		use_standard_codes(out);
	} else {
		read_lengths(known->lengths, lengths);
		read_lengths(known->of_lengths, of_lengths);
		put_number(&writer, 2, 2);
		put_lengths(&writer, lengths, of_lengths);
		use_codes(out, lengths, LITERAL_SYMBOLS,
			lengths + LITERAL_SYMBOLS);
	}
	out->header_length = (size_t)(writer.at - out->header);
	out->header_rest = (struct code){(uint32_t)writer.bits, writer.count};
	out->common = memo_new(MEMORY);
}

struct squeezer *squeezer_new(void)
{
	struct squeezer *squeezer = memory_new(sizeof(*squeezer));

	for (size_t i = 0; i < KINDS; i++)
		make_coding(&known_codes[i], &squeezer->codings[i]);
	squeezer->base = 1;
	squeezer->compressor = libdeflate_alloc_compressor(LEVEL);
	if (squeezer->compressor == NULL)
		abort(); /* no memory: there is no other reason */
	return squeezer;
}

void squeezer_free(struct squeezer *squeezer)
{
	if (squeezer == NULL)
		return;
	for (size_t i = 0; i < KINDS; i++)
		memo_free(squeezer->codings[i].common);
	libdeflate_free_compressor(squeezer->compressor);
	text_clear(&squeezer->scratch);
	free(squeezer);
}

/* ---- squeezing ---- */

static uint64_t eight(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return le64toh(word); /* the same slots on every machine */
}

/* Of the first four of those bytes: a match has so many at least. */
static size_t slot_of(uint64_t word)
{
	return (uint32_t)word * 0x9E3779B1u >> (32 - HASH_BITS);
}

/* Where what begins at `at` is not like what begins at `before` any more; the
 * first eight bytes are. */
static size_t end_of_match(const unsigned char *bytes, size_t length,
	size_t at, size_t before)
{
	size_t end = length - at > MOST ? at + MOST : length;
	size_t back = at - before;

	for (at += 8; at + 8 <= end; at += 8) {
		uint64_t differ = eight(bytes + at) ^ eight(bytes + at - back);

		if (differ != 0)
			return at + (unsigned)__builtin_ctzll(differ) / 8;
	}
	while (at < end && bytes[at] == bytes[at - back])
		at++;
	return at;
}

static void put_literal(const struct coding *coding, struct writer *writer,
	unsigned char byte)
{
	put(writer, coding->literals[byte]);
	flush(writer); /* always: to ask whether it has to costs more */
}

static void put_match(const struct coding *coding, struct writer *writer,
	size_t length, size_t distance)
{
	const struct distance_code *code =
		&coding->distances[index_of(distance)];

	put(writer, coding->lengths[length]); /* of 20 bits at most */
	writer->bits |= (code->bits + ((distance - code->first)
		<< code->count)) << writer->count; /* of 28 */
	writer->count += code->whole;
	flush(writer);
}

/*
 * Of `bytes` those from `at` to before `length`, `latest` being counted from
 * `base`. By itself, as its registers are many. Of where the bytes of a match
 * stand three are noted: what is like them is mostly met at its beginning, or
 * where it ends and other bytes follow.
 */
NOINLINE static struct writer put_all(uint32_t *latest, uint32_t base,
	const struct coding *coding, struct writer writer,
	const unsigned char *bytes, size_t at, size_t length)
{
	/* A match begins where there are eight bytes, to be read at once. */
	const size_t stop = length < 8 ? 0 : length - 7;

	while (at < stop) {
		uint64_t word = eight(bytes + at), differ;
		uint32_t *slot = &latest[slot_of(word)];
		uint32_t before = *slot;
		size_t next;

		*slot = base + (uint32_t)at;
		if (before < base || (uint32_t)(differ = word ^
			eight(bytes + (before - base))) != 0) {
			put_literal(coding, &writer, (unsigned char)word);
			at++;
			continue;
		}
		next = differ ? at + (unsigned)__builtin_ctzll(differ) / 8 :
			end_of_match(bytes, length, at, before - base);
		put_match(coding, &writer, next - at, at - (before - base));
		latest[slot_of(word >> 8)] = base + (uint32_t)at + 1;
		at = next;
		if (at < stop) {
			word = eight(bytes + at - 2);
			latest[slot_of(word)] = base + (uint32_t)at - 2;
			latest[slot_of(word >> 8)] = base + (uint32_t)at - 1;
		}
	}
	for (; at < length; at++)
		put_literal(coding, &writer, bytes[at]);
	flush(&writer);
	return writer;
}

/* Where the counting would not fit any more, all is forgotten. */
static void move_base(struct squeezer *squeezer, size_t length)
{
	if (length < UINT32_MAX / 2 - squeezer->base) {
		squeezer->base += (uint32_t)length;
		return;
	}
	memset(squeezer->latest, 0, sizeof(squeezer->latest));
	memset(squeezer->latest_common, 0, sizeof(squeezer->latest_common));
	squeezer->base = 1;
}

/* Bytes that a stream of so many takes at most: a symbol has 15 bits, and
 * flush() writes 8 bytes. */
static size_t most_of(size_t length)
{
	return HEADER + 2 * length + 2 * sizeof(uint64_t);
}

static struct bits squeeze_common(struct squeezer *squeezer,
	const struct coding *coding, uint32_t base, const unsigned char *bytes,
	size_t length)
{
	char *room;
	struct writer writer = {0};

	text_reset(&squeezer->scratch);
	room = text_extend(&squeezer->scratch, most_of(length));
	writer.at = (unsigned char *)room;
	writer = put_all(squeezer->latest_common, base, coding, writer, bytes,
		0, length);
	return (struct bits){(unsigned char *)room,
		8 * (size_t)((char *)writer.at - room) + writer.count};
}

/* As it was squeezed before, or is now. */
static struct bits find_common(struct squeezer *squeezer,
	const struct coding *coding, uint32_t base, const unsigned char *bytes,
	size_t length)
{
	bool is_again = false;
	struct bits *known = memo_find(coding->common, bytes, length,
		&is_again), made;

	if (known != NULL)
		return *known;
	made = squeeze_common(squeezer, coding, base, bytes, length);
	if (is_again) {
		known = memo_add(coding->common, bytes, length,
			sizeof(*known));
		known->bytes = arena_copy(memo_arena(coding->common),
			made.bytes, made.count / 8 + 1 + sizeof(uint64_t));
		known->count = made.count;
	}
	return made;
}

static void put_bits(struct writer *writer, struct bits bits)
{
	const uint64_t seven = ((uint64_t)1 << 56) - 1;

	for (; bits.count >= 56; bits.count -= 56, bits.bytes += 7) {
		writer->bits |= (eight(bits.bytes) & seven) << writer->count;
		writer->count += 56;
		flush(writer);
	}
	writer->bits |= (eight(bits.bytes) & (((uint64_t)1 << bits.count) - 1))
		<< writer->count;
	writer->count += (unsigned)bits.count;
	flush(writer);
}

static struct writer put_stretches(struct squeezer *squeezer,
	const struct coding *coding, struct writer writer,
	const unsigned char *bytes, const struct stretch *stretches,
	size_t count)
{
	size_t start = 0;

	memo_turn(coding->common);
	for (size_t i = 0; i < count; i++) {
		size_t end = stretches[i].end;

		assert(start <= end);
		if (stretches[i].is_common)
			put_bits(&writer, find_common(squeezer, coding,
				squeezer->base + (uint32_t)start,
				bytes + start, end - start));
		else
			writer = put_all(squeezer->latest, squeezer->base,
				coding, writer, bytes, start, end);
		start = end;
	}
	return writer;
}

static void squeeze_as(struct squeezer *squeezer, enum squeeze_kind kind,
	const void *bytes, const struct stretch *stretches, size_t count,
	struct text *out)
{
	const struct coding *coding = &squeezer->codings[kind];
	size_t start = out->length, length = stretches[count - 1].end;
	char *room = text_extend(out, most_of(length));
	struct writer writer = {.at = (unsigned char *)room};
	uint32_t sum = libdeflate_adler32(1, bytes, length);

	assert(length <= WINDOW);
	memcpy(room, coding->header, coding->header_length);
	writer.at += coding->header_length;
	put(&writer, coding->header_rest);
	writer = put_stretches(squeezer, coding, writer, bytes, stretches,
		count);
	put(&writer, coding->literals[END]);
	put(&writer, (struct code){0, 7}); /* to a whole byte */
	flush(&writer);
	for (int shift = 24; shift >= 0; shift -= 8)
		*writer.at++ = (unsigned char)(sum >> shift);
	text_cut(out, start + (size_t)((char *)writer.at - room));
	move_base(squeezer, length);
}

/* Text that is long, or that the code does not fit, is worth one of its own. */
void squeeze_stretches(struct squeezer *squeezer, enum squeeze_kind kind,
	const void *bytes, const struct stretch *stretches, size_t count,
	struct text *out)
{
	size_t start = out->length, length = stretches[count - 1].end, bound;

	if (length < SHORT)
		kind = SQUEEZE_ROWS;
	if (length <= WINDOW) {
		squeeze_as(squeezer, kind, bytes, stretches, count, out);
		if (length < SHORT || out->length - start < length / MISFIT)
			return;
		text_cut(out, start);
	}
	bound = libdeflate_zlib_compress_bound(squeezer->compressor, length);
	text_cut(out, start + libdeflate_zlib_compress(squeezer->compressor,
		bytes, length, text_extend(out, bound), bound));
}

void squeeze(struct squeezer *squeezer, enum squeeze_kind kind,
	const void *bytes, size_t length, struct text *out)
{
	squeeze_stretches(squeezer, kind, bytes,
		&(struct stretch){.end = length}, 1, out);
}
