"""Whether AWS Batch would take a request: held against its published model, as
its own client does before it sends. Run by build/clusters' Python.

    aws_takes.py RegisterJobDefinition|SubmitJob FILE.yaml
"""

import sys

import botocore.session
import yaml
from botocore.validate import ParamValidator

operation, path = sys.argv[1:]
model = botocore.session.get_session().get_service_model("batch")
with open(path, encoding="utf-8") as file:
    request = yaml.safe_load(file)
found = ParamValidator().validate(
    request, model.operation_model(operation).input_shape)
if found.has_errors():
    sys.exit(found.generate_report())
