/* Signing and judging, with keys good and bad, and openssl as outside judge. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <limits.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>

#include "scratch.h"
#include "sign/signer.h"
#include "sign/verify.h"

#define DATE	     ((struct date){2020, 7, 22})
#define MODULE	     "/usr/lib/softhsm/libsofthsm2.so"
#define DICTIONARY   "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter" \
	"/ETSI.CAdES.detached/Reason(a \\) ( b ) /M 9 0 obj)/M"

static char *keys; /* the folder that make_keys.sh filled, for all tests */

struct world {
	struct report report;
	struct text paths[8]; /* what the options lend */
	size_t path_count;
	struct signer_options options;
	const char *chain[2];
};

static int run(const char *program, const char *const *arguments)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (chdir(keys) != 0 ||
			freopen("output", "w", stdout) == NULL ||
			dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
			_exit(126);
		execvp(program, (char *const *)arguments);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(program, ...) \
	run(program, (const char *const[]){program, __VA_ARGS__, NULL})

static int make_keys(void **state)
{
	char script[PATH_MAX];

	(void)state;
	assert_non_null(realpath("tests/unit/sign/make_keys.sh", script));
	keys = scratch_new();
	/* No proxy stands between the tests and their own server. */
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	return RUN("sh", script);
}

static int remove_keys(void **state)
{
	(void)state;
	scratch_free(keys);
	return 0;
}

/* NAME in the folder of keys, for as long as the test lasts. */
static const char *at(struct world *world, const char *name)
{
	struct text *path = &world->paths[world->path_count++];

	assert_true(world->path_count <= 8);
	text_printf(path, "%s/%s", keys, name);
	return path->data;
}

static int set_up(void **state)
{
	struct world *world = memory_new(sizeof(*world));

	world->options.date = DATE;
	world->options.chain = world->chain;
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	report_clear(&world->report);
	for (size_t i = 0; i < world->path_count; i++)
		text_clear(&world->paths[i]);
	free(world);
	return 0;
}

static struct signer *open_signer(struct world *world, const char *key,
	const char *certificate)
{
	struct signer *signer = NULL;

	world->options.key = strncmp(key, "pkcs11:", 7) == 0 ? key
							   : at(world, key);
	world->options.chain_count = 0;
	if (certificate != NULL) {
		world->chain[0] = at(world, certificate);
		world->chain[1] = at(world, "middle.pem");
		world->options.chain_count = 2;
	}
	if (!signer_open(&world->options, &signer, &world->report))
		assert_null(signer);
	return signer;
}

static struct signer *need_signer(struct world *world, const char *key,
	const char *certificate)
{
	struct signer *signer = open_signer(world, key, certificate);

	if (signer == NULL)
		fail_msg("%s", world->report.problems[0].message);
	return signer;
}

static void assert_reported(struct world *world, const char *words)
{
	assert_true(world->report.count > 0);
	for (size_t i = 0; i < world->report.count; i++) {
		const char *message = world->report.problems[i].message;

		assert_null(strstr(message, "sesame"));
		assert_null(strstr(message, "1234"));
		if (strstr(message, words) != NULL)
			return;
	}
	fail_msg("'%s' is not in: %s", words,
		world->report.problems[0].message);
}

/* The bones of a PDF, with a hole for `size` bytes. */
static struct text new_file(const char *words, const char *time, size_t size,
	struct hole *hole)
{
	struct text file = {0};
	size_t range;
	char numbers[64];

	text_printf(&file, "%%PDF-1.7\n%s\n7 0 obj\n" DICTIONARY "(D:%s)"
		"/ByteRange[0 ", words, time);
	range = file.length;
	text_printf(&file, "%32s]/Reference[<</Type/SigRef/P 1/X 9 0 R>>]"
		"/Contents", "");
	hole->start = file.length;
	text_add_char(&file, '<');
	for (size_t i = 0; i < 2 * size; i++)
		text_add_char(&file, '0');
	text_add_char(&file, '>');
	hole->end = file.length;
	text_add(&file, "/V 3>>\nendobj\ntrailer\nstartxref\n9\n%%EOF\n");
	snprintf(numbers, sizeof(numbers), "%zu %zu %zu", hole->start,
		hole->end, file.length - hole->end);
	memcpy(file.data + range, numbers, strlen(numbers));
	return file;
}

/* Signs, and puts the signature into the hole. */
static bool sign_file(struct world *world, struct signer *signer,
	struct text *file, struct hole hole, const struct text *earlier)
{
	struct text cms = {0};
	bool done = signer_sign(signer, file, hole, NULL, earlier,
		earlier != NULL,
		&cms, &world->report);

	if (done)
		memset(file->data + hole.start + 1, '0',
			hole.end - hole.start - 2);
	for (size_t i = 0; i < cms.length && done; i++) {
		char digits[3];

		assert_true(hole.start + 2 * i + 3 < hole.end);
		snprintf(digits, sizeof(digits), "%02x",
			(unsigned char)cms.data[i]);
		memcpy(file->data + hole.start + 1 + 2 * i, digits, 2);
	}
	text_clear(&cms);
	return done;
}

static struct text sign_words(struct world *world, struct signer *signer,
	const char *words, const struct text *earlier)
{
	struct hole hole;
	struct text file = new_file(words, "20200722120000Z",
		signer_size(signer), &hole);

	if (!sign_file(world, signer, &file, hole, earlier))
		fail_msg("%s", world->report.problems[0].message);
	return file;
}

static struct verifier *open_verifier(struct world *world, const char *roots)
{
	struct verify_options options = {
		.roots = roots ? at(world, roots) : NULL};
	struct verifier *verifier = NULL;

	if (!verifier_open(&options, &verifier, &world->report))
		fail_msg("%s", world->report.problems[0].message);
	return verifier;
}

static enum signature_state state_of(struct verifier *verifier,
	const struct text *file)
{
	struct signature_result result;
	enum signature_state state;

	signature_verify(verifier, file, &result);
	assert_true(result.words.length > 0);
	state = result.state;
	signature_result_clear(&result);
	return state;
}

static void assert_judged(struct world *world, const char *roots,
	const struct text *file, enum signature_state state, const char *words)
{
	struct verifier *verifier = open_verifier(world, roots);
	struct signature_result result;

	signature_verify(verifier, file, &result);
	if (result.state != state ||
		strstr(text_string(&result.words), words) == NULL)
		fail_msg("%s: %s", signature_state_name(result.state),
			text_string(&result.words));
	signature_result_clear(&result);
	verifier_free(verifier);
}

/* openssl cms takes what is signed and the signature from the file. */
static void assert_openssl_agrees(const struct text *file)
{
	const char *start = strstr(file->data, "/Contents<") + 9;
	const char *end = strchr(start, '>') + 1;
	struct text content = {0}, cms = {0};

	text_append(&content, file->data, (size_t)(start - file->data));
	text_append(&content, end, (size_t)(file->data + file->length - end));
	assert_true(signature_read(file, &cms));
	scratch_put(keys, "content", content.data, content.length);
	scratch_put(keys, "cms", cms.data, cms.length);
	assert_int_equal(RUN("openssl", "cms", "-verify", "-cades", "-binary",
		"-inform", "DER", "-in", "cms", "-content", "content",
		"-CAfile", "root.pem", "-purpose", "any", "-attime",
		"1595419200", "-out", "/dev/null"), 0);
	assert_int_equal(RUN("openssl", "asn1parse", "-inform", "DER", "-in",
		"cms"), 0);
	text_clear(&content);
	content = scratch_get(keys, "output");
	assert_non_null(strstr(content.data,
		":id-smime-aa-signingCertificateV2"));
	assert_non_null(strstr(content.data, ":messageDigest"));
	if (strstr(content.data, ":id-smime-aa-timeStampToken") == NULL)
		assert_null(strstr(content.data, ":signingTime"));
	text_clear(&content);
	text_clear(&cms);
}

static void assert_signs(struct world *world, struct signer *signer)
{
	struct text file = sign_words(world, signer, "hello", NULL);

	assert_judged(world, "root.pem", &file, SIGNATURE_VALID,
		"', as 'Test middle' vouches, and unchanged since");
	assert_openssl_agrees(&file);
	text_clear(&file);
	signer_close(signer);
	report_clear(&world->report);
}

static void signs_with_p256(void **state)
{
	struct world *world = *state;
	struct signer *signer;

	world->options.roots = at(world, "root.pem");
	signer = need_signer(world, "p256.key", "p256.pem");
	assert_string_equal(signer_name(signer), "Test p256");
	assert_in_range(signer_size(signer), 500, 2000);
	assert_signs(world, signer);
}

static void signs_with_p384(void **state)
{
	assert_signs(*state, need_signer(*state, "p384.key", "p384.pem"));
}

static void signs_with_rsa(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "rsa.key", "rsa.pem");
	struct text first = sign_words(world, signer, "same", NULL);
	struct text second = sign_words(world, signer, "same", NULL);

	assert_string_equal(first.data, second.data);
	text_clear(&first);
	text_clear(&second);
	assert_signs(world, signer);
}

