"""Writes basics/*.json and definitions/*.json: what the SageMaker Python SDK 2.257.7 emits for the pipeline that the function of that name builds.

Needs sagemaker==2.257.7 and moto[server] in an environment of their own, and moto in place of AWS, because the SDK
uploads scripts and asks for the account while it builds:

    moto_server -p 5000 &
    AWS_ENDPOINT_URL=http://127.0.0.1:5000 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 \\
        PYTHONHASHSEED=0 python snippets.py [NAME …]

The clock stands still and what the SDK makes up at random is replaced, so that the files change with the SDK alone.
Then format them: npx prettier --write basics definitions.
"""

import sys

import basics, blog, chains, checks, emr, flow, frameworks, models, processing, serving, training, tuning, variables
from common import SNIPPETS, save

if __name__ == "__main__":
    for name in sys.argv[1:] or SNIPPETS:
        save(name, SNIPPETS[name]())
