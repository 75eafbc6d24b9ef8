"""What the files of config/deploy have a cluster run: each task's command and
the variables that the scheduler sets, as the scheduler would work them out."""

import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from program import HOUSE                           # noqa: E402

JOB = "annual-review-2024"  # what the tests have them make
PYTHON = HOUSE / "build/clusters/bin/python"
KUBERNETES = HOUSE / "config/deploy/kubernetes-job.yaml"
AWS_DEFINITION = HOUSE / "config/deploy/aws-batch-definition.yaml"
AWS_JOB = HOUSE / "config/deploy/aws-batch-job.yaml"


def set_up():
    subprocess.run([HOUSE / "tests/shared/setup-venv", "clusters",
                    HOUSE / "tests/deploy/clusters.txt"], check=True)


def read(path):
    """A YAML file, by the venv's reader."""
    words = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), " \
        "sys.stdout)"
    with open(path, encoding="utf-8") as file:
        return json.loads(subprocess.run(
            [PYTHON, "-c", words], stdin=file, stdout=subprocess.PIPE,
            check=True).stdout)


def kubernetes_tasks():
    """(command, variables) of each index: $(NAME) is replaced in a command."""
    spec = read(KUBERNETES)["spec"]
    shard, = spec["template"]["spec"]["containers"]
    for index in range(spec["completions"]):
        variables = {"JOB_COMPLETION_INDEX": str(index)}
        yield [re.sub(r"\$\((\w+)\)", lambda name: variables[name[1]], word)
               for word in shard["command"]], variables


def aws_tasks():
    """(command, variables) of each child: a word Ref::NAME is replaced."""
    definition, job = read(AWS_DEFINITION), read(AWS_JOB)
    parameters = {**definition["parameters"], **job["parameters"]}
    for index in range(job["arrayProperties"]["size"]):
        yield [parameters[word[5:]] if word.startswith("Ref::") else word
               for word in definition["containerProperties"]["command"]], \
            {"AWS_BATCH_JOB_ARRAY_INDEX": str(index)}


def letters(out):
    """The job's letters in that folder, by name."""
    return {path.name: path.read_bytes()
            for path in (out / JOB / "letters").rglob("*.pdf")}


TASKS = {"Kubernetes": kubernetes_tasks, "AWS Batch": aws_tasks}