static void signs_with_locked_keys(void **state)
{
	struct world *world = *state;

	setenv("TEST_SIGN_PASSWORD", "sesame", 1);
	world->options.password_variable = "TEST_SIGN_PASSWORD";
	assert_signs(world, need_signer(world, "locked.key", "p256.pem"));
	world->options.password_variable = NULL;
	world->options.password_file = at(world, "password");
	assert_signs(world, need_signer(world, "p256.p12", NULL));
}

static void signs_with_open_pkcs12(void **state)
{
	assert_signs(*state, need_signer(*state, "open.p12", "p256.pem"));
}

/* config/make-specimen-authority.sh, in the folder of keys. */
static void signs_with_the_specimen_authority(void **state)
{
	struct world *world = *state;
	char script[PATH_MAX];
	struct signer *signer;
	struct text file, before, after;
	struct stat status;

	assert_non_null(realpath("config/make-specimen-authority.sh", script));
	assert_int_equal(RUN("cp", script, "."), 0);
	assert_int_equal(RUN("sh", "make-specimen-authority.sh"), 0);
	before = scratch_get(keys, "specimen-authority/signer.key");
	assert_int_equal(RUN("sh", "make-specimen-authority.sh"), 0);
	after = scratch_get(keys, "specimen-authority/signer.key");
	assert_string_equal(before.data, after.data); /* made once */
	world->options.key = at(world, "specimen-authority/signer.key");
	assert_int_equal(stat(world->options.key, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	world->chain[0] = at(world, "specimen-authority/signer.pem");
	world->options.chain_count = 1;
	world->options.roots = at(world, "specimen-authority/root.pem");
	if (!signer_open(&world->options, &signer, &world->report))
		fail_msg("%s", world->report.problems[0].message);
	file = sign_words(world, signer, "hello", NULL);
	assert_judged(world, "specimen-authority/root.pem", &file,
		SIGNATURE_VALID, "SPECIMEN signature - not a real authority");
	text_clear(&before);
	text_clear(&after);
	text_clear(&file);
	signer_close(signer);
}

static void asks_for_a_password_at_the_terminal(void **state)
{
	struct world *world = *state;
	char shown[256] = "";
	int terminal, status;
	size_t length = 0;
	ssize_t got;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	assert_true(child >= 0);
	if (child == 0) {
		struct signer *signer = open_signer(world, "locked.key",
			"p256.pem");

		signer_close(signer);
		_exit(signer != NULL ? 42 : 1);
	}
	while (strchr(shown, ':') == NULL && (got = read(terminal,
		shown + length, sizeof(shown) - 1 - length)) > 0)
		length += (size_t)got;
	assert_non_null(strstr(shown, "lettermill needs the password of"));
	for (struct termios mode = {.c_lflag = ECHO}; mode.c_lflag & ECHO;) {
		usleep(1000); /* a person is not as fast as this test */
		assert_int_equal(tcgetattr(terminal, &mode), 0);
	}
	assert_int_equal(write(terminal, "sesame\n", 7), 7);
	while (length < sizeof(shown) - 1 && (got = read(terminal,
		shown + length, sizeof(shown) - 1 - length)) > 0)
		length += (size_t)got;
	assert_null(strstr(shown, "sesame")); /* not echoed */
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	close(terminal);
}

static void says_when_there_is_nobody_to_ask(void **state)
{
	struct world *world = *state;
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct text line = {0};

		setsid(); /* no terminal from now on */
		if (open_signer(world, "locked.key", "p256.pem") != NULL)
			_exit(1);
		problem_describe(&world->report.problems[0], &line);
		_exit(strstr(line.data, "no terminal to ask at") ? 42 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 42);
}

struct refusal {
	const char *key, *certificate, *password, *words;
};

static void refuses_unfit_keys(void **state)
{
	static const struct refusal refusals[] = {
		{"weak.key", "weak.pem", NULL, "less than 2048 bits"},
		{"odd.key", "odd.pem", NULL, "another kind than RSA"},
		{"sha1.key", "sha1.pem", NULL, "in a weak way (SHA-1"},
		{"expired.key", "expired.pem", NULL,
			"'Test expired' has expired by the letter's date"},
		{"early.key", "early.pem", NULL, "is not valid yet"},
		{"usage.key", "usage.pem", NULL, "is not for signatures"},
		{"p256.key", "p384.pem", NULL, "belongs to the key"},
		{"p256.key", NULL, NULL, "certificate is missing"},
		{"p256.key", "missing.pem", NULL, "cannot be opened"},
		{"p256.key", "password", NULL, "does not hold certificates"},
		{"public.key", "p256.pem", NULL, "open to others (mode 0644)"},
		{"missing.key", "p256.pem", NULL, "cannot be opened"},
		{"password", "p256.pem", NULL, "holds no private key"},
		{"locked.key", "p256.pem", "wrong", "does not open"},
		{"p256.p12", NULL, "wrong", "does not open"},
		{"locked.key", "p256.pem", "public.key", "open to others"},
		{"legacy.p12", NULL, "password", "openssl pkcs12 -legacy"},
	};

	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *one = &refusals[i];
		void *each;

		(void)state;
		set_up(&each);
		if (one->password != NULL)
			((struct world *)each)->options.password_file =
				at(each, one->password);
		assert_null(open_signer(each, one->key, one->certificate));
		assert_reported(each, one->words);
		tear_down(&each);
	}
}

static void refuses_an_unset_variable(void **state)
{
	struct world *world = *state;

	world->options.password_variable = "TEST_SIGN_UNSET";
	assert_null(open_signer(world, "locked.key", "p256.pem"));
	assert_reported(world, "no variable 'TEST_SIGN_UNSET'");
}

static void refuses_chains_that_do_not_join(void **state)
{
	struct world *world = *state;

	world->chain[0] = at(world, "p256.pem");
	world->chain[1] = at(world, "stranger.pem");
	world->options.chain_count = 2;
	world->options.key = at(world, "p256.key");
	assert_false(signer_open(&world->options, &(struct signer *){NULL},
		&world->report));
	assert_reported(world, "'Test stranger' does not join");
}

static void refuses_chains_to_another_root(void **state)
{
	struct world *world = *state;

	world->options.roots = at(world, "stranger.pem");
	assert_null(open_signer(world, "p256.key", "p256.pem"));
	assert_reported(world, "does not lead to the roots");
}

static void uses_a_signature_again(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	struct text first = sign_words(world, signer, "same", NULL);
	struct text cms = {0}, second, third, other;

	assert_true(signature_read(&first, &cms));
	second = sign_words(world, signer, "same", &cms);
	assert_string_equal(first.data, second.data);
	third = sign_words(world, signer, "same", NULL); /* ECDSA is random */
	assert_string_not_equal(first.data, third.data);
	other = sign_words(world, signer, "else", &cms);
	assert_judged(world, "root.pem", &other, SIGNATURE_VALID, "");
	cms.data[cms.length / 2] ^= 1; /* damaged: signed anew */
	text_clear(&second);
	second = sign_words(world, signer, "same", &cms);
	assert_judged(world, "root.pem", &second, SIGNATURE_VALID, "");
	text_clear(&first);
	text_clear(&second);
	text_clear(&third);
	text_clear(&other);
	text_clear(&cms);
	signer_close(signer);
}

/* Every byte in turn has a bit turned; in the signature, in hexadecimal, so
 * that it still is one: first the bit that makes a of A, then others. */
static void assert_every_byte_counts(struct world *world, struct text *file,
	size_t passes)
{
	static const char digits[] = "0123456789abcdef";
	struct verifier *verifier = open_verifier(world, "root.pem");
	size_t start = (size_t)(strstr(file->data, "/Contents<") - file->data);

	assert_int_equal(state_of(verifier, file), SIGNATURE_VALID);
	for (size_t i = 0; i < file->length; i++) {
		file->data[i] ^= 0x20;
		if (state_of(verifier, file) == SIGNATURE_VALID)
			fail_msg("byte %zu", i);
		file->data[i] ^= 0x20;
	}
	start += 10;
	for (size_t i = 0; file->data[start + 2 * i] != '>'; i++) {
		for (size_t k = 0; k < passes; k++) {
			size_t bit = k == 0 ? 5 : (i + k) % 8;
			char *digit = &file->data[start + 2 * i + (bit < 4)];
			char old = *digit;

			*digit = digits[(strchr(digits, old) - digits) ^
				1 << bit % 4];
			if (state_of(verifier, file) == SIGNATURE_VALID)
				fail_msg("byte %zu of the signature, bit %zu",
					i, bit);
			*digit = old;
		}
	}
	assert_int_equal(state_of(verifier, file), SIGNATURE_VALID);
	verifier_free(verifier);
}

static void notices_every_byte(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	struct text file = sign_words(world, signer, "x", NULL);

	assert_every_byte_counts(world, &file, 4);
	text_clear(&file);
	signer_close(signer);
}

static void notices_what_is_added_or_cut(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	struct text file = sign_words(world, signer, "x", NULL), other = {0};
	struct verifier *verifier = open_verifier(world, "root.pem");

	text_add(&other, "\n");
	text_append(&other, file.data, file.length);
	assert_int_equal(state_of(verifier, &other), SIGNATURE_INVALID);
	text_reset(&other);
	text_append(&other, file.data, file.length);
	text_add(&other, "\n");
	assert_int_equal(state_of(verifier, &other), SIGNATURE_INVALID);
	text_reset(&other);
	for (size_t i = 0; i < file.length; i++) {
		assert_true(state_of(verifier, &other) < SIGNATURE_UNKNOWN);
		text_add_char(&other, file.data[i]);
	}
	assert_int_equal(state_of(verifier, &other), SIGNATURE_VALID);
	text_clear(&file);
	text_clear(&other);
	verifier_free(verifier);
	signer_close(signer);
}

static void tells_who_is_trusted(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	struct text file = sign_words(world, signer, "x", NULL);
	struct text plain = {0};
	size_t a = 0;

	assert_judged(world, NULL, &file, SIGNATURE_UNKNOWN, "no root");
	assert_judged(world, "stranger.pem", &file, SIGNATURE_INVALID,
		"not to be trusted: unable to get");
	a = (size_t)(strchr(file.data, 'x') - file.data);
	file.data[a] = 'y';
	assert_judged(world, NULL, &file, SIGNATURE_INVALID, "was changed");
	text_add(&plain, "%PDF-1.7\nhello\n%%EOF\n");
	assert_judged(world, NULL, &plain, SIGNATURE_ABSENT, "not signed");
	text_clear(&plain);
	assert_judged(world, NULL, &plain, SIGNATURE_ABSENT, "not signed");
	text_clear(&file);
	signer_close(signer);
}

/* By the time that the file gives, a certificate may not hold. */
static void judges_as_of_the_signing_time(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	static const struct {
		const char *time, *words;
		enum signature_state state;
	} times[] = {
		{"20440101000000+00'00'", "", SIGNATURE_VALID},
		{"20460101000000Z", "expired", SIGNATURE_INVALID},
		{"20180101000000Z", "not yet valid", SIGNATURE_INVALID},
		{"20200230000000Z", "", SIGNATURE_INVALID},
		{"20200722240000Z", "", SIGNATURE_INVALID},
		{"20200722120000+01'00'", "", SIGNATURE_INVALID},
		{"2020072212Z", "", SIGNATURE_INVALID},
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		struct hole hole;
		struct text file = new_file("x", times[i].time,
			signer_size(signer), &hole);
		void *each;

		assert_true(sign_file(world, signer, &file, hole, NULL));
		set_up(&each);
		assert_judged(each, "root.pem", &file, times[i].state,
			times[i].words);
		tear_down(&each);
		text_clear(&file);
	}
	signer_close(signer);
}

static void bears_hostile_files(void **state)
{
	static const char *const files[] = {
		"/ByteRange", "/ByteRange[", "/ByteRange[0 1 2 3",
		"/ByteRange[0 99999999999999999999999999 1 1]",
		"/ByteRange[0 18446744073709551615 1 1]",
		"/ByteRange[0 1 3 28]<>..........................",
		"/ByteRange[1 0 0 0]", "/ByteRange[0 0 0 19]",
		"7 0 obj<</ByteRange[0 40 44 9]/Contents<aa>/M(D",
		"7 0 obj<</ByteRange[0 40 44 9]/Contents<aa>/M((((",
		"7 0 obj<</X[[[[[[[[[[/ByteRange[0 44 48 5]  <aa>/M(D",
		"7 0 obj<</A\\/ByteRange[0 40 44 9]/Contents<aa>/M(\\",
	};
	struct verifier *verifier = open_verifier(*state, NULL);
	struct text many = {0};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		/* Without a NUL after it, for the sanitizer to see. */
		size_t length = strlen(files[i]);
		struct text file = {.data = memory_new(length),
			.length = length, .room = length};

		memcpy(file.data, files[i], length);
		assert_int_equal(state_of(verifier, &file), SIGNATURE_INVALID);
		text_clear(&file);
	}
	for (int i = 0; i < 200000; i++)
		text_add(&many, "/ByteRange[0 1 9 2199991]");
	assert_int_equal(state_of(verifier, &many), SIGNATURE_INVALID);
	text_clear(&many);
	verifier_free(verifier);
}

