/* The chapter SIGNING: what the marks mean, how to check and to sign. */
#include "manual/chapters.h"

#include "manual/roff.h"

static const char signing[] =
	"\n"
	"[signature]\n"
	"key          = specimen-authority/signer.key\n"
	"certificates = specimen-authority/signer.pem\n"
	"roots        = specimen-authority/root.pem\n";

/* Of bytes 0 to A and from B on, C of them, /ByteRange is "0 A B C". */
static const char check_script[] =
	"range=$(grep -ao '/ByteRange *\\[[0-9 ]*\\]' \"$1\" | tr -dc '0-9 ')\n"
	"set -- \"$1\" \"$2\" $range\n"
	"{ head -c \"$4\" \"$1\"; tail -c \"$6\" \"$1\"; } >letter.bytes\n"
	"tail -c +$(($4 + 2)) \"$1\" | head -c $(($5 - $4 - 2)) |\n"
	"\ttr a-f A-F | basenc --base16 -d >letter.cms\n"
	"openssl cms -verify -binary -inform DER -in letter.cms \\\n"
	"\t-content letter.bytes -CAfile \"$2\" -purpose any -out /dev/null\n";

static const char request_script[] =
	"openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \\\n"
	"\t-subj '/O=The Gym/CN=The Gym, letters' \\\n"
	"\t-keyout letters.key -out letters.csr\n";

static void add_marks(struct text *out)
{
	roff_section(out, "What the marks mean");
	roff_item(out, "accessible", "(PDF/UA-1)", "The letter can be heard as "
		"well as seen: headings, lists, tables and links are known as "
		"such, in the order in which they are to be read, and each "
		"chart has words in its place.");
	roff_item(out, "archival", "(PDF/A-3A)", "The letter can be read in "
		"many years: typefaces and colours are within the file, and "
		"so are the figures that it was made from.");
	roff_item(out, "signed", "(PAdES B-B)", "The file is as its signer "
		"made it: a change of one byte shows. Who that is, a "
		"certificate says; whether that is to be believed depends on "
		"the root that vouches for it.");
	roff_item(out, "certified", NULL, "The signer also says that no change "
		"at all is allowed, so that readers offer none: [signature] "
		"certify.");
	roff_item(out, "time-stamped", "(PAdES B-T)", "Somebody else proves "
		"when it was signed, so that it stays good when the signer's "
		"certificate has expired.");
	roff_words(out, "The first two are marks that a file bears and a "
		"validator has to confirm; the last three can be proved by "
		"reckoning.");
}

static void add_checks(struct text *out)
{
	roff_section(out, "How to check a letter");
	roff_words(out, "In Adobe Reader, open the letter: a bar above it says "
		"'Certified by' and a name, and that all signatures are valid. "
		"Where it says that the validity is unknown, nothing was "
		"changed, but the reader does not know the root: in the "
		"signature's properties, show the signer's certificate, hold "
		"its fingerprint against one that the sender gave you in "
		"another way, and add it to the trusted certificates. Where "
		"it says that the signature is invalid, or that the document "
		"has been altered, do not trust the letter.\n\n"
		"On the command line, with the letters of the first job, "
		"signed with the specimen authority of the source's folder "
		"config. In lettermill.ini:");
	roff_block(out, "more lettermill.ini", signing);
	roff_block(out, "run",
		"$ lettermill render --out signed\n"
		"signed/gym: 4 made, 0 unchanged, 0 failed\n"
		"$ lettermill verify --out signed\n"
		"4 letters, 0 not good\n");
	roff_words(out, "This holds each letter against the record, too. Who "
		"was sent a letter needs the file and the root alone; pdfsig "
		"(poppler-utils) does not ask for a root:");
	roff_block(out, "run",
		"$ cp signed/gym/letters/anne* specimen-authority/root.pem . "
		"&& ls *.p*\n"
		"anne-gross.pdf\n"
		"root.pem\n"
		"$ lettermill verify --roots root.pem anne-gross.pdf | "
		"tail -n 1\n"
		"1 letter, 0 not good\n"
		"$ pdfsig -nocert anne-gross.pdf | "
		"grep -e Total -e Validation\n"
		"  - Total document signed\n"
		"  - Signature Validation: Signature is Valid.\n");
	roff_words(out, "With openssl alone, by check.sh: /ByteRange of the "
		"file tells which bytes are signed, and what it leaves out is "
		"the signature.");
	roff_block(out, "file check.sh", check_script);
	roff_block(out, "run",
		"$ sh check.sh anne-gross.pdf root.pem\n"
		"CMS Verification successful\n");
	roff_words(out, "Whether a letter conforms to PDF/UA-1 and PDF/A-3A is "
		"for a validator to say, such as veraPDF: verapdf --flavour "
		"ua1 anne-gross.pdf, and again with --flavour 3a. lettermill "
		"verify only tells how a file is marked.");
}

