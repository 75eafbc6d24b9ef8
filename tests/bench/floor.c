/*
 * What no letter can cost less than: for each of COUNT files of BYTES bytes, a
 * SHA-256, a P-256 signature of it, and the file written as lettermill writes
 * its letters: under a hidden name of its own, renamed, and every GROUP of them
 * made to survive a power cut.
 *
 *	floor KEY.pem FOLDER COUNT BYTES
 */
#define _GNU_SOURCE /* syncfs() */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#define GROUP 64 /* render.c's */

static void must(int done, const char *what)
{
	if (!done) {
		perror(what);
		exit(1);
	}
}

static EVP_PKEY *read_key(const char *path)
{
	FILE *file = fopen(path, "r");
	EVP_PKEY *key;

	must(file != NULL, path);
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	must(key != NULL, path);
	fclose(file);
	return key;
}

static void sign(EVP_PKEY *key, const unsigned char *bytes, size_t length)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char signature[128];
	size_t size = sizeof(signature);

	must(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
		EVP_DigestSign(context, signature, &size, bytes, length) == 1,
		"cannot sign");
	EVP_MD_CTX_free(context);
}

static void write_file(int folder, long number, const unsigned char *bytes,
	size_t length)
{
	char hidden[40], name[40];
	int file;

	snprintf(hidden, sizeof(hidden), ".%ld.part", number);
	snprintf(name, sizeof(name), "%ld.pdf", number);
	file = openat(folder, hidden, O_WRONLY | O_CREAT | O_EXCL, 0644);
	must(file >= 0 && write(file, bytes, length) == (ssize_t)length &&
		close(file) == 0 && renameat(folder, hidden, folder, name) == 0,
		name);
}

int main(int argc, char **argv)
{
	long count, length;
	unsigned char *bytes;
	EVP_PKEY *key;
	int folder;

	if (argc != 5) {
		fputs("usage: floor KEY.pem FOLDER COUNT BYTES\n", stderr);
		return 2;
	}
	key = read_key(argv[1]);
	count = atol(argv[3]);
	length = atol(argv[4]);
	must(count > 0 && length >= (long)sizeof(count), "no such size");
	bytes = malloc((size_t)length);
	must(bytes != NULL, "no memory");
	folder = open(argv[2], O_RDONLY | O_DIRECTORY);
	must(folder >= 0, argv[2]);
	for (long i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i * 2654435761u >> 13);
	for (long i = 0; i < count; i++) {
		memcpy(bytes, &i, sizeof(i));
		sign(key, bytes, (size_t)length);
		write_file(folder, i, bytes, (size_t)length);
		if ((i + 1) % GROUP == 0 || i + 1 == count)
			must(syncfs(folder) == 0, "syncfs");
	}
	close(folder);
	free(bytes);
	EVP_PKEY_free(key);
	return 0;
}