/* The signature's room filled with anything: never valid, never a crash. */
static void bears_hostile_signatures(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_signer(world, "p256.key", "p256.pem");
	struct text file = sign_words(world, signer, "x", NULL);
	struct verifier *verifier = open_verifier(world, "root.pem");
	char *hole = strstr(file.data, "/Contents<") + 10;
	size_t length = strcspn(hole, ">");
	uint32_t random = 1;

	for (int i = 0; i < 3000; i++) {
		struct text copy = {0};

		text_append(&copy, file.data, file.length);
		for (int k = 0; k < 6; k++) {
			random = random * 1664525 + 1013904223;
			copy.data[(size_t)(hole - file.data) +
				(random >> 8) % length] =
				"0123456789abcdef"[random >> 28];
		}
		if (strcmp(copy.data, file.data) != 0)
			assert_int_equal(state_of(verifier, &copy),
				SIGNATURE_INVALID);
		text_clear(&copy);
	}
	text_clear(&file);
	verifier_free(verifier);
	signer_close(signer);
}

/* The server of tests/unit/sign/timestamp_server.py. */
struct server {
	pid_t child;
	int input;
	char url[64];
};

static void start_server(struct server *server)
{
	char script[PATH_MAX], port[16] = "";
	int in[2], out[2];

	assert_non_null(realpath("tests/unit/sign/timestamp_server.py",
		script));
	assert_int_equal(pipe(in) | pipe(out), 0);
	server->child = fork();
	if (server->child == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		execlp("python3", "python3", script, keys, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	assert_true(read(out[0], port, sizeof(port) - 1) > 0);
	close(out[0]);
	port[strcspn(port, "\n")] = '\0';
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%s/",
		port);
	server->input = in[1];
}

static void stop_server(struct server *server)
{
	close(server->input);
	waitpid(server->child, NULL, 0);
}

static struct signer *need_stamping_signer(struct world *world,
	const char *key, const char *certificate, const char *url)
{
	world->options.level = SIGNATURE_B_T;
	world->options.timestamp_url = url;
	world->options.timestamp_timeout = 2;
	world->options.roots = at(world, "root.pem");
	return need_signer(world, key, certificate);
}

static void stamps(void **state)
{
	struct world *world = *state;
	struct server server;
	struct signer *signer;
	struct text file, again, cms = {0};
	char url[80];

	start_server(&server);
	snprintf(url, sizeof(url), "%sgood", server.url);
	signer = need_stamping_signer(world, "rsa.key", "rsa.pem", url);
	file = sign_words(world, signer, "hello", NULL);
	stop_server(&server);
	assert_judged(world, "root.pem", &file, SIGNATURE_VALID,
		"'Test stamper' proves that it was signed by 20");
	assert_openssl_agrees(&file);
	/* The server is gone, and not needed for the same letter. */
	assert_true(signature_read(&file, &cms));
	again = sign_words(world, signer, "hello", &cms);
	assert_string_equal(file.data, again.data);
	text_clear(&file);
	text_clear(&again);
	text_clear(&cms);
	signer_close(signer);
}

static void notices_every_byte_of_a_stamp(void **state)
{
	struct world *world = *state;
	struct server server;
	struct signer *signer;
	struct text file;
	struct hole hole;
	char url[80];

	start_server(&server);
	snprintf(url, sizeof(url), "%sgood", server.url);
	signer = need_stamping_signer(world, "p256.key", "p256.pem", url);
	/* Less than signer_size(): most of that would be zeros. */
	file = new_file("x", "20200722120000Z", 4400, &hole);
	assert_true(sign_file(world, signer, &file, hole, NULL));
	stop_server(&server);
	assert_every_byte_counts(world, &file, 1);
	signer_close(signer);
	text_clear(&file);
}

static void refuses_wrong_stamps(void **state)
{
	static const char *const paths[][2] = {
		{"stale", "imprint mismatch"},
		{"nonce", "nonce mismatch"},
		{"other", "imprint mismatch"},
		{"untrusted", "roots do not vouch for its certificate"},
		{"refuse", "it refuses to stamp"},
		{"broken", "with an error, HTTP status 500"},
		{"rubbish", "no time-stamp response"},
		{"html", "is not of the type application/timestamp-reply"},
		{"empty", "not whole, or damaged"},
		{"cut", "not whole, or damaged"},
		{"huge", "longer than 65536 bytes"},
		{"endless", "not whole, or damaged"},
		{"redirect", "it sends elsewhere"},
		{"hang", "does not answer within 2 seconds"},
		{"drip", "does not answer within 2 seconds"},
	};
	struct server server;
	char url[80];

	(void)state;
	start_server(&server);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct signer *signer;
		struct hole hole;
		struct text file, before = {0};
		void *each;

		set_up(&each);
		if (i == 0) { /* so that there is an answer before */
			snprintf(url, sizeof(url), "%sgood", server.url);
			signer = need_stamping_signer(each, "p256.key",
				"p256.pem", url);
			file = sign_words(each, signer, "x", NULL);
			text_clear(&file);
			signer_close(signer);
		}
		snprintf(url, sizeof(url), "%s%s", server.url, paths[i][0]);
		signer = need_stamping_signer(each, "p256.key", "p256.pem",
			url);
		file = new_file("x", "20200722120000Z", signer_size(signer),
			&hole);
		text_append(&before, file.data, file.length);
		assert_false(sign_file(each, signer, &file, hole, NULL));
		assert_reported(each, paths[i][1]);
		assert_string_equal(before.data, file.data);
		text_clear(&before);
		text_clear(&file);
		signer_close(signer);
		tear_down(&each);
	}
	stop_server(&server);
}

