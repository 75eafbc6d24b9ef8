#!/bin/bash
# Every folder here is the job tests/jobs/tiny with one thing wrong. Its files
# replace the job's; besides them it holds
#	stderr   exactly what `render` says
#	status   its exit status
#	letters  how many letters there must be all the same, 0 without it
#	check    what `check` says, where that is not the same
#	prepare  shell commands run before, in the job's folder
# What is changed in `prepare` are mostly lines of job.ini; it may also set
# `flags` for both commands, define `after`, and call `skip`, `as_nobody`,
# `sign_with` or `mail_with`.
# A person has judged each message once; tests/bad/run.sh --update writes them
# again, and the difference is read before it is committed.
set -u
cd "$(dirname "$0")/../.." || exit 2
root=$PWD
: "${LETTERMILL:=$root/build/release/lettermill}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# For `prepare`: this machine cannot show the fault.
skip() {
	echo "ok - bad/$name # skipped: $*"
	exit
}

# For `prepare`: root may read and write everything, so somebody else runs.
as_nobody() {
	[ "$(id -u)" -ne 0 ] && return
	runner=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod a+x "$work" && chown -R 65534:65534 . &&
		"${runner[@]}" "$LETTERMILL" --help >/dev/null 2>&1 ||
		skip "nobody cannot run $LETTERMILL"
}

# For `prepare`: the letters are signed, with keys/KEY.key and the certificates
# keys/NAME.pem. The keys are those of tests/unit/sign/, made once.
sign_with() { # sign_with KEY NAME...
	local key=$1 list
	shift
	if [ ! -d "$work/keys" ]; then
		mkdir "$work/keys"
		(cd "$work/keys" && sh "$root/tests/unit/sign/make_keys.sh")
	fi
	cp -r "$work/keys" keys
	list=$(printf ', keys/%s.pem' "$@")
	printf '\n[signature]\nkey = keys/%s\n' "$key" >>job.ini
	[ $# -eq 0 ] || echo "certificates = ${list#, }" >>job.ini
}

# For `prepare`: the job has messages, with the lines of [email] that are given
# beside these and the text from standard input. Only `check` looks at them: it
# exits with `checked`.
mail_with() { # mail_with LINE...
	cat >mail.md
	sed -i 's/^text.head = Head/&\ntext.mail = Mail/' job.ini
	sed -i '1s/$/,Mail/; 2,$s/\r\{0,1\}$/,info@example.org/' recipients.csv
	printf '%s\n' '' '[email]' 'from = a@example.org' 'subject = {{name}}' \
		'text = mail.md' 'duplicates = allow' "$@" >>job.ini
	checked=1
}

run() { # run FILE COMMAND...: its exit status is the program's
	timeout 60 "${runner[@]}" "$LETTERMILL" "${@:2}" --config job.ini \
		"${flags[@]}" >stdout 2>"$work/$1"
}

count_letters() {
	find out -path '*/letters/*.pdf' 2>/dev/null | wc -l
}

# What there is, as a folder like the case's own.
run_case() { # run_case CASE: in the job's folder
	local -a runner=() flags=()
	checked=
	after() { :; }
	# shellcheck disable=SC1091
	[ -f "$1/prepare" ] && . "$1/prepare"
	run stderr render --jobs 1
	echo $? >"$work/status"
	count_letters >"$work/letters"
	run check check
	check_status=$?
	after
	cmp -s "$work/stderr" "$work/check" && rm "$work/check"
	sed -i '/^0$/d' "$work/letters"
	[ -s "$work/letters" ] || rm "$work/letters"
}

fail() {
	echo "not ok - bad/$name: $*"
	sed 's/^/    /' "$work/diff"
	exit
}

compare_case() { # compare_case CASE
	local file wanted=0
	for file in status stderr letters check; do
		[ -f "$1/$file" ] || [ -f "$work/$file" ] || continue
		diff -uN "$1/$file" "$work/$file" >"$work/diff" ||
			fail "another '$file'"
	done
	# An error is an error to both commands; check makes no half of a job.
	if grep -q ': error: \|^error: ' "$1/check" 2>/dev/null || {
		[ ! -f "$1/check" ] && grep -q 'error: ' "$1/stderr"; }; then
		wanted=$(cat "$1/status")
	fi
	wanted=${checked:-$wanted}
	[ "$check_status" -eq "$wanted" ] ||
		fail "check exits with $check_status, not $wanted"
	echo "ok - bad/$name"
}

# The job itself is right, or nothing here would mean anything.
cp -r tests/jobs/tiny "$work/good"
ln -s "$root/fonts" "$work/good/fonts"
if (cd "$work/good" && "$LETTERMILL" render --config job.ini >stdout 2>said) &&
	[ ! -s "$work/good/said" ]; then
	echo "ok - the job without a fault is made without a word"
else
	echo "not ok - the job without a fault"
	sed 's/^/    /' "$work/good/said"
fi
for case in "$root"/tests/bad/*/; do
	case=${case%/} name=${case##*/} job=$work/${case##*/}
	rm -f "$work"/{stderr,status,letters,check,diff}
	cp -r tests/jobs/tiny "$job"
	ln -s "$root/fonts" "$job/fonts"
	(cd "$case" && tar cf - --exclude=./status --exclude=./stderr \
		--exclude=./letters --exclude=./check --exclude=./prepare .) |
		tar xf - -C "$job"
	( # so that nothing of a case reaches the next
		cd "$job" || exit 2
		run_case "$case"
		if [ "${1:-}" = --update ]; then
			rm -f "$case/check" "$case/letters"
			cp "$work"/{stderr,status} "$case"
			for file in check letters; do
				[ ! -f "$work/$file" ] || cp "$work/$file" "$case"
			done
		else
			compare_case "$case"
		fi
	) | tee "$work/said"
	[ -s "$work/said" ] || [ "${1:-}" = --update ] ||
		echo "not ok - bad/$name: nothing was said of it"
done
