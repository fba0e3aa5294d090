"""What the snippets share: a session against moto, a clock that stands still, and small steps to build on."""

import json

import logging

import os

import pathlib

import re

import sys

import time

import warnings

os.environ.setdefault("SAGEMAKER_SUPPRESS_V2_WARNING", "1")

warnings.filterwarnings("ignore")

logging.disable(logging.CRITICAL)

time.time = lambda: 1700000000.0

HERE = pathlib.Path(__file__).parent

os.chdir(HERE)

import boto3

from sagemaker.inputs import TrainingInput, CreateModelInput, TransformInput

from sagemaker.model_metrics import MetricsSource, ModelMetrics, FileSource

from sagemaker.drift_check_baselines import DriftCheckBaselines

from sagemaker.model_monitor import DatasetFormat

from sagemaker.network import NetworkConfig

from sagemaker.processing import FrameworkProcessor, ProcessingInput, ProcessingOutput, Processor, ScriptProcessor

from sagemaker.sklearn.estimator import SKLearn

from sagemaker.sklearn.processing import SKLearnProcessor

from sagemaker.spark.processing import PySparkProcessor

from sagemaker.transformer import Transformer

from sagemaker.tuner import *

from sagemaker.clarify import *

from sagemaker.workflow.automl_step import AutoMLStep

from sagemaker.workflow.check_job_config import CheckJobConfig

from sagemaker.workflow.clarify_check_step import *

from sagemaker.workflow.callback_step import CallbackOutput, CallbackOutputTypeEnum, CallbackStep

from sagemaker.workflow.condition_step import ConditionStep

from sagemaker.workflow.conditions import *

from sagemaker.workflow.emr_step import EMRStep, EMRStepConfig

from sagemaker.workflow.endpoint_step import EndpointConfigStep, EndpointStep

from sagemaker.workflow.execution_variables import ExecutionVariables

from sagemaker.workflow.fail_step import FailStep

from sagemaker.workflow.function_step import step

from sagemaker.workflow.functions import Join, JsonGet

from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep

from sagemaker.workflow.model_step import ModelStep

from sagemaker.workflow.monitor_batch_transform_step import MonitorBatchTransformStep

from sagemaker.workflow.notebook_job_step import NotebookJobStep

from sagemaker.workflow.parameters import *

from sagemaker.workflow.pipeline_definition_config import PipelineDefinitionConfig

from sagemaker.workflow.properties import PropertyFile

from sagemaker.workflow.quality_check_step import *

from sagemaker.workflow.retry import *

from sagemaker.workflow.step_collections import EstimatorTransformer, RegisterModel

from sagemaker.workflow.steps import *

from sagemaker.lambda_helper import Lambda

from sagemaker.automl.automl import AutoML, AutoMLInput

from sagemaker.pipeline import PipelineModel

from sagemaker.model_card import ModelPackageModelCard

from sagemaker.debugger import *

from sagemaker.estimator import Estimator

from sagemaker.model import Model

from sagemaker.workflow.pipeline import Pipeline

from sagemaker.workflow.pipeline_context import PipelineSession

REGION = "us-east-1"

BUCKET = "mammo-severity-prod-222222222222"

ROLE = "arn:aws:iam::222222222222:role/SageMakerExecutionRole"

KMS = "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555"

MPG = "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package"

SK = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.0-1-cpu-py3"

XGB = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3"

boto3.client("s3").create_bucket(Bucket=BUCKET)

S = PipelineSession(boto_session=boto3.session.Session(region_name=REGION), default_bucket=BUCKET)


def est(**changes):
    return Estimator(
        **{
            **dict(
                image_uri=XGB,
                role=ROLE,
                instance_count=1,
                instance_type="ml.m5.large",
                output_path=f"s3://{BUCKET}/m",
                sagemaker_session=S,
            ),
            **changes,
        }
    )


def mdl(**changes):
    return Model(
        **{**dict(image_uri=XGB, model_data=f"s3://{BUCKET}/m/model.tar.gz", role=ROLE, sagemaker_session=S), **changes}
    )


def proc(name="P", **options):
    processor = Processor(role=ROLE, image_uri=SK, instance_count=1, instance_type="ml.m5.large", sagemaker_session=S)
    outputs = [ProcessingOutput(output_name="o", source="/opt/ml/processing/o", destination=f"s3://{BUCKET}/o")]
    return ProcessingStep(name=name, step_args=processor.run(outputs=outputs), **options)


def save(name, pipeline):
    text = json.dumps(json.loads(pipeline.definition()), indent=2, sort_keys=True)
    text = re.sub(r"sagemaker_requirements_\w+", "sagemaker_requirements", text).replace(f"{HERE.resolve()}/", "")
    folder = "basics" if SNIPPETS[name].__module__ == "basics" else "definitions"
    (HERE / folder / f"{name}.json").write_text(text + "\n")


LAMBDA = Lambda(function_arn="arn:aws:lambda:us-east-1:222222222222:function:f", session=S)

QUEUE = "https://sqs.us-east-1.amazonaws.com/222222222222/q"

THROTTLED = [StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=2)]

SNIPPETS = {}


def snippet(build):
    SNIPPETS[build.__name__] = build
    return build


def pipe(steps, parameters=(), **kw):
    return Pipeline(name="p", parameters=list(parameters), steps=steps, sagemaker_session=S, **kw)


def train(name="T", estimator=None, inputs=None, **kw):
    return TrainingStep(
        name=name, step_args=(estimator or est()).fit(inputs or {"train": TrainingInput(f"s3://{BUCKET}/t")}), **kw
    )


def quality(name="Q", config=None, **kw):
    job = CheckJobConfig(role=ROLE, instance_count=1, instance_type="ml.c5.xlarge", sagemaker_session=S)
    config = config or DataQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/o",
    )
    return QualityCheckStep(name=name, quality_check_config=config, check_job_config=job, **kw)


REGISTER = dict(
    content_types=["text/csv"],
    response_types=["text/csv"],
    inference_instances=["ml.m5.large"],
    transform_instances=["ml.m5.large"],
)