static void says_when_the_server_is_away(void **state)
{
	struct world *world = *state;
	struct signer *signer = need_stamping_signer(world, "p256.key",
		"p256.pem", "http://127.0.0.1:1/");
	struct hole hole;
	struct text file = new_file("x", "20200722120000Z",
		signer_size(signer), &hole);

	assert_false(sign_file(world, signer, &file, hole, NULL));
	assert_reported(world, "'http://127.0.0.1:1/': Connection refused");
	report_clear(&world->report);
	assert_false(sign_file(world, signer, &file, hole, NULL));
	assert_false(sign_file(world, signer, &file, hole, NULL));
	assert_reported(world, "Connection refused");
	report_clear(&world->report);
	assert_false(sign_file(world, signer, &file, hole, NULL));
	assert_reported(world, "was not asked for a time-stamp");
	text_clear(&file);
	signer_close(signer);
}

static void stamps_need_roots_and_a_server(void **state)
{
	struct world *world = *state;

	world->options.level = SIGNATURE_B_T;
	assert_null(open_signer(world, "p256.key", "p256.pem"));
	assert_reported(world, "needs the web address");
	world->options.timestamp_url = "http://127.0.0.1:1/";
	assert_null(open_signer(world, "p256.key", "p256.pem"));
	assert_reported(world, "roots that are trusted must be given");
}

