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
