#!/bin/bash
# Runs that nobody watches: what a log has of them, the units and the line of
# cron that make install brings, and how they are confined.
. tests/cli/lib
copy_job tiny "$work/tiny"
elm_head=$(sed -n 's/^elm,[^,]*,[^,]*,\([^,]*\).*/\1/p' recipients.csv)
cp results.csv recipients.csv job.ini "$work"
fresh() { # fresh [FILE]: as it was
	cp "$work"/{results.csv,recipients.csv,job.ini} .
}

logged() { # logged STYLE ARGUMENTS
	local style=$1
	shift
	mill render --log "$style" "$@"
}

# ---- what is said ----
for style in plain journal json; do
	rm -rf out
	fresh
	logged $style
	check "$style: a first run tells what was made" warns ash
	check "$style: standard output is left alone" says_nothing
	logged $style
	check "$style: a run that finds nothing new exits 0" exits 0
	check "$style: and says nothing" warns_nothing
	check "$style: at all" says_nothing
	sed -i 's/^elm,\([^,]*\),/elm,\1secret,/' results.csv
	sed -i "s/^ash,\([^,]*\),\([^,]*\),[^,]*/ash,\1,\2,Dr Private/" \
		recipients.csv
	logged $style
	check "$style: one that fails exits 1" exits 1
	cp "$said/err" "$work/failed.$style"
	check "$style: names the letter by its key" warns elm
	check "$style: and the place" warns results.csv
	check "$style: no value of it" fails warns secret
	check "$style: no value of what changed" fails warns Private
	check "$style: no name" fails grep -qE "School|${elm_head:-School}" \
		"$said/err"
	logged $style
	check "$style: that it still fails is told again" exits 1
	logged $style --quiet
	check "$style: quietly, only what is wrong is told" warns results.csv
	check "$style: and no summary" fails warns unchanged
done
check 'plain: a line each' grep -qx \
	'out/tiny: 2 made, 1 unchanged, 1 failed' "$work/failed.plain"
check 'plain: which' grep -qx 'failed: elm' "$work/failed.plain"
check 'journal: each line has its priority' same '' \
	"$(grep -vE '^<[345]>' "$work/failed.journal")"
check 'journal: a failure is an error' grep -qx '<3>failed: elm' \
	"$work/failed.journal"
check 'json: a line each' "$PYTHON" - "$work/failed.json" <<'END'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
assert any(one["severity"] == "error" and one["recipient"] == "elm" and
           one["file"] == "results.csv" and one["line"] == 3
           for one in lines[:-1]), lines
assert lines[-1]["failed"] == ["elm"] and lines[-1]["made"] == \
    ["ash", "oak"], lines
END
fresh
rm -rf out
mkdir -p "$out/letters/ash-lane-school.pdf/x"
for style in plain json; do
	mill render --log $style
	check "$style: no file that is called after a person" fails warns lane
	check "$style: but its folder" warns "$out/letters/…"
done
rm -rf out
mill render
check 'lists with names and rows are their owner'"'"'s alone' same '600 600' \
	"$(echo $(stat -c %a "$out/manifest.csv" "$out/failed.csv"))"
sed -i '/^oak,/d' recipients.csv
mill render --log plain --set 'data results.unmatched=ignore'
check 'who is a recipient no more is told by the key' warns '[oak] '
check 'not by name' fails warns School
sed -i 's/^name .*/nam = x/' job.ini
mill render --log plain
check 'a run that cannot start exits 2' exits 2
check 'and tells why' warns 'job.ini:5: error: '
fresh
mill render
check 'a person is told values, as ever' fails same 2 "$status"
mill render --log xml
check 'another style is refused' exits 2
check 'by naming them' warns 'takes plain, journal or json'

# ---- the journal is known by standard error's device and inode ----
: >"$said/err"
export JOURNAL_STREAM
JOURNAL_STREAM=$(stat -c %d:%i "$said/err")
mill render --force
check 'standard error that is the journal gets priorities' warns \
	'<5>out/tiny: 4 made'
JOURNAL_STREAM=1:$(stat -c %i "$said/err")
mill render --force
check 'one that is not does not' fails grep -q '<' "$said/err"
unset JOURNAL_STREAM

# ---- what is installed ----
case $LETTERMILL in */asan/*) [ "$failures" = 0 ]; exit ;; esac
stage=$work/stage
make -s -C "$root" install PREFIX=/opt/mill DESTDIR="$stage" \
	>"$said/out" 2>"$said/err"
units=$stage/opt/mill/lib/systemd/system
unit=$units/lettermill@.service
check 'the units know where the program is' grep -q \
	'^ExecStart=/opt/mill/bin/lettermill render --log journal' "$unit"
check 'nothing is left to fill in' same '' "$(grep -rl '@PREFIX@' "$stage" |
	grep -v /bin/)"

# The line of cron, as cron would run it.
line=$(grep '^[0-9]' "$stage/opt/mill/share/doc/lettermill/cron")
command=$(cut -f3 <<<"$line" | sed "s|/opt/mill/bin/lettermill|$LETTERMILL|
	s|/etc/lettermill/JOB/lettermill.ini|$PWD/job.ini|
	s|/var/lib/lettermill/JOB|$work/cron|")
check "the line of cron has its time, user and command" grep -qE \
	'^([0-9*/,]+ ){4}[0-9*/,]+	lettermill	/opt/mill/bin/lettermill ' \
	<<<"$line"
