#!/bin/bash
# Same input, same bytes: whatever the number of workers, the place, the day.
. tests/cli/lib
copy_job review "$work/review"
mill render --jobs 1
check 'one worker makes all' says '354 made'
sums >"$work/sums"
cp "$out/manifest.csv" "$work/manifest"

same_as_first() { # same_as_first WHAT [FOLDER]
	check "$1: the same letters" same "$(sums "${2:-$out}")" \
		"$(cat "$work/sums")"
	check "$1: the same manifest" cmp "${2:-$out}/manifest.csv" \
		"$work/manifest"
	rm -rf out
}
rm -rf out; mill render --jobs 4
same_as_first 'four workers'
TZ=Pacific/Kiritimati mill render
same_as_first 'another time zone'
for locale in C POSIX de_DE.UTF-8 tr_TR.UTF-8; do
	mill render
	same_as_first "LC_ALL=$locale"
done
locale=
SOURCE_DATE_EPOCH=86400 mill render
same_as_first 'SOURCE_DATE_EPOCH of 1970'
mill render --out elsewhere/deep
check '--out makes folders on the way' exits 0
same_as_first '--out' elsewhere/deep/annual-review-2020
absolute=$PWD/config/annual-review-2020.ini
(cd / && timeout 60 "$LETTERMILL" render --config "$absolute" --out "$work/far" \
	>"$said/out" 2>"$said/err")
same_as_first 'another working directory' "$work/far/annual-review-2020"
mv data "$work/data.far" && ln -s "$work/data.far" data
mill render
same_as_first 'data behind a link'
# The letters are of the date they say: another day's clock changes nothing.
cat >"$work/clock.c" <<'END'
#include <sys/time.h>
#include <time.h>
time_t time(time_t *out) { if (out) *out = 86400; return 86400; }
int gettimeofday(struct timeval *tv, void *tz)
{ (void)tz; *tv = (struct timeval){86400, 0}; return 0; }
int clock_gettime(clockid_t clock, struct timespec *out)
{ (void)clock; *out = (struct timespec){86400, 0}; return 0; }
END
if [[ $LETTERMILL != */asan/* ]] && "${CC:-cc}" -shared -fPIC \
	-o "$work/clock.so" "$work/clock.c" 2>/dev/null; then
	check 'the clock stands still in 1970' same \
		"$(LD_PRELOAD=$work/clock.so TZ=UTC date +%Y-%m-%d)" 1970-01-02
	LD_PRELOAD=$work/clock.so mill render
	same_as_first 'another day'
fi

# What is attached names lines, so leave it out here.
mill render --set attachments.figures=no
sums >"$work/sums"
cp "$out/manifest.csv" "$work/manifest"
rm -rf out
for file in data/annual-review-2020/*.csv data/authorities-2020.csv; do
	{ head -1 "$file"; tail -n +2 "$file" | tac; } >"$work/rows"
	cp "$work/rows" "$file"
done
mill render --jobs 1 --set attachments.figures=no
same_as_first 'rows in another order, the first letter last'
for file in data/*.csv data/annual-review-2020/*.csv; do
	sed -i 's/$/\r/; 1s/^/\xEF\xBB\xBF/' "$file"
done
mill render --set attachments.figures=no
same_as_first 'line ends and a byte order mark as Excel writes them'

# What is said is the same, too, whoever was the first.
copy_job review "$work/faulty"
sed -i '/^[A-L]/s/,\([0-9]*\),\([0-9]*\)$/,\1,x\2/' \
	data/annual-review-2020/decisions.csv
"$PYTHON" - <<'END'
import re
path = "data/annual-review-2020/contacts.csv"
rows = open(path, encoding="utf-8").read().split("\n")
for number, row in enumerate(rows[1:], 1):
    if number % 7 == 0 and row:     # no font here has such letters
        cells = row.split(",")
        cells[1], cells[2] = "ᠮᠣᠩ", "x"
        rows[number] = ",".join(cells)
open(path, "w", encoding="utf-8").write("\n".join(rows))
END
mill render --jobs 1
check 'many letters fail' exits 1
cp "$said/err" "$work/err"
cp "$out/failed.csv" "$work/failed"
for jobs in 2 7; do
	rm -rf out
	mill render --jobs $jobs
	check "--jobs $jobs says the same" cmp "$said/err" "$work/err"
	check "--jobs $jobs fails the same" cmp "$out/failed.csv" "$work/failed"
done
