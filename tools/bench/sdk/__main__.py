"""Both pipelines of an environment, built with the SageMaker Python SDK; `npm run definitions` is measured against it.

    python tools/bench/sdk ENVIRONMENT.tfvars.json

Prints {"inference": …, "train": …}, as `npm run definitions` does. Code is in S3 already and every ARN is given, so
that no call to AWS is made: what is measured is the building alone.
"""

import json
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.update(SAGEMAKER_SUPPRESS_V2_WARNING="1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none")
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
definitions = {"inference": inference(build), "train": train(build)}
print(json.dumps({kind: json.loads(pipeline.definition()) for kind, pipeline in definitions.items()}))
