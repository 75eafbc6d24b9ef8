#!/bin/bash
# Memory stays flat over a batch. Times are printed, not judged.
. tests/cli/lib
case $LETTERMILL in */asan/*) echo 'ok - memory (not under ASan)'; exit ;; esac
copy_job review "$work/review"
"$PYTHON" - "$LETTERMILL" "$config" >"$work/usage" <<'END'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "render", "--quiet", "--jobs", "2", "--config",
                sys.argv[2]], check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"peak={usage.ru_maxrss}")    # of the largest process, in KB
print(f"cpu={usage.ru_utime + usage.ru_stime:.2f}")
END
. "$work/usage"
echo "# 354 letters: $cpu s of CPU, $peak KB at the peak"
check 'no process needs 64 MB for 354 letters' [ "$peak" -lt 65536 ]

# Ten times as many: the same memory, but for what the list of them takes.
"$PYTHON" - <<'END'
import csv, glob
for path in ["data/authorities-2020.csv"] + glob.glob("data/annual*2020/*.csv"):
    rows = list(csv.reader(open(path, encoding="utf-8", newline="")))
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(rows[0])
        for i in range(10):
            name = f" {i}" if "authorities" in path else ""
            out.writerows([f"{row[0]}{i}", row[1] + name, *row[2:]]
                          for row in rows[1:])
END
"$PYTHON" - "$LETTERMILL" "$config" >"$work/usage" <<'END'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "render", "--quiet", "--jobs", "2", "--out", "ten",
                "--config", sys.argv[2]], check=True)
print(f"ten={resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
END
. "$work/usage"
echo "# 3540 letters: $ten KB at the peak"
check 'ten times the letters need little more' [ "$ten" -lt $((peak + 16384)) ]

# Thousands of failures are no reason to become slow.
sed -i '2,$s/,\([0-9]*\)$/,x\1/' data/annual-review-2020/decisions.csv
sed -i '2,$s/,\([0-9]*\),\([0-9]*\)$/,x\1,x\2/' \
	data/annual-review-2020/remedies.csv
mill render --out failures
check '3540 failures are told' exits 1
check 'all of them' same "$(wc -l <failures/$name/failed.csv)" 3541

# ---- every command ----
# Of 1500 letters and of 6000, with a kilobyte of CSV each: more than is read
# into memory. Caches of the record (2 MB) and of an archive's list of files
# (4 MB) fill meanwhile; a kilobyte that is kept of each letter is 4.5 MB.
# Pictures stand there as if they were drawn.
make_job() { # make_job FOLDER COUNT
	copy_job tiny "$1"
	add_messages
	sed -i 's/^text.head = Head/&\ntext.remark = Remark/
		s/^date .*/&\nstatus = final/' job.ini
	"$PYTHON" - "$2" <<'END'
import sys
remark = "x" * 1000
with open("recipients.csv", "w") as people, open("results.csv", "w") as results:
    print("id,Name,Kind,Head,Remark", file=people)
    print("id,Entered,Passed", file=results)
    for i in range(int(sys.argv[1])):
        print(f"key{i},School number {i},primary,,{remark}", file=people)
        print(f"key{i},{i % 50 + 30},{i % 30}", file=results)
END
	mill render --quiet --jobs 2
	check "$2 letters are made" exits 0
	mkdir "$out/proof"
	tail -n +2 "$out/manifest.csv" | grep -oE '[0-9a-f]{64}' |
		cut -c-16 | while read -r stem; do
		echo picture | tee "$out/proof/$stem-1.png" \
			>"$out/proof/$stem-2.png"
	done
}
peaks() { # peaks FILE: "KB COMMAND" of each
	"$PYTHON" - "$LETTERMILL" "$config" >"$1" <<'END'
import os, resource, subprocess, sys
COMMANDS = ["check", "approve --all --by Ada", "list", "list --json", "status",
            "verify", "mail", "mail --json", "send", "history key7",
            "export whole.tar.zst", "proof", "render",
            "unapprove --all --because x --by Ada"]
for command in COMMANDS:
    # Of all its children together is what a process knows: so one for each.
    if os.fork() == 0:
        done = subprocess.run([sys.argv[1], *command.split(), "--config",
                               sys.argv[2]], stdout=subprocess.DEVNULL)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode == 0:
            print(usage.ru_maxrss, command, flush=True)
        os._exit(0)
    os.wait()
END
}
make_job "$work/few" 1500
peaks "$work/few.kb"
make_job "$work/many" 6000
peaks "$work/many.kb"
check 'every command ends well' same \
	"$(wc -l <"$work/few.kb") $(wc -l <"$work/many.kb")" '14 14'
while read -r few command && read -r many _ <&3; do
	echo "# $command: $few and $many KB"
	check "'$command' of 4500 letters more needs no 4 MB more" \
		[ "$many" -lt $((few + 4096)) ]
done <"$work/few.kb" 3<"$work/many.kb"

TMPDIR=$work/none mill check
check 'where they can be put nowhere' exits 2
check 'it says so, and what to do' warns \
	"$work/none: error: cannot hold this job's tables"
check 'also' warns 'let TMPDIR name a folder that can'
ln -s "$work" "$work/there"
TMPDIR=$work/there mill check
check 'a folder elsewhere will do' exits 0
check 'and nothing stays in it' same "$(ls -A "$work" | grep -c lettermill)" 0
exit $failures