/* A token with two keys; false and a skip where there is no SoftHSM. */
static void need_token(void)
{
	struct text configuration = {0};
	char *path = scratch_path(keys, "softhsm.conf");

	if (access(MODULE, R_OK) != 0) {
		print_message("no SoftHSM here: apt-get install softhsm2\n");
		free(path);
		skip();
	}
	setenv("SOFTHSM2_CONF", path, 1);
	text_printf(&configuration, "directories.tokendir = %s/tokens\n"
		"log.level = ERROR\n", keys);
	scratch_put(keys, "softhsm.conf", configuration.data,
		configuration.length);
	scratch_put(keys, "pin", "1234\n", 5);
	scratch_put(keys, "wrong-pin", "4321\n", 5);
	text_clear(&configuration);
	free(path);
	for (const char *const *name = (const char *const[]){"pin",
		"wrong-pin", NULL}; *name != NULL; name++) {
		path = scratch_path(keys, *name);
		assert_int_equal(chmod(path, 0600), 0);
		free(path);
	}
	path = scratch_path(keys, "tokens");
	if (mkdir(path, 0700) == 0) {
		assert_int_equal(RUN("softhsm2-util", "--init-token", "--free",
			"--label", "office; 1", "--pin", "1234", "--so-pin",
			"1234"), 0);
		assert_int_equal(RUN("openssl", "pkcs8", "-topk8", "-nocrypt",
			"-in", "p256.key", "-out", "p256.p8"), 0);
		assert_int_equal(RUN("openssl", "pkcs8", "-topk8", "-nocrypt",
			"-in", "rsa.key", "-out", "rsa.p8"), 0);
		assert_int_equal(RUN("softhsm2-util", "--import", "p256.p8",
			"--token", "office; 1", "--label", "letters", "--id",
			"a1", "--pin", "1234"), 0);
		assert_int_equal(RUN("softhsm2-util", "--import", "rsa.p8",
			"--token", "office; 1", "--label", "others", "--id",
			"a2", "--pin", "1234"), 0);
	}
	free(path);
}

