#!/bin/bash
# The commands as such: what they print where, for people and for programs.
. tests/cli/lib
copy_job tiny "$work/tiny"
commands='render check watch list explain manual'

json() { # json EXPRESSION: of the answer `a`, in Python
	"$PYTHON" -c "
import json, sys
a = json.load(open(sys.argv[1], encoding='utf-8'))
assert ($1), a" "$said/out"
}
plain() { # plain ARGUMENTS: without --config
	timeout 60 "$LETTERMILL" "$@" >"$said/out" 2>"$said/err" </dev/null
	status=$?
}

# ---- help, usage ----
plain --version
check '--version' grep -qE '^lettermill [0-9]+\.[0-9]+' "$said/out"
plain --help
check '--help' exits 0
for command in $commands; do
	check "--help lists $command" grep -q "^  $command " "$said/out"
done
for command in $commands; do
	plain "$command" --help
	check "$command --help" says "usage: lettermill $command"
	check "$command --help is narrow enough" same \
		"$(grep -E '.{80}' "$said/out")" ''
done
plain
check 'no command: status 2' exits 2
plain rendre
check 'an unknown command: status 2' exits 2
check 'and a suggestion' warns "unknown command 'rendre'; did you mean 'render'?"
mill render --fource
check 'an unknown flag: status 2' exits 2
check 'and a suggestion' warns "unknown flag '--fource'; did you mean --force?"
mill list --only ash
check 'a flag of another command is refused' exits 2
mill render ash
check 'a word too many is refused' exits 2
check 'and says how' warns '--only'
for jobs in 0 -1 1025 two '' 9999999999999999999999; do
	mill render --jobs "$jobs"
	check "--jobs '$jobs' is refused" exits 2
done
plain render --only
check 'a missing value is told' warns "a value is missing after '--only'"
plain render --config nowhere.ini
check 'no configuration: status 2' exits 2
check 'and its name' warns 'nowhere.ini: error: there is no such file'
mill explain
check 'explain without a name: status 2' exits 2
check 'nothing of all this made anything' absent out

# ---- check and list before anything is made ----
mill check
check 'check finds nothing' exits 0
check 'and counts' says \
	'4 recipients, 4 letters of 8 pages can be made: 0 errors, 0 warnings'
check 'and makes no folder' absent out
mill list
check 'list before the first run' same "$(grep -c '^to make ' "$said/out")" 4
check 'makes no folder, either' absent out
mill explain yew
check 'nor does explain' absent out

# ---- JSON ----
mill check --json
check 'check --json' json "a['recipients'] == a['good'] == 4 and
	a['pages'] == 8 and a['errors'] == 0 and a['problems'] == []"
mill render --json
check 'render --json' json "[l['key'] for l in a['letters']] ==
	['ash', 'elm', 'oak', 'yew'] and a['made'] == 4 and a['failed'] == 0
	and a['letters'][0]['file'] == 'letters/ash-lane-school.pdf'
	and a['folder'] == 'out/tiny'"
check 'with nothing on standard error' warns_nothing
sed -i 's/^elm,40,23/elm,40,2x/; s/^ash,8,7/ash,8,6/' results.csv
mill check --json
check 'check --json tells problems' json "a['errors'] == 1 and
	[(p['file'], p['line'], p['column'], p['recipient'], p['severity'])
	for p in a['problems']][0] == ('results.csv', 3, 3, 'elm', 'error')"
check 'with status 1' exits 1
mill list --json
check 'list --json tells states' json "[l['state'] for l in a['letters']] ==
	['changed', 'failed', 'changed', 'made'] or a['letters'][1]['why']"
mill render --json
check 'render --json tells what failed' json "a['failed'] == 1 and
	any('2x' in p['message'] for p in a['problems'])"
check 'and what has changed' json "'pass.count' in a['letters'][0]['why'] or
	'passed' in a['letters'][0]['why']"
check 'with status 1' exits 1
sed -i 's/2x/23/' results.csv
rm "$out/letters/yew-tree-school.pdf"
mill list
check 'list knows the states' same "$(cut -d' ' -f1 "$said/out" | tr '\n' ' ')" \
	'changed to changed missing '
check 'a failed one that was repaired is to be made' grep -q \
	'^to make  *elm' "$said/out"
mill explain oak --json
check 'explain --json' json "a['key'] == 'oak' and
	{f['field']: f['printed'] for f in a['figures']}['value'] == '' and
	a['problems'] == []"
mill explain nobody --json
check 'explain --json of nobody is JSON' json \
	"a['key'] is None and len(a['problems']) == 1"
check 'with status 2' exits 2
for command in render check list 'explain oak'; do
	# shellcheck disable=SC2086
	plain $command --json --config nowhere.ini
	check "$command --json without a configuration is JSON" json \
		"'nowhere.ini' in a['problems'][0]['file']"
	check "$command --json: status 2" exits 2
done
mill render

# ---- streams ----
mill render --force --quiet
check '--quiet says nothing' says_nothing
check 'not on standard error either' warns_nothing
mill render --force
check 'no progress where there is no terminal' warns_nothing
on_terminal() { # on_terminal COMMAND...: what its standard error shows
	"$PYTHON" - "$@" <<'END'
import os, pty, subprocess, sys
master, slave = pty.openpty()
subprocess.run(sys.argv[1:], stderr=slave, stdout=subprocess.DEVNULL)
os.close(slave)
shown = b""
try:
    while True:
        part = os.read(master, 65536)
        if not part:
            break
        shown += part
except OSError:
    pass
sys.stdout.buffer.write(shown)
END
}
on_terminal "$LETTERMILL" render --force --config "$config" >"$work/bar"
check 'progress on a terminal' grep -q '100%  4 of 4' "$work/bar"
check 'taken off at the end' same "$(tail -c 3 "$work/bar" | od -An -tx1)" \
	' 1b 5b 4b'
on_terminal "$LETTERMILL" render --force --quiet --config "$config" >"$work/bar"
check '--quiet: no progress' [ ! -s "$work/bar" ]
on_terminal "$LETTERMILL" render --force --json --config "$config" >"$work/bar"
check '--json: no progress' [ ! -s "$work/bar" ]

for command in 'render --force' check list 'explain oak' manual --help \
	--version 'list --help'; do
	words=$command
	case $command in -* | manual | *--help) ;;
	*) words="$command --config $config" ;;
	esac
	# shellcheck disable=SC2086
	"$LETTERMILL" $words >/dev/full 2>"$said/err"
	status=$?
	check "$command to a full disk: status 2" exits 2
	check "$command to a full disk: is told" warns 'standard output cannot be'
	# shellcheck disable=SC2086
	"$LETTERMILL" $words >&- 2>"$said/err"
	status=$?
	check "$command to a closed output: status 2" exits 2
done
"$LETTERMILL" render --force --config "$config" <&- >&- 2>&-
check 'without any stream letters are whole' manifest_is_right
check 'and nothing was printed into the lock' same \
	"$(grep -cvE '^[0-9]+$' "$out/.lock")" 0
mill render
check 'all is well afterwards' says '0 made, 4 unchanged'
