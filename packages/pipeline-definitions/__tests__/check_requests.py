"""Holds requests to botocore's model of the SageMaker API: [[operation, parameters], …] in, a list of complaints out."""

import json
import sys

import botocore.session
from botocore.validate import ParamValidator


def main() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    complaints = []
    for operation, parameters in json.load(sys.stdin):
        report = ParamValidator().validate(parameters, model.operation_model(operation).input_shape)
        if report.has_errors():
            complaints.append(f"{operation}: {report.generate_report()}")
    json.dump(complaints, sys.stdout)


main()