#define TOKEN	"pkcs11:token=office%3B%201"
#define LIBRARY "?module-path=" MODULE

static void signs_with_a_token(void **state)
{
	struct world *world = *state;

	need_token();
	world->options.password_file = at(world, "pin");
	assert_signs(world, need_signer(world,
		TOKEN ";object=letters;type=private" LIBRARY, "p256.pem"));
}

static void signs_with_a_token_and_rsa(void **state)
{
	struct world *world = *state;

	need_token();
	world->options.password_file = at(world, "pin");
	assert_signs(world, need_signer(world, TOKEN ";id=%A2" LIBRARY,
		"rsa.pem"));
}

static void each_child_has_its_own_session(void **state)
{
	struct world *world = *state;
	struct signer *signer;
	pid_t children[6];

	need_token();
	world->options.password_file = at(world, "pin");
	signer = need_signer(world, TOKEN ";object=letters" LIBRARY,
		"p256.pem");
	for (int i = 0; i < 6; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct hole hole;
			struct text file = new_file("x", "20200722120000Z",
				signer_size(signer), &hole);
			struct verifier *verifier = open_verifier(world,
				"root.pem");
			bool done = signer_reopen(signer, &world->report);

			for (int k = 0; k < 20 && done; k++)
				done = sign_file(world, signer, &file, hole,
						NULL) &&
					state_of(verifier, &file) ==
						SIGNATURE_VALID;
			verifier_free(verifier);
			text_clear(&file);
			signer_close(signer);
			_exit(done ? 42 : 1);
		}
	}
	for (int i = 0; i < 6; i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0),
			children[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 42);
	}
	signer_close(signer);
}

