#!/bin/bash
# veraPDF judges letters: PDF/UA-1 and PDF/A-3a at once, each of a spread of the
# bundled jobs, signed, and all of the golden jobs. Then it is shown files made
# wrong on purpose, and has to refuse each.
#	tests/judge/verapdf.sh --all	judges all letters of the bundled jobs
set -u
cd "$(dirname "$0")/../.." || exit 2
: "${LETTERMILL:=$PWD/build/release/lettermill}" "${PYTHON:=/usr/bin/python3}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

judge() { # judge FLAVOUR LIST: a line "PASS FILE" or "FAIL FILE" for each
	xargs -a "$2" java -cp 'build/verapdf/lib/*' \
		org.verapdf.apps.GreenfieldCliWrapper --flavour "$1" \
		--format text | awk '{ print $1, $2 }'
}

expect_all() { # expect_all WHAT LIST
	local flavour count
	count=$(wc -l <"$2")
	for flavour in ua1 3a; do
		judge $flavour "$2" >"$work/said" 2>"$work/err"
		if [ "$count" -gt 0 ] &&
			[ "$(grep -c '^PASS ' "$work/said")" = "$count" ]; then
			echo "ok - $1: $count files, $flavour"
		else
			echo "not ok - $1: of $count files, $flavour"
			grep -v '^PASS ' "$work/said" | head -20
			head -5 "$work/err"
		fi
	done
}

if ! tests/judge/setup-verapdf >"$work/setup" 2>&1; then
	echo "not ok - veraPDF is there"
	tail -5 "$work/setup"
	exit 1
fi
for job in annual-review-2020 annual-review-2024; do
	"$LETTERMILL" render --quiet --out "$work" \
		--config "config/$job.ini" || echo "not ok - $job is made"
done
if [ "${1:-}" = --all ]; then
	find "$work" -path '*/letters/*.pdf' >"$work/list"
	expect_all "every letter of both jobs" "$work/list"
	exit
fi

# Every twentieth, and those that others look at too.
find "$work" -path '*/letters/*.pdf' | sort | awk 'NR % 20 == 1 ||
	/stockton|isles-of-scilly|allerdale|city-of-london/' >"$work/list"
expect_all "letters of both jobs" "$work/list"

make_golden() { # make_golden CASE FOLDER: leaves the job there, made
	cp -r tests/jobs/tiny "$2"
	ln -s "$PWD/fonts" "$2/fonts"
	(cd "tests/golden/$1" && tar cf - --exclude=./pages .) |
		tar xf - -C "$2"
	[ -z "${3:-}" ] || echo "$3" >>"$2/letter.md"
	(cd "$2" && "$LETTERMILL" render --config job.ini --quiet) \
		>/dev/null 2>&1
}

mkdir "$work/golden"
for case in tests/golden/*/; do
	case=$(basename "$case")
	make_golden "$case" "$work/golden/$case"
done
find "$work/golden" -path '*/letters/*.pdf' | sort >"$work/list"
expect_all "letters of the golden jobs" "$work/list"

# One with links, and a figure besides.
make_golden addresses "$work/whole" '{{panel pass}}'
mkdir "$work/spoilt"
"$PYTHON" tests/judge/spoil.py \
	"$(find "$work/whole/out" -path '*/letters/*.pdf' | head -1)" \
	"$work/spoilt"
echo "$work/spoilt/none.pdf" >"$work/list"
expect_all "a letter written anew" "$work/list"
for flavour in ua1 3a; do
	find "$work/spoilt" -name "$flavour-*.pdf" | sort >"$work/list"
	judge $flavour "$work/list" >"$work/said" 2>"$work/err"
	while read -r file; do
		what="refuses $(basename "$file" .pdf)"
		if grep -q "^FAIL $file" "$work/said"; then
			echo "ok - $what"
		else
			echo "not ok - $what"
		fi
	done <"$work/list"
done
