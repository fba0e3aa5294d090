"""Both pipelines of an environment, built with the SageMaker Python SDK: `npm run definitions` and `npm run deploy` are
measured against it.

    python tools/bench/sdk ENVIRONMENT.tfvars.json
    python tools/bench/sdk ENVIRONMENT.tfvars.json upsert

Prints {"inference": …, "train": …}, as `npm run definitions` does. Code is in S3 already and every ARN is given, so
that no call to AWS is made: what is measured is the building alone. With `upsert`, both are sent to SageMaker instead,
under names of their own.
"""

import json
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ["SAGEMAKER_SUPPRESS_V2_WARNING"] = "1"
os.environ.setdefault("AWS_ACCESS_KEY_ID", "none")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "none")
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from builder import Builder
from inference import inference
from sagemaker.telemetry import telemetry_logging
from train import train

# No telemetry. The SDK's own way out, a key in a configuration file, makes it check that file against its schema at
# every turn, which takes three times as long as all the rest.
telemetry_logging._requests_helper = lambda *_: None

build = Builder(json.loads(Path(sys.argv[1]).read_text()))
pipelines = {"inference": inference(build), "train": train(build)}
if sys.argv[2:] == ["upsert"]:
    for kind, pipeline in pipelines.items():
        pipeline.name += "-python-sdk"
        pipeline.upsert(role_arn=build.env[f"{kind}_pipeline"]["role_arn"])
else:
    print(json.dumps({kind: json.loads(pipeline.definition()) for kind, pipeline in pipelines.items()}))
