#!/bin/bash
# All letters of both bundled jobs, by other programs than ours: every figure
# worked out anew, every file sound, every text in the order of reading.
set -u
cd "$(dirname "$0")/../.." || exit 2
: "${LETTERMILL:=$PWD/build/release/lettermill}"
: "${PYTHON:=/usr/bin/python3}"
judge=tests/judge work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

check() { # check WHAT COMMAND...: a line, and what the command said if it fails
	local what=$1
	shift
	if "$@" >"$work/said" 2>&1; then
		echo "ok - $what"
	else
		echo "not ok - $what"
		tail -20 "$work/said" | sed 's/^/    /'
	fi
}

refuses() { # refuses COMMAND...: it must judge, and fail
	"$@"
	[ $? -eq 1 ]
}

recompute() { # recompute YEAR DATA [LETTERS]
	"$PYTHON" $judge/recompute.py --job "$1" "$2" \
		"${3:-$work/out/annual-review-$1/letters}" \
		"$work/out/annual-review-$1/manifest.csv"
}

makes() { # makes YEAR COUNT: that many, and not a word of warning
	local made
	"$LETTERMILL" render --quiet --config config/annual-review-"$1".ini \
		--out "$work/out" || return 1
	made=$(find "$work/out/annual-review-$1/letters" -name '*.pdf' | wc -l)
	[ "$made" -eq "$2" ] || { echo "$made letters"; return 1; }
}

makes_quietly() {
	makes "$@" 2>"$work/warnings" && [ ! -s "$work/warnings" ] && return
	cat "$work/warnings"
	return 1
}

all_sound() { # qpdf finds nothing to say of any letter
	find "$work/out" -name '*.pdf' -print0 |
		xargs -0 -P2 -n20 sh -c 'for letter; do
			qpdf --check --no-warn "$letter" >/dev/null ||
				echo "$letter"
		done' sh >"$work/unsound"
	[ ! -s "$work/unsound" ] || { cat "$work/unsound"; return 1; }
}

in_order() { # in_order LETTER YEAR: see reading_order.py
	"$PYTHON" $judge/reading_order.py "$1" "$2"
}

plain_hyphens() {
	pdftotext "$work"/out/annual-review-2020/letters/stockton-on-tees*.pdf - |
		grep -q '^Stockton-on-Tees Borough Council$' || return 1
	! pdftotext "$work"/out/annual-review-2020/letters/stockton-on-tees*.pdf - |
		grep -q $'\u00ad\|\u2010\|\u2011'
}

mkdir "$work/out"
check 'the letters of 2020 are made without a warning' makes_quietly 2020 354
check 'the letters of 2024 are made without a warning' makes_quietly 2024 16
check 'every figure of 2020 is right' recompute 2020 data
check 'every figure of 2024 is right' recompute 2024 data
check 'qpdf finds no fault in any letter' all_sound
check 'hyphens are hyphens' plain_hyphens
for name in adur-district birmingham-city stockton-on-tees-borough \
	bournemouth greater-london-authority city-of-westminster \
	borough-council-of-kings-lynn council-of-the-isles-of-scilly; do
	for letter in "$work"/out/annual-review-2020/letters/$name*.pdf; do
		[ -f "$letter" ] || continue
		check "reading order: ${letter##*/}" in_order "$letter" 2020
	done
done
check 'reading order: Kent, 2024' in_order \
	"$work/out/annual-review-2024/letters/kent-county-council.pdf" 2024
find "$work/out" -name '[a-c]*.pdf' -print0 | xargs -0 "$PYTHON" \
	$judge/structure.py >"$work/tags" 2>&1
check 'tags and pages agree, letters of a to c' grep -q \
	'^[1-9][0-9]* passed, 0 failed$' "$work/tags"

# The judges must be able to say no.
letters=$work/out/annual-review-2024/letters
cp -r data "$work/data"
sed -i '/^Kent County Council,county,2024/s/,94,76,/,94,67,/' \
	"$work/data/published-figures.csv"
check 'another count in the data is refused' refuses recompute 2024 "$work/data"
cp -r "$letters" "$work/swapped"
cp "$letters/kent-county-council.pdf" "$work/swapped/surrey-county-council.pdf"
check 'the letter of another authority is refused' refuses recompute 2024 \
	data "$work/swapped"
mkdir "$work/few"
cp "$letters/kent-county-council.pdf" "$work/few/"
check 'letters that are not there are refused' refuses recompute 2024 data \
	"$work/few"
"$LETTERMILL" render --quiet --config config/annual-review-2024.ini \
	--set "data published.file=$work/data/published-figures.csv" \
	--out "$work/other" 2>"$work/told"
check 'a rate that disagrees with its counts is told' grep -q '\[KEN\].*which is printed' "$work/told"
check 'letters made from other data are refused' refuses recompute 2024 data \
	"$work/other/annual-review-2024/letters"
pdftotext "$letters/kent-county-council.pdf" "$work/text"
sed 's/^Page 1 of 3//; s/^Complaint statistics/Page 1 of 3/' "$work/text" \
	>"$work/mixed"
check 'a foot amid the text is refused' refuses in_order "$work/mixed" 2024
