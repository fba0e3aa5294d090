"""A function that asks for the approved versions with boto3, as the blog's `lambda_helper.py` does. Ours is measured
against it.

    handler.py EVENT

Runs one call as Lambda does after a cold start: import, client, call.
"""

import json
import sys

import boto3


def handler(event, context):
    group = event["model_package_group"]
    client = boto3.client("sagemaker", region_name=group.split(":")[3])
    answer = client.list_model_packages(
        ModelPackageGroupName=group,
        ModelApprovalStatus="Approved",
        SortBy="CreationTime",
        SortOrder="Descending",
    )
    versions = answer["ModelPackageSummaryList"]
    return {"model_data_url": versions[0]["ModelPackageArn"] if versions else event["otherwise_model_data_url"]}


if __name__ == "__main__":
    print(json.dumps(handler(json.loads(sys.argv[1]), None)))
