"""Cuts what steps ask of AWS, and what they answer, out of botocore's models of the services' APIs.

The models (botocore/data/<service>/<version>/service-2.json.gz, Apache-2.0) are AWS's own description. Kept are types,
members, required members and constraints of what a step's arguments and properties are made of; documentation is left out.

Usage: python3 extract.py <botocore folder> > model.json, then format it with prettier.
"""

import gzip
import json
import pathlib
import sys

VERSIONS = {"sagemaker": "2017-07-24", "emr": "2009-03-31", "emr-serverless": "2021-07-13"}

# Step type: the shape of its arguments, the member of it that the service makes up, the shapes of its properties.
# Properties as the step classes of the SageMaker Python SDK 2.257.7 name them (sagemaker.workflow, `shape_name`); Job:
# sagemaker-mlops 1.27.0.
STEPS = {
    "AutoML": ("CreateAutoMLJobRequest", "AutoMLJobName", ["DescribeAutoMLJobResponse"]),
    "ClarifyCheck": ("CreateProcessingJobRequest", "ProcessingJobName", []),
    "EMR": (None, None, ["emr:Step"]),
    "EMRServerless": (None, None, ["emr-serverless:GetJobRunResponse"]),
    "Endpoint": ("CreateEndpointInput", "EndpointName", ["DescribeEndpointOutput"]),
    "EndpointConfig": ("CreateEndpointConfigInput", "EndpointConfigName", ["DescribeEndpointConfigOutput"]),
    "InferenceComponent": (
        "CreateInferenceComponentInput",
        "InferenceComponentName",
        ["DescribeInferenceComponentOutput"],
    ),
    "Job": ("CreateJobRequest", "JobName", ["DescribeJobResponse"]),
    "Model": ("CreateModelInput", "ModelName", ["DescribeModelOutput"]),
    "Processing": ("CreateProcessingJobRequest", "ProcessingJobName", ["DescribeProcessingJobResponse"]),
    "QualityCheck": ("CreateProcessingJobRequest", "ProcessingJobName", []),
    "RegisterModel": ("CreateModelPackageInput", None, ["DescribeModelPackageOutput"]),
    "Training": ("CreateTrainingJobRequest", "TrainingJobName", ["DescribeTrainingJobResponse"]),
    "Transform": ("CreateTransformJobRequest", "TransformJobName", ["DescribeTransformJobResponse"]),
    "Tuning": (
        "CreateHyperParameterTuningJobRequest",
        "HyperParameterTuningJobName",
        [
            "DescribeHyperParameterTuningJobResponse",
            "ListTrainingJobsForHyperParameterTuningJobResponse",
        ],
    ),
}

# What steps hold below a name of their own, and limits of the pipeline itself.
OTHERS = [
    "AddAssociationRequest",
    "CreateActionRequest",
    "CreateArtifactRequest",
    "CreateContextRequest",
    "FailureReason",
    "OutputParameterList",
    "ParameterList",
    "PipelineDefinition",
    "PipelineParameterName",
    "StepDescription",
    "StepDisplayName",
    "StepName",
    "emr:RunJobFlowInput",
    "emr:StepConfig",
    "emr-serverless:CreateApplicationRequest",
    "emr-serverless:StartJobRunRequest",
]

KEPT = ("min", "max", "pattern", "enum", "required")


def main() -> None:
    data = pathlib.Path(sys.argv[1]) / "data"
    models = {
        service: json.loads(gzip.decompress((data / service / version / "service-2.json.gz").read_bytes()))
        for service, version in VERSIONS.items()
    }
    shapes: dict = {}

    def keep(name: str) -> str:
        if name in shapes:
            return name
        prefix, _, own = name.rpartition(":")
        source = models[prefix or "sagemaker"]["shapes"][own]
        shape = {"type": source["type"], **{key: source[key] for key in KEPT if key in source}}
        if source.get("union"):
            shape["union"] = True
        shapes[name] = shape

        def inner(reference: dict) -> str:
            return keep(f"{prefix}:{reference['shape']}" if prefix else reference["shape"])

        if source["type"] == "structure":
            shape["members"] = {key: inner(member) for key, member in source["members"].items()}
        if source["type"] == "list":
            shape["member"] = inner(source["member"])
        if source["type"] == "map":
            shape["key"] = inner(source["key"])
            shape["value"] = inner(source["value"])
        return name

    steps = {}
    for step, (arguments, named, properties) in STEPS.items():
        steps[step] = {"properties": [keep(shape) for shape in properties]}
        if arguments is not None:
            steps[step]["arguments"] = keep(arguments)
        if named is not None:
            steps[step]["named"] = named
    for shape in OTHERS:
        keep(shape)
    print(json.dumps({"steps": steps, "shapes": dict(sorted(shapes.items()))}))


main()
