/*
 * A PKCS#11 library before SoftHSM's, for token.sh: tells in the file SPY_LOG
 * which process opened a session and which signed, and lets the first signature
 * of each thread wait until SPY_TOGETHER want one at once: a token that is
 * slow, without a clock. With SPY_DIE the process ends instead. After
 * SPY_PATIENCE milliseconds it fails.
 *
 * Of CK_FUNCTION_LIST (PKCS#11 2.40) it needs no more than that it is a version
 * and pointers, and which three of them it stands before.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_SESSION 12 /* the place of C_OpenSession among the pointers */
#define SIGN	     43
#define FUNCTIONS    68

#define CKR_FUNCTION_FAILED 6ul

typedef unsigned long number;

struct functions {
	unsigned char version[2];
	void *pointers[FUNCTIONS];
};

static struct functions list;
static number (*open_session)(number, number, void *, void *, number *);
static number (*sign)(number, unsigned char *, number, unsigned char *,
	number *);
static __thread int has_waited;

static void tell(const char *what)
{
	int fd = open(getenv("SPY_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	char line[64];
	int length = snprintf(line, sizeof(line), "%s %ld\n", what,
		(long)getpid());

	if (write(fd, line, (size_t)length) != length)
		abort();
	close(fd);
}

/* How many processes told it. */
static int count(const char *what)
{
	FILE *file = fopen(getenv("SPY_LOG"), "r");
	char line[64];
	int found = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		found += strncmp(line, what, strlen(what)) == 0;
	if (file != NULL)
		fclose(file);
	return found;
}

static number spy_open_session(number slot, number flags, void *context,
	void *notify, number *session)
{
	tell("open");
	return open_session(slot, flags, context, notify, session);
}

static number spy_sign(number session, unsigned char *data, number length,
	unsigned char *out, number *out_length)
{
	tell("sign");
	/* The first to be here signs to see whether the key works. */
	if (!has_waited && count("sign") > 1) {
		has_waited = 1;
		tell("wait");
		if (getenv("SPY_DIE") != NULL)
			abort();
		for (int i = 0; count("wait") < atoi(getenv("SPY_TOGETHER"));
			i++) {
			if (i == atoi(getenv("SPY_PATIENCE")))
				return CKR_FUNCTION_FAILED;
			usleep(1000);
		}
	}
	return sign(session, data, length, out, out_length);
}

number C_GetFunctionList(struct functions **out)
{
	void *library = dlopen(getenv("SPY_MODULE"), RTLD_NOW);
	number (*get)(struct functions **) = NULL;
	struct functions *real = NULL;

	if (library != NULL)
		*(void **)&get = dlsym(library, "C_GetFunctionList");
	if (get == NULL || get(&real) != 0)
		return CKR_FUNCTION_FAILED;
	list = *real;
	*(void **)&open_session = list.pointers[OPEN_SESSION];
	*(void **)&sign = list.pointers[SIGN];
	list.pointers[OPEN_SESSION] = (void *)spy_open_session;
	list.pointers[SIGN] = (void *)spy_sign;
	*out = &list;
	return 0;
}