/bin/sh -c "$command" >"$said/out" 2>&1
check 'it makes the letters' same 4 "$(find "$work/cron" -name '*.pdf' | wc -l)"
check 'and tells' says 'made: ash, elm, oak, yew'
/bin/sh -c "$command" >"$said/out" 2>&1
status=$?
check 'again, cron has nothing to mail' says_nothing
check 'status 0' exits 0

# What a failed run's unit mails, by a sendmail and a journal that are not.
mkdir "$work/bin"
printf '#!/bin/sh\ncat >"%s"\n' "$work/mailed" >"$work/bin/sendmail"
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"%s"\necho failed: elm\n' \
	"$work/asked" >"$work/bin/journalctl"
chmod +x "$work"/bin/*
env PATH="$work/bin:$PATH" MONITOR_INVOCATION_ID=0123abcd \
	MONITOR_UNIT=lettermill@gym.service MONITOR_EXIT_STATUS=1 \
	MONITOR_SERVICE_RESULT=exit-code \
	"$stage/opt/mill/share/lettermill/mail-failure" gym root \
	>"$said/out" 2>"$said/err"
status=$?
check 'a failure is mailed' exits 0
check 'to whom it is for' grep -qx 'To: root' "$work/mailed"
check 'with what the run logged' grep -qx 'failed: elm' "$work/mailed"
check 'and no other run' grep -qx '_SYSTEMD_INVOCATION_ID=0123abcd' \
	"$work/asked"
rm "$work/bin/sendmail"
ln -s "$(command -v cat)" "$(command -v sh)" "$work/bin/"
env PATH="$work/bin" "$stage/opt/mill/share/lettermill/mail-failure" gym root \
	>"$said/out" 2>"$said/err"
status=$?
check 'where there is no sendmail, the log says so' warns '<3>letters of gym'

# ---- how the unit is confined ----
if ! command -v systemd-analyze >/dev/null; then
	echo '# skip: systemd-analyze is not installed'
	[ "$failures" = 0 ]
	exit
fi
safe() { # safe FILE: below 2.0 of 10
	cp "$1" "$work/lettermill@x.service"
	systemd-analyze security --no-pager --offline=yes --threshold=20 \
		"$work/lettermill@x.service"
}
understood() { # understood FOLDER
	! SYSTEMD_UNIT_PATH="$1:" systemd-analyze verify --man=no \
		lettermill@x.timer lettermill@x.service \
		lettermill-failed@x.service 2>&1 |
		grep -E 'Unknown|Invalid|parse|ignoring|not found'
}
check 'what it may do is next to nothing' safe "$unit"
grep -vE '^(SystemCall|Restrict|Capab|NoNew|Private|Protect)' "$unit" \
	>"$work/open.service"
check 'which less would not be' fails safe "$work/open.service"
check 'systemd understands the units' understood "$units"
cp -r "$units" "$work/spoilt"
sed -i 's/^NoNewPrivileges=.*/NoNewPrivilegs=yes/' \
	"$work/spoilt/lettermill@.service"
check 'and no others' fails understood "$work/spoilt"

# What the program asks of the system while it signs, against what it may.
if ! strace -o /dev/null true 2>/dev/null; then
	echo '# skip: strace cannot be used here'
	[ "$failures" = 0 ]
	exit
fi
cp -r "$root/config/specimen-authority" .
printf '[signature]\nkey = specimen-authority/signer.key\n%s\n' \
	'certificates = specimen-authority/signer.pem' >>job.ini
rm -rf out
env LC_ALL=C.UTF-8 strace -f -qq -o "$work/trace" "$LETTERMILL" render \
	--log journal --wait --config job.ini >"$said/out" 2>"$said/err"
status=$?
check 'traced, it makes the letters' exits 0
within() { # within TRACE: the calls that the unit forbids, but are made
	"$PYTHON" - "$unit" "$1" <<'END'
import re, subprocess, sys
def calls(name):
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", name],
                          capture_output=True, text=True).stdout
    lines = [line.strip() for line in said.splitlines()[1:]]
    return set().union(*(calls(line) for line in lines
                         if line and not line.startswith("#")))
allowed = calls("@default")
for line in re.findall(r"(?m)^SystemCallFilter=(.*)", open(sys.argv[1]).read()):
    for name in line.lstrip("~").split():
        if line[0] == "~":
            allowed -= calls(name)
        else:
            allowed |= calls(name)
trace = open(sys.argv[2]).read()
made = set(re.findall(r"(?m)^\d+ +(\w+)\(", trace))
# SQLite gives its files to the folder's owner where root runs it.
denied = made - allowed - {"fchown"}
assert len(made) > 20 and "@system-service" not in allowed
assert not denied, denied
assert "socket" not in made, "it asks for a socket"
assert not re.search(r"PROT_WRITE\|PROT_EXEC", trace), "memory to execute"
END
}
check 'it asks for nothing that the unit forbids' within "$work/trace"
echo '1 mount("a", "b") = 0' >>"$work/trace"
check 'and would be found out' fails within "$work/trace"
[ "$failures" = 0 ]
