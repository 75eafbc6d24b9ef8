#!/usr/bin/env python3
"""The cluster files of config/deploy: the schemas that Kubernetes and AWS
publish take them, and refuse them when wrong; and what they have each task run
leaves, all together, the letters of one run on one machine."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import clusters
from clusters import JOB, PYTHON, letters
# clusters has put shared/ on the path
import tap
from program import HOUSE, LETTERMILL, told
from tap import check


def judge_kubernetes(path):
    return told(PYTHON.with_name("kubernetes-validate"), "--strict", path)


def judge_definition(path):
    return told(PYTHON, HOUSE / "tests/deploy/aws_takes.py",
                "RegisterJobDefinition", path)


def judge_job(path):
    return told(PYTHON, HOUSE / "tests/deploy/aws_takes.py", "SubmitJob",
                path)


def schemas(folder):
    wrong = folder / "wrong.yaml"
    for judge, path, right, spoiled in (
            (judge_kubernetes, clusters.KUBERNETES, "completionMode:",
             "completionsMode:"),
            (judge_kubernetes, clusters.KUBERNETES, "completions: 8",
             "completions: eight"),
            (judge_definition, clusters.AWS_DEFINITION, "retryStrategy:",
             "retry:"),
            (judge_job, clusters.AWS_JOB, "size: 8", "size: eight")):
        status, said = judge(path)
        check(f"{path.name} is taken", status == 0, said)
        text = path.read_text(encoding="utf-8")
        assert right in text
        wrong.write_text(text.replace(right, spoiled), encoding="utf-8")
        status, said = judge(wrong)
        check(f"with '{spoiled}' it is refused", status != 0, said)


def run_tasks(name, folder):
    """Each task, in the mount points' stead with folders of this machine."""
    job, out = folder / "job", folder / name.replace(" ", "-")
    places = {"/job/lettermill.ini": str(job / "config" / f"{JOB}.ini"),
              "--out /out": f"--out {out}"}
    for words, variables in clusters.TASKS[name]():
        words = [str(out) if word == "/out" else word for word in words]
        for place, here in places.items():
            words = [word.replace(place, here) for word in words]
        status, said = told(*words, env={
            **os.environ, **variables,
            "PATH": f"{LETTERMILL.parent}:{os.environ['PATH']}"})
        if status:
            check(f"{name}: {variables} ends well", False, said)
    return out


def main():
    clusters.set_up()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schemas(folder)
        for part in ("config", "data", "fonts"):
            shutil.copytree(HOUSE / part, folder / "job" / part)
        whole = folder / "out/whole"
        status, said = told(LETTERMILL, "render", "--config",
                            folder / "job/config" / f"{JOB}.ini", "--out",
                            whole)
        check("one run makes the letters", status == 0 and letters(whole),
              said)
        for cluster in clusters.TASKS:
            tasks = list(clusters.TASKS[cluster]())
            check(f"{cluster}: eight tasks", len(tasks) == 8, str(tasks))
            out = run_tasks(cluster, folder)
            check(f"{cluster}: the tasks' letters are those of one run",
                  letters(out) == letters(whole) != {},
                  f"{len(letters(out))} letters")
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