static void add_keys(struct text *out)
{
	roff_section(out, "A real key");
	roff_words(out, "The specimen authority's key is good for nothing but "
		"trying out. For letters that count, make a key and ask for a "
		"certificate for signing documents (key usage "
		"digitalSignature or nonRepudiation) in the name of your "
		"office. P-256 is the kind of key to choose: RSA of 2048 to "
		"4096 bits and P-384 are taken too, and are slower. By "
		"request.sh:");
	roff_block(out, "file request.sh", request_script);
	roff_block(out, "run",
		"$ sh request.sh 2>/dev/null && stat -c %a letters.key\n"
		"600\n");
	roff_words(out, "Send letters.csr, never letters.key, to whoever "
		"issues certificates: your own authority, if all who read the "
		"letters know its root, else a public one that sells "
		"certificates for documents. Adobe's readers know the roots of "
		"the Adobe Approved Trust List (AATL) and of the European "
		"trusted lists (EUTL) by themselves; their rules want the key "
		"in a token or HSM, where it is made and never leaves."
		"\n\nThen set key to the PEM or PKCS#12 file, which its owner "
		"alone may read (chmod 600), or to the pkcs11: URI of the "
		"token's key; certificates to the new certificate and those "
		"above it; roots to the root. A password or PIN comes from a "
		"file, the environment or the terminal, never from the command "
		"line.\n\nA key is tried before the first letter is made: one "
		"that is weak, does not belong to its certificate, or whose "
		"certificate does not hold on the letter's date, is not for "
		"signing or does not join the chain to the root, stops the "
		"run.\n\n"
		"Letters wait for the token in a queue, while the next ones "
		"are made: see 'Millions of signatures'.");
}

static void add_later(struct text *out)
{
	roff_section(out, "Signing later, elsewhere");
	roff_words(out, "The key need not be where letters are made. With sign "
		"= later, 'render' leaves the signature's room in each letter "
		"and asks for no key: certificates has to hold the signer's "
		"certificate, which tells how large the signature gets. "
		"'lettermill sign' gives the letters their signature, in their "
		"place. It needs the job's folder, its configuration and the "
		"key, not its data: the folder may lie on a disk that both "
		"machines see, or go there and back by export and import.");
	roff_block(out, "run",
		"$ lettermill render --out later --set signature.sign=later "
		"| sed 's/.*, //'\n"
		"4 to be signed by 'lettermill sign'\n"
		"$ lettermill verify --out later | tail -n 1\n"
		"4 letters, 4 not good\n"
		"$ lettermill sign --out later\n"
		"later/gym: 4 signed, 0 already, 0 failed\n"
		"$ cd later/gym/letters && cmp anne-gross.pdf "
		"../../../signed/gym/letters/anne-gross.pdf && echo the same\n"
		"the same\n");
	roff_words(out, "The letters are those that are signed as they are "
		"made, byte for byte; only what is random in a signature "
		"(ECDSA, a time-stamp) differs. Until then a letter is no "
		"letter: 'list' and 'status' call it unsigned, 'verify' does "
		"not take it, it is not PDF/A yet, and it can be neither "
		"approved nor mailed, as what is approved is the signed file.\n"
		"\n'sign' refuses a letter whose bytes are not just those that "
		"were made, and one that was made for another certificate. "
		"Killed or stopped, it goes on where it was. 'render' without "
		"sign = later signs what is unsigned, too.");
}