static void refuses_unfit_token_uris(void **state)
{
	static const char *const uris[][2] = {
		{TOKEN ";object=letters", "module-path"},
		{TOKEN ";object=letters?pin-value=1234", "must not tell"},
		{TOKEN ";object=letters?module-path=/none.so",
			"'/none.so' cannot be opened"},
		{TOKEN ";objet=letters" LIBRARY, "'objet' in the key's"},
		{TOKEN ";object=%zz" LIBRARY, "wrong %"},
		{TOKEN ";object=letters;object=a" LIBRARY, "two"},
		{TOKEN ";type=cert" LIBRARY, "names a 'cert'"},
		{"pkcs11:token=none" LIBRARY, "no token fits"},
		{TOKEN LIBRARY, "more than one private key"},
		{TOKEN ";object=none" LIBRARY, "no private key in"},
		{TOKEN ";object=others" LIBRARY, "belongs to the key"},
	};

	(void)state;
	need_token();
	for (size_t i = 0; i < sizeof(uris) / sizeof(*uris); i++) {
		struct world *world;

		set_up((void **)&world);
		world->options.password_file = at(world, "pin");
		assert_null(open_signer(world, uris[i][0], "p256.pem"));
		assert_reported(world, uris[i][1]);
		tear_down((void **)&world);
	}
}

