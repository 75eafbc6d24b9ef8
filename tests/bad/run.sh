#!/bin/bash
# Every folder here is the job tests/jobs/tiny with one thing wrong. Its files
# replace the job's; besides them it holds
#	status   the exit status
#	stderr   exactly what is said
#	command  the arguments, where not `render --jobs 1`
#	prepare  shell commands run before, in the job's folder, if needed
# Letters that have nothing to do with the fault must be there all the same:
#	letters  how many PDFs there must be afterwards, 0 without it
set -u
here=tests/bad
work=$(mktemp -d) || exit 2
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

check_case() { # check_case FOLDER
	local case=$1 name=${1##*/} job=$work/${1##*/} status wanted made
	local -a words=(render --jobs 1)
	cp -r tests/jobs/tiny "$job"
	ln -s "$PWD/fonts" "$job/fonts"
	(cd "$case" && tar cf - --exclude=./status --exclude=./stderr \
		--exclude=./command --exclude=./prepare --exclude=./letters .) |
		tar xf - -C "$job"
	[ -f "$case/command" ] && read -ra words <"$case/command"
	cd "$job" || exit 2
	# shellcheck disable=SC1090
	[ -f "$OLDPWD/$case/prepare" ] && . "$OLDPWD/$case/prepare"
	timeout 60 "$LETTERMILL" "${words[@]}" --config job.ini \
		>stdout 2>stderr.got
	status=$?
	cd "$OLDPWD" || exit 2
	made=$(find "$job/out" -path '*/letters/*.pdf' 2>/dev/null | wc -l)
	wanted=$(cat "$case/letters" 2>/dev/null || echo 0)
	if [ "$status" != "$(cat "$case/status")" ]; then
		echo "not ok - bad/$name: status $status," \
			"not $(cat "$case/status")"
		sed 's/^/    /' "$job/stderr.got"
	elif ! diff -u "$case/stderr" "$job/stderr.got" >"$work/diff"; then
		echo "not ok - bad/$name: another message"
		sed 's/^/    /' "$work/diff"
	elif [ "$made" != "$wanted" ]; then
		echo "not ok - bad/$name: $made letters, not $wanted"
	else
		echo "ok - bad/$name"
	fi
}

# The job itself is right, or nothing here would mean anything.
cp -r tests/jobs/tiny "$work/good"
ln -s "$PWD/fonts" "$work/good/fonts"
if (cd "$work/good" && "$LETTERMILL" render --config job.ini \
	>stdout 2>stderr) && [ ! -s "$work/good/stderr" ]; then
	echo "ok - the job without a fault is made without a word"
else
	echo "not ok - the job without a fault"
	sed 's/^/    /' "$work/good/stderr"
fi
for case in "$here"/*/; do
	check_case "${case%/}"
done
