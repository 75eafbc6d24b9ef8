/* SHA-256 in pieces, of what was hashed before, and of files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/syscall.h>

#include "base/clock.h"
#include "scratch.h"
#include "sign/file_digests.h"
#include "sign/hole.h"

/* FIPS 180-2, appendix B.1: of "abc". */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void expect_same(const char *whole, struct digest *digest)
{
	char wanted[DIGEST_HEX], got[DIGEST_HEX];

	digest_of(whole, strlen(whole), wanted);
	digest_end(digest, got);
	assert_string_equal(got, wanted);
}

static void test_pieces(void **state)
{
	struct digest *digest = digest_new(), *copy;
	char hex[DIGEST_HEX];

	(void)state;
	digest_add(digest, "a", 1);
	copy = digest_copy(digest);
	digest_add(digest, "bc", 2);
	digest_print(digest, hex);
	assert_string_equal(hex, ABC);
	digest_free(digest);
	digest_add(copy, "nother", 6);
	expect_same("another", copy);
	digest_free(NULL);
}

/* Two pieces and the rest, the first time and again. */
static void hash(struct digest_memory *memory, const char *first,
	const char *second, const char *rest)
{
	struct digest *digest = digest_new();
	char whole[64];

	strcpy(whole, first);
	strcat(whole, second);
	strcat(whole, rest);
	digest_add_known(digest, memory, first, strlen(first));
	digest_add_known(digest, memory, second, strlen(second));
	digest_add(digest, rest, strlen(rest));
	expect_same(whole, digest);
}

/* The same piece leads elsewhere after another, and more than are remembered
 * come in between. */
static void test_known(void **state)
{
	struct digest_memory *memory = digest_memory_new();
	char name[8] = "name";

	(void)state;
	for (int i = 0; i < 200; i++) {
		hash(memory, "fonts ", "objects ", "of a letter");
		hash(memory, "fonts ", "objects ", "of another");
		hash(memory, "others ", "objects ", "of a letter");
		hash(memory, "objects ", "", "");
		hash(memory, "", "objects ", "");
		name[4] = (char)('A' + i % 50);
		hash(memory, "fonts ", name, "");
		hash(memory, name, "objects ", "");
	}
	digest_memory_free(memory);
	digest_memory_free(NULL);
}

/* Around a hole, whether what stands before it was hashed already or not. */
static void test_hole(void **state)
{
	static const char file[] = "before<00ff>after";
	const struct hole hole = {6, 12};
	unsigned char wanted[DIGEST_SIZE], got[EVP_MAX_MD_SIZE];
	struct digest *before = digest_new();
	size_t size;

	(void)state;
	digest_bytes("beforeafter", 11, wanted);
	hole_digest(file, strlen(file), hole, NULL, EVP_sha256(), got, &size);
	assert_int_equal(size, DIGEST_SIZE);
	assert_memory_equal(got, wanted, size);
	memset(got, 0, sizeof(got));
	digest_add(before, file, hole.start);
	hole_digest(file, strlen(file), hole, before, EVP_sha256(), got, &size);
	assert_int_equal(size, DIGEST_SIZE);
	assert_memory_equal(got, wanted, size);
	hole_digest(file, strlen(file), hole, before, EVP_sha384(), got, &size);
	assert_int_equal(size, 48);
	digest_add(before, file + hole.start, strlen(file) - hole.start);
	expect_same(file, before);
}

/* ---- files ---- */

static int reads;

ssize_t read(int fd, void *bytes, size_t length)
{
	reads++;
	return syscall(SYS_read, fd, bytes, length);
}

struct files {
	struct file_digests *digests;
	char *scratch, *path;
};

static void expect_digest(struct files *files, const char *wanted,
	bool is_read)
{
	char hex[DIGEST_HEX], right[DIGEST_HEX];
	struct report report = {0};
	int64_t length;

	reads = 0;
	assert_true(file_digests_find(files->digests, files->path, hex, &length,
		&report));
	digest_of(wanted, strlen(wanted), right);
	assert_string_equal(hex, right);
	assert_int_equal(length, strlen(wanted));
	assert_int_equal(reads > 0, is_read);
}

static void set_clock(int64_t now)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)now);
	assert_int_equal(setenv("SOURCE_DATE_EPOCH", digits, true), 0);
}

static void put(struct files *files, const char *text)
{
	scratch_put(files->scratch, "file", text, strlen(text));
}

static void test_file(void **state)
{
	struct files files = {file_digests_new(), scratch_new(), NULL};
	struct report report = {0};
	char hex[DIGEST_HEX];
	int64_t length;

	(void)state;
	unsetenv("SOURCE_DATE_EPOCH");
	files.path = scratch_path(files.scratch, "file");
	put(&files, "new");
	expect_digest(&files, "new", true);
	expect_digest(&files, "new", true); /* it may change again yet */
	set_clock(clock_now() + 10);
	expect_digest(&files, "new", true);
	expect_digest(&files, "new", false);
	put(&files, "other");
	expect_digest(&files, "other", true);
	expect_digest(&files, "other", false);
	assert_int_equal(unlink(files.path), 0);
	assert_false(file_digests_find(files.digests, files.path, hex, &length,
		&report));
	report_clear(&report);
	file_digests_free(files.digests);
	files.digests = NULL;
	put(&files, "no list");
	expect_digest(&files, "no list", true);
	file_digests_free(NULL);
	free(files.path);
	scratch_free(files.scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_known), cmocka_unit_test(test_hole),
		cmocka_unit_test(test_file)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
