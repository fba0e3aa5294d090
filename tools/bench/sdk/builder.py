"""What both pipelines of an environment share."""

import hashlib
import json
from pathlib import Path

import boto3
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.retry import SageMakerJobExceptionTypeEnum as Job
from sagemaker.workflow.retry import SageMakerJobStepRetryPolicy, StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.workflow.steps import ProcessingStep

ROOT = Path(__file__).parents[3]
ML = ROOT / "ml"
# What each script imports: pipeline-defs/code-assets.ts, for a built-in algorithm.
MODULES = {
    "preprocess.py": ("tabular", "encoders"),
    "prepare.py": ("tabular", "encoders"),
    "evaluate.py": ("tabular", "metrics", "encoders"),
    "data_quality.py": ("tabular", "distributions", "summaries"),
    "model_quality.py": ("tabular", "metrics", "distributions"),
}
REGISTRY = "683313688378.dkr.ecr.us-east-1.amazonaws.com"
SCIKIT_LEARN = f"{REGISTRY}/sagemaker-scikit-learn:1.4-2-cpu-py3"
XGBOOST = f"{REGISTRY}/sagemaker-xgboost:3.0-5"
CONTAINER = "/opt/ml/processing"
SERVICE_RETRY = StepRetryPolicy(
    exception_types=[StepExceptionTypeEnum.SERVICE_FAULT, StepExceptionTypeEnum.THROTTLING],
    interval_seconds=10,
    backoff_rate=2,
    max_attempts=5,
)
JOB_RETRY = [
    SERVICE_RETRY,
    SageMakerJobStepRetryPolicy(
        exception_types=[Job.INTERNAL_ERROR, Job.CAPACITY_ERROR, Job.RESOURCE_LIMIT],
        interval_seconds=60,
        backoff_rate=2,
        max_attempts=3,
    ),
]


class Builder:
    def __init__(self, environment):
        self.env = environment
        self.model = environment["model_name"]
        self.description = json.loads((ROOT / "models" / self.model / "model.json").read_text())
        self.data = f"s3://{environment['default_bucket']}/{self.model}"
        self.version = f"s3://{environment['model_artifacts_bucket']}/{self.model}/{environment['env_group']}"
        self.role = environment["train_pipeline"]["role_arn"]
        self.session = PipelineSession(
            boto_session=boto3.session.Session(region_name=environment["aws_region"]),
            default_bucket=environment["default_bucket"],
        )
        self.job = {
            "volume_kms_key": environment["kms_key"],
            "output_kms_key": environment["kms_key"],
            "sagemaker_session": self.session,
        }
        self.instance_type = ParameterString("ProcessingInstanceType", default_value="ml.m5.xlarge")
        self.instance_count = ParameterInteger("ProcessingInstanceCount", default_value=1)

    def uri(self, base, *rest):
        """An address of this execution's own."""
        return Join(on="/", values=[base, ExecutionVariables.PIPELINE_EXECUTION_ID, *rest])

    def code(self, file):
        """The address of one of our files, by its content."""
        digest = hashlib.sha256((ML / file).read_bytes()).hexdigest()
        return f"{self.data}/code/{digest}/{file}"

    def script(self, name, description, script, image, inputs, outputs, arguments=None, instances=1, **step):
        """A Processing step that runs one of our scripts."""
        modules = {module: self.code(f"{module}.py") for module in MODULES[script]}
        description = f"{self.data}/code/{'0' * 64}/description.json"
        sources = {**inputs, "code": self.code(script), **modules, "description": description}
        processor = Processor(
            role=self.role,
            image_uri=image,
            entrypoint=["python3", f"{CONTAINER}/input/code/{script}"],
            instance_type=self.instance_type,
            instance_count=instances,
            max_runtime_in_seconds=3600,
            **self.job,
        )
        run = processor.run(
            inputs=[ProcessingInput(uri, f"{CONTAINER}/input/{key}", key) for key, uri in sources.items()],
            outputs=[ProcessingOutput(f"{CONTAINER}/output/{key}", uri, key) for key, uri in outputs.items()],
            arguments=arguments,
        )
        return ProcessingStep(name=name, description=description, step_args=run, retry_policies=JOB_RETRY, **step)

    def pipeline(self, name, parameters, steps):
        parameters = [self.instance_type, self.instance_count, *parameters]
        return Pipeline(name=name, parameters=parameters, steps=steps, sagemaker_session=self.session)


def output_uri(step, output):
    return step.properties.ProcessingOutputConfig.Outputs[output].S3Output.S3Uri
