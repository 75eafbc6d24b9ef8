#!/bin/bash
# Runs each fuzz driver for a while (run.sh SECONDS; 2 where nothing is said),
# beginning with the repository's own files. Needs clang and its libFuzzer,
# which nothing else does: without them it is skipped, and says so. What grows
# the coverage stays in build/fuzz/corpus, what was found in build/fuzz.
cd "$(dirname "$0")/../.." || exit 2
seconds=${1:-2}
if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -fsanitize=fuzzer,address -xc -o /dev/null - 2>/dev/null; then
	echo '# skip: clang with libFuzzer is not installed'
	exit 0
fi
if ! make --no-print-directory fuzzers; then
	echo 'not ok - the drivers are built'
	exit 1
fi

seed() { # seed DRIVER NAME: standard input is a seed
	mkdir -p "build/fuzz/seeds/$1"
	cat >"build/fuzz/seeds/$1/${2//\//_}"
}
for file in data/*.csv data/*/*.csv; do
	{ printf '\0'; head -n 9 "$file"; } | seed fuzz_csv "$file"
done
for file in config/*.ini tests/jobs/*/*.ini; do
	seed fuzz_settings "$file" <"$file"
done
for file in config/*.md tests/jobs/*/*.md; do
	seed fuzz_template "$file" <"$file"
	seed fuzz_document "$file" <"$file"
done
for file in config/*.png tests/golden/*/*.svg tests/bad/svg-*/*.svg; do
	seed fuzz_image "$file" <"$file"
done
base64 -d <<'END' | seed fuzz_image grey.jpg
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVl
ZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAJAAkBAREA/8QAFgAB
AQEAAAAAAAAAAAAAAAAAAwQF/8QAHRAAAQMFAQAAAAAAAAAAAAAAAAECIgUVMkFicf/aAAgB
AQAAPwCNtNgkdiW3k1m4J6Kf/9k=
END
printf '%%PDF-1.7
1 0 obj
<</Pages 2 0 R/Lang(en)/Names<</EmbeddedFiles<</Names[(f)7 0 R]>>>>>>
endobj
2 0 obj
<</Kids[3 0 R]>>
endobj
3 0 obj
<</Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>
endobj
4 0 obj
<</Length 100>>
stream
/P<</MCID 0>>BDC BT /F 9 Tf 9 9 Td [<0007>5(\\000\\001)<000B>]TJ ET EMC /Span<</ActualText(x)>>BDC EMC
endstream
endobj
5 0 obj
<</Subtype/Type0/ToUnicode 6 0 R>>
endobj
6 0 obj
<</Length 65>>
stream
2 beginbfrange
<0001><000A><0030>
<000B><000B>[<0025>]
endbfrange
endstream
endobj
7 0 obj
<</UF(figures.csv)/EF<</F 8 0 R>>>>
endobj
8 0 obj
<</Length 150>>
stream
indicator,figure,printed,in_text,numerator,denominator,scale,decimals,unit,cautious,source,row_sha256
a,value,60%%,yes,6,10,100,0,%%,0 100,x.csv:2:1,12

endstream
endobj
xref
0 9
0000000000 65535 f 
0000000009 00000 n 
0000000094 00000 n 
0000000126 00000 n 
0000000192 00000 n 
0000000341 00000 n 
0000000391 00000 n 
0000000504 00000 n 
0000000555 00000 n 
trailer
<</Size 9/Root 1 0 R>>
startxref
754
%%%%EOF
' | seed fuzz_pdf small
printf 'Message-ID: <r@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no
 such user

--b
Content-Type: text/rfc822-headers

Message-ID: <1f@example.org>

--b--
' | seed fuzz_delivery_report small
printf 'Nov 28 06:23:12 mx postfix/smtpd[5]: 4ABC: client=mill[192.0.2.7]
Nov 28 06:23:12 mx postfix/cleanup[7]: 4ABC: message-id=<a@c>
Nov 28 06:23:12 mx postfix/qmgr[3]: 4ABC: from=<s@c>, size=9, nrcpt=1 (queue active)
Nov 28 06:23:13 mx postfix/smtp[9]: 4ABC: to=<r@c>, relay=mx[192.0.2.9]:25, dsn=2.0.0, status=sent (250 2.0.0 Ok)
Nov 28 06:23:13 mx postfix/qmgr[3]: 4ABC: removed
' | seed fuzz_mail_log small
"${LETTERMILL:-build/release/lettermill}" render --quiet --only STT \
	--config config/annual-review-2020.ini --out build/fuzz/letters &&
	seed fuzz_verify letter <"$(echo build/fuzz/letters/*/letters/*.pdf)"

status=0
for driver in tests/fuzz/fuzz_*.c; do
	name=$(basename "$driver" .c)
	corpus=build/fuzz/corpus/$name
	mkdir -p "$corpus"
	longest=8192
	[ "$name" != fuzz_verify ] || longest=65536 # a signed letter
	if "build/fuzz/$name" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=1024 -max_len=$longest -verbosity=0 \
		-artifact_prefix="build/fuzz/$name-" \
		"$corpus" "build/fuzz/seeds/$name" >"build/fuzz/$name.log" 2>&1
	then
		echo "ok - $name stands $seconds seconds"
	else
		tail -40 "build/fuzz/$name.log"
		echo "not ok - $name stands $seconds seconds"
		status=1
	fi
done
exit $status
