#!/bin/bash
# A run makes the same letters whatever surrounds it: streams that are closed,
# no place for temporary files, no home, few open files, a long command line.
. tests/cli/lib
copy_job tiny "$work/tiny"
mill render
sums >"$work/sums"

run_as() { # run_as WHAT SCRIPT: a script that starts the run
	rm -rf out
	(eval "$2") </dev/null >"$said/out" 2>"$said/err"
	status=$?
	check "$1: status 0" exits 0
	check "$1: the same letters" same "$(sums)" "$(cat "$work/sums")"
}
run=(timeout 60 "$LETTERMILL" render --config job.ini)
run_as 'standard input closed' '"${run[@]}" <&-'
run_as 'standard error closed' '"${run[@]}" 2>&-'
run_as 'no environment at all' 'exec env -i ASAN_OPTIONS="${ASAN_OPTIONS:-}" "${run[@]}"'
run_as 'no TMPDIR, no HOME' 'env -u TMPDIR -u HOME "${run[@]}"'
run_as 'TMPDIR and HOME that are not there' \
	'TMPDIR=/nonexistent HOME=/nonexistent "${run[@]}"'
run_as 'more workers than files may be open' 'ulimit -n 32; "${run[@]}" --jobs 64'
run_as 'umask 077' 'umask 077; "${run[@]}"'
check 'umask 077: nobody else reads them' same '' \
	"$(find out -perm /077)"

rm -rf out
"${run[@]}" <&- >&- 2>"$said/err"
status=$?
check 'standard output closed: status 2' exits 2
check 'standard output closed: it says so' \
	warns 'standard output cannot be written'
check 'standard output closed: the letters are made' \
	same "$(sums)" "$(cat "$work/sums")"

long=$(printf '%100000s' '' | tr ' ' x)
mill render --only "$long"
check 'a name of 100,000 characters is nobody' exits 2
for wanted in ../../x /etc/passwd .. . '{{name}}/../../x' "${long:0:900}"; do
	rm -rf out
	mill render --set "output.file=$wanted" --only ash
	check "output.file=${wanted:0:20}: a letter" exits 0
	check "output.file=${wanted:0:20}: it stays among the letters" \
		same "$(find "$work/tiny" -name '*.pdf')" \
		"$(find "$work/tiny/$out/letters" -name '*.pdf')"
done
for wanted in ../x .. a/b ''; do
	mill render --set "job.name=$wanted"
	check "job.name='$wanted' is refused" exits 2
done
exit $failures