static void refuses_a_wrong_pin(void **state)
{
	struct world *world = *state;

	need_token();
	world->options.password_file = at(world, "wrong-pin");
	assert_null(open_signer(world, TOKEN ";object=letters" LIBRARY,
		"p256.pem"));
	assert_reported(world, "is not accepted");
}

static void leaves_no_core_file(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		struct rlimit limit;

		signer_protect_process();
		getrlimit(RLIMIT_CORE, &limit);
		_exit(prctl(PR_GET_DUMPABLE) == 0 && limit.rlim_cur == 0 &&
			limit.rlim_max == 0 ? 42 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 42);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(signs_with_p256),
		TEST(signs_with_p384),
		TEST(signs_with_rsa),
		TEST(signs_with_locked_keys),
		TEST(signs_with_open_pkcs12),
		TEST(signs_with_the_specimen_authority),
		TEST(asks_for_a_password_at_the_terminal),
		TEST(says_when_there_is_nobody_to_ask),
		TEST(refuses_unfit_keys),
		TEST(refuses_an_unset_variable),
		TEST(refuses_chains_that_do_not_join),
		TEST(refuses_chains_to_another_root),
		TEST(uses_a_signature_again),
		TEST(notices_every_byte),
		TEST(notices_what_is_added_or_cut),
		TEST(tells_who_is_trusted),
		TEST(judges_as_of_the_signing_time),
		TEST(bears_hostile_files),
		TEST(bears_hostile_signatures),
		TEST(stamps),
		TEST(notices_every_byte_of_a_stamp),
		TEST(refuses_wrong_stamps),
		TEST(says_when_the_server_is_away),
		TEST(stamps_need_roots_and_a_server),
		TEST(signs_with_a_token),
		TEST(signs_with_a_token_and_rsa),
		TEST(each_child_has_its_own_session),
		TEST(refuses_unfit_token_uris),
		TEST(refuses_a_wrong_pin),
		TEST(leaves_no_core_file),
	};

	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