/* Reckoned, not measured: letters / rate. */
static void add_millions(struct text *out)
{
	roff_section(out, "Millions of signatures");
	roff_words(out, "A key in a file signs as fast as a processor can, and "
		"so at once with all of them: P-256 costs some fiftieth of a "
		"millisecond, less than all else of a letter; RSA-3072 some "
		"eighty times that, more than all else. A token or HSM has a "
		"rate of its own, which its maker tells for the kind of key, "
		"and with it the job takes, whatever the machines before it:");
	roff_item(out, "10 a second", "(a card)", "10 million letters in 12 "
		"days, 100 million in 4 months.");
	roff_item(out, "100 a second", NULL, "28 hours; 12 days.");
	roff_item(out, "1,000 a second", "(an HSM, RSA)", "2.8 hours; 28 "
		"hours.");
	roff_item(out, "10,000 a second", "(an HSM, P-256)", "17 minutes; 2.8 "
		"hours.");
	roff_words(out, "Through a network each signature also takes its way "
		"there and back. A session has one at a time: with 5 "
		"milliseconds each, it gives 200 a second, and an HSM of 1,000 "
		"a second needs five sessions to be kept busy, better twice as "
		"many. sessions says how many sign at once, in all workers of "
		"'render' together. Each of these signs in a session of its "
		"own; the worker goes on with the next letters, and waits when "
		"twice as many letters as it has sessions wait for the token, "
		"so that memory does not grow. One process has 16 sessions at "
		"most: for more, --jobs has to be more, too. What is too many "
		"for the token makes it fail: it says how many it takes.");
	roff_block(out, "with",
		"[signature]\n"
		"sessions = 16\n");
	roff_words(out, "Where one HSM is the bound, give each shard (see "
		"SHARDS) its own with the same key, or make the letters with "
		"sign = later on as many machines as there are and let 'sign' "
		"run beside the HSM, or sign --shard I/N beside each of some "
		"that have the same key: beside the signature it costs less "
		"than half a millisecond of a processor a letter, and the "
		"disk's time. A time-stamp server is the "
		"same kind of bound, and may bill each: sessions holds for it, "
		"too.\n\nWhat to watch: 'status' counts the letters that are "
		"unsigned; 'sign' shows how far it is on a terminal and tells "
		"each letter that it could not sign, which the next run tries "
		"again. How many signatures came in an hour tells when it will "
		"end. That the token is the bound shows in processors that "
		"idle.");
}

static void add_stamps(struct text *out)
{
	roff_section(out, "Time-stamps");
	roff_words(out, "With level = b-t each signature is sent, as a digest "
		"that tells nothing of the letter, to the RFC 3161 server at "
		"timestamp; what comes back is checked before it is used, and "
		"roots has to hold its root as well. Who sells certificates "
		"mostly has such a server, and may count how often it is "
		"asked: a letter that is made again with the same content "
		"keeps its time-stamp, and so does one that comes back while "
		"its earlier issue lies in superseded.\n\n"
		"A letter that gets no time-stamp is not made, and fails with "
		"the reason; the next run makes it. The environment's "
		"http_proxy is used, but for this machine and for what "
		"no_proxy lists.");
}

static void add_approval(struct text *out)
{
	roff_section(out, "Approval");
	roff_words(out, "Signing is the machine's; approving is a person's. "
		"'lettermill approve' notes who signed off exactly these "
		"bytes; a letter that changes afterwards has to be approved "
		"again. For four eyes:");
	roff_block(out, "with",
		"[approval]\n"
		"persons = 2\n");
}

void chapter_signature(struct text *out)
{
	roff_chapter(out, "SIGNING");
	roff_words(out, "With a key in [signature] every letter is signed as "
		"it is made (PAdES, ETSI EN 319 142-1): one save of the file, "
		"one signature over all of it.");
	add_marks(out);
	add_checks(out);
	add_keys(out);
	add_later(out);
	add_millions(out);
	add_stamps(out);
	add_approval(out);
}
