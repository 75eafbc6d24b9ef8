/* The chapter ARCHIVES: a job for the file, and back. */
#include "manual/chapters.h"

#include "manual/roff.h"

void chapter_archives(struct text *out)
{
	roff_chapter(out, "ARCHIVES");
	roff_words(out, "Once letters are sent, the job goes to the file: one "
		"archive holds all that it was made of and all that it left, "
		"as they are at this moment.");
	roff_block(out, "run",
		"$ lettermill export --out signed gym.tar.zst | "
		"sed 's/,.*//'\n"
		"gym.tar.zst: 4 letters of signed/gym\n"
		"left out: signature.key (specimen-authority/signer.key)\n"
		"left out: smtp.password_file (mail.password)\n"
		"$ lettermill import --check gym.tar.zst | grep -o '[0-9]* "
		"letters.*'\n"
		"4 letters, 0 not good\n"
		"$ lettermill import gym.tar.zst again | tail -n 1\n"
		"again: go there, and begin with lettermill status --config "
		"lettermill.ini\n"
		"$ cd again && lettermill status | grep -e ^made -e ^approved\n"
		"made             4\n"
		"approved         3\n");
	roff_words(out, "It is a tar file packed by Zstandard, and in it a bag "
		"(BagIt, RFC 8493): files below data/, manifest-sha256.txt "
		"with the SHA-256 of each, and bag-info.txt. So it can be "
		"proved and read without lettermill, in many years, by tar, "
		"zstd and sha256sum, or by any program that knows bags:");
	roff_block(out, "run",
		"$ tar --zstd -xf gym.tar.zst && cd gym && sha256sum --quiet "
		"-c *manifest-sha256.txt && cat bagit.txt\n"
		"BagIt-Version: 1.0\n"
		"Tag-File-Character-Encoding: UTF-8\n");
	roff_words(out, "Such a bag may be packed again, as tar alone or with "
		"gzip or Zstandard, and 'import' still takes it.\n\n"
		"Below data/ the sources lie as they did, seen from the folder "
		"that they share; the job's own folder is out/JOB, wherever "
		"--out had it. A file that a setting names by an absolute path "
		"is below elsewhere/, and bag-info.txt says which: the setting "
		"still names the path, so where that file is another by now, "
		"pass --set with the one that was kept. --set words that "
		"export was called with are kept as well; pass them again.\n\n"
		"Private keys and passwords never enter an archive. export "
		"tells which files it left out, and so does bag-info.txt; to "
		"sign again, put the key back in its place. The archive itself "
		"holds personal data: its owner alone can read it, and an "
		"archive that leaves the house should be encrypted.\n\n"
		"The same job gives the same bytes: files stand in the order "
		"of their names and have the date of the letters. Neither "
		"needs more memory for more letters; import needs room on the "
		"disk for the whole job, with --check too. An import that is "
		"killed may leave a folder .lettermill-import-..., which can "
		"be removed.");
}
