/* A whole letter as the program makes it: no byte of it changes unnoticed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>

#include "scratch.h"
#include "reading/marks.h"
#include "sign/verify.h"

#define ROOT   "config/specimen-authority/root.pem"
#define LETTER "annual-review-2020/letters/stockton-on-tees-borough-council.pdf"

static struct text make_letter(void)
{
	const char *program = getenv("LETTERMILL");
	char *folder = scratch_new();
	struct text letter;
	pid_t child = fork();
	int status;

	if (child == 0) {
		execl(program ? program : "build/release/lettermill",
			"lettermill", "render", "--quiet", "--only", "STT",
			"--config", "config/annual-review-2020.ini", "--out",
			folder, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	letter = scratch_get(folder, LETTER);
	scratch_free(folder);
	return letter;
}

static enum signature_state state_of(struct verifier *verifier,
	const struct text *file)
{
	struct signature_result result;
	enum signature_state state;

	signature_verify(verifier, file, &result);
	state = result.state;
	signature_result_clear(&result);
	return state;
}

static void notices_every_byte_of_a_letter(void **state)
{
	struct verify_options options = {.roots = ROOT};
	struct text letter = make_letter();
	struct verifier *verifier = NULL;
	struct report report = {0};

	(void)state;
	assert_true(verifier_open(&options, &verifier, &report));
	assert_int_equal(state_of(verifier, &letter), SIGNATURE_VALID);
	assert_true(letter.length > 20000);
	for (size_t i = 0; i < letter.length; i++) {
		/* another bit each time; of a digit the one for its case */
		char bit = (char)(i % 2 ? 0x20 : 1 << i / 2 % 8);

		letter.data[i] ^= bit;
		if (state_of(verifier, &letter) == SIGNATURE_VALID)
			fail_msg("byte %zu, bit %#x", i, (unsigned)bit);
		letter.data[i] ^= bit;
	}
	assert_int_equal(state_of(verifier, &letter), SIGNATURE_VALID);
	verifier_free(verifier);
	text_clear(&letter);
}

/* Wherever a letter is cut, and whatever one byte says: an answer. */
static void bears_a_damaged_letter(void **state)
{
	struct text letter = make_letter();
	struct marks marks;

	(void)state;
	marks_read(letter.data, letter.length, &marks);
	assert_true(marks.accessible && marks.archival);
	marks_clear(&marks);
	for (size_t i = 0; i < letter.length; i += 13) {
		letter.data[i] ^= (char)(1 << i % 8);
		marks_read(letter.data, letter.length, &marks);
		assert_true(marks.words.length > 0);
		marks_clear(&marks);
		letter.data[i] ^= (char)(1 << i % 8);
		marks_read(letter.data, i, &marks);
		/* the last words are not needed to read it */
		assert_false(marks.accessible && i + 16 < letter.length);
		marks_clear(&marks);
	}
	text_clear(&letter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_every_byte_of_a_letter),
		cmocka_unit_test(bears_a_damaged_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
