#!/bin/bash
# Every folder here is the job tests/jobs/tiny with other files in their place,
# and in `arguments` more words of the command line, one a line; `pages` holds
# what its letters must be, as dump.py tells it. A person has looked at them
# once: after a change that is meant to be seen,
#	tests/golden/run.sh --update
# writes them again, and the difference is read before it is committed.
set -u
cd "$(dirname "$0")/../.." || exit 2
: "${LETTERMILL:=$PWD/build/release/lettermill}" "${PYTHON:=/usr/bin/python3}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

dump_letters() { # dump_letters FOLDER
	for letter in "$1"/out/*/letters/*.pdf; do
		echo "== ${letter##*/}"
		"$PYTHON" tests/golden/dump.py "$letter"
	done
}

for case in tests/golden/*/; do
	case=${case%/} name=${case##*/} job=$work/${case##*/}
	cp -r tests/jobs/tiny "$job"
	ln -s "$PWD/fonts" "$job/fonts"
	(cd "$case" && tar cf - --exclude=./pages .) | tar xf - -C "$job"
	words=()
	[ -f "$case/arguments" ] && mapfile -t words <"$case/arguments"
	if ! (cd "$job" && "$LETTERMILL" render --config job.ini --quiet \
		"${words[@]}" 2>stderr) || [ -s "$job/stderr" ]; then
		echo "not ok - golden/$name cannot be made"
		sed 's/^/    /' "$job/stderr"
		continue
	fi
	dump_letters "$job" >"$work/pages"
	if ! "$PYTHON" tests/judge/structure.py "$job"/out/*/letters/*.pdf \
		>"$work/tags"; then
		echo "not ok - golden/$name: tags"
		sed 's/^/    /' "$work/tags"
	fi
	if [ "${1:-}" = --update ]; then
		cp "$work/pages" "$case/pages"
	elif diff -u "$case/pages" "$work/pages" >"$work/diff"; then
		echo "ok - golden/$name"
	else
		echo "not ok - golden/$name has changed"
		head -60 "$work/diff" | sed 's/^/    /'
	fi
done
