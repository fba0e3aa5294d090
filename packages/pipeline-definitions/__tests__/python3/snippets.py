"""Writes definitions/*.json: what the SageMaker Python SDK 3 emits that its second version does not, for the pipeline that
the function of that name builds.

Needs sagemaker-mlops==1.27.0 and moto[server] in an environment of their own, and moto in place of AWS, because the SDK asks
for the account while it builds:

    moto_server -p 5000 &
    AWS_ENDPOINT_URL=http://127.0.0.1:5000 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 \\
        python snippets.py [NAME …]

Then format them: npx prettier --write definitions.
"""

import json
import logging
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import boto3
from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import MlflowConfig, ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.conditions import ConditionEquals
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_capture import capture_create_job_request
from sagemaker.core.workflow.pipeline_context import PipelineSession, runnable_by_pipeline
from sagemaker.mlops.workflow import *
from sagemaker.mlops.workflow.emr_serverless_step import EMRServerlessJobConfig, EMRServerlessStep
from sagemaker.mlops.workflow.lambda_step import LambdaOutputTypeEnum

HERE = pathlib.Path(__file__).parent
BUCKET = "mammo-severity-prod-222222222222"
ROLE = "arn:aws:iam::222222222222:role/SageMakerExecutionRole"
QUEUE = "https://sqs.us-east-1.amazonaws.com/222222222222/q"
SK = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.0-1-cpu-py3"
S = PipelineSession(boto_session=boto3.session.Session(region_name="us-east-1"), default_bucket=BUCKET)
THROTTLED = [StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=2)]
SNIPPETS = {}


def snippet(build):
    SNIPPETS[build.__name__] = build
    return build


def pipe(steps, parameters=(), **options):
    return Pipeline(name="p", parameters=list(parameters), steps=steps, sagemaker_session=S, **options)


def function(name="L", **options):
    arn = "arn:aws:lambda:us-east-1:222222222222:function:f"
    return LambdaStep(name=name, lambda_func=Lambda(function_arn=arn, session=S), **options)


class Producer:
    """Asks for a job as the SDK's own trainers do, without what they look up in AWS first."""

    _pipeline_caller_name = "create_job"
    sagemaker_session = S

    def __init__(self, document, tags=None):
        self.document, self.tags = document, tags

    @runnable_by_pipeline
    def train(self):
        capture_create_job_request(
            S,
            job_name="n",
            role_arn=ROLE,
            job_category="AgentRFT",
            schema_version="1.0.0",
            job_config=self.document,
            tags=self.tags,
        )


@snippet
def emr_serverless_application():
    spark = {
        "sparkSubmit": {
            "entryPoint": f"s3://{BUCKET}/app.py",
            "entryPointArguments": ["--run", ExecutionVariables.PIPELINE_EXECUTION_ID],
            "sparkSubmitParameters": "--conf spark.executor.cores=2",
        }
    }
    logs = {"monitoringConfiguration": {"s3MonitoringConfiguration": {"logUri": f"s3://{BUCKET}/logs"}}}
    application = ParameterString("Application")
    step = EMRServerlessStep(
        name="E",
        display_name="D",
        description="E",
        application_id=application,
        job_config=EMRServerlessJobConfig(
            job_driver=spark,
            execution_role_arn=ROLE,
            configuration_overrides=logs,
            execution_timeout_minutes=60,
            name="job",
            tags={"a": "b"},
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P1D"),
        retry_policies=THROTTLED,
    )
    return pipe([step, function(depends_on=[step])], [application])


@snippet
def emr_serverless_new_application():
    hive = {
        "hive": {
            "query": f"s3://{BUCKET}/q.sql",
            "initQueryFile": f"s3://{BUCKET}/i.sql",
            "parameters": "--hiveconf a=b",
        }
    }
    step = EMRServerlessStep(
        name="E",
        display_name="D",
        description="E",
        application_config={
            "name": "app",
            "releaseLabel": "emr-7.0.0",
            "type": "HIVE",
            "maximumCapacity": {"cpu": "4vCPU", "memory": "16gb"},
            "autoStopConfiguration": {"enabled": True, "idleTimeoutMinutes": 15},
        },
        job_config=EMRServerlessJobConfig(job_driver=hive, execution_role_arn=ROLE),
        depends_on=["L"],
    )
    return pipe([function(), step])


@snippet
def for_each_parameter():
    items = ParameterString("Items", default_value='[{"name": "a"}, {"name": "b"}]')
    item = CurrentItem()
    body = function(
        "Body",
        inputs={
            "item": item,
            "name": item.name,
            "deep": item.a.b[0]["c d"],
            "uri": Join(on="/", values=["s3:/", BUCKET, item["key"]]),
        },
        outputs=[
            LambdaOutput("score", LambdaOutputTypeEnum.Float),
            LambdaOutput("uri", LambdaOutputTypeEnum.String),
        ],
    )
    loop = ForEachStep(
        name="Loop",
        display_name="D",
        description="E",
        iterable_items=items,
        max_concurrency=5,
        for_each_body=[body],
        selector=ForEachSelector("MaxBy", IterationOutput(body).OutputParameters["score"]),
    )
    properties = loop.properties
    used = {
        "best": properties.Selected.OutputParameters["uri"],
        "first": properties.IterationOutputs[0].Body.OutputParameters["uri"],
        "status": properties.Status,
        "items": properties.InputItemCount,
        "steps": properties.TotalStepCount,
        "succeeded": properties.SucceededStepCount,
        "failed": properties.FailedStepCount,
        "stopped": properties.StoppedStepCount,
    }
    return pipe([loop, function("Use", inputs=used)], [items])


@snippet
def for_each_list():
    p = ParameterString("P", default_value="x")
    first, a = function("First"), function("A", inputs={"item": CurrentItem()})
    b = CallbackStep(name="B", sqs_queue_url=QUEUE, inputs={"k": CurrentItem()["k"]}, outputs=[], depends_on=["A"])
    loop = ForEachStep(
        name="Loop",
        iterable_items=["a", 1, 2.5, True, p, Join(on="-", values=[p, 1])],
        max_concurrency=1,
        for_each_body=[a, b],
        depends_on=["First"],
    )
    return pipe([first, loop, function("After", depends_on=[loop])], [p])


@snippet
def run_conditions():
    a = function("A")
    return pipe(
        [
            a,
            function("OnFailure", depends_on=[StepDependency(a, TriggerCondition.FAILED)]),
            function(
                "OnEnd",
                depends_on=[
                    StepDependency("A", TriggerCondition.STOPPED),
                    StepDependency("OnFailure", TriggerCondition.ANY),
                ],
            ),
            function("OnSuccess", depends_on=[StepDependency(a)]),
            ConditionStep(
                name="C",
                depends_on=[StepDependency(a, TriggerCondition.ANY)],
                conditions=[ConditionEquals(1, 1)],
                if_steps=[],
                else_steps=[],
            ),
        ]
    )


@snippet
def job():
    model = ParameterString("Model", default_value="m")
    document = {
        "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/o/"},
        "ModelSource": model,
        "Epochs": 3,
        "Nothing": None,
    }
    step = JobStep(
        name="J",
        display_name="D",
        description="E",
        step_args=Producer(document, [{"Key": "a", "Value": "b"}]).train(),
        cache_config=CacheConfig(enable_caching=True),
        retry_policies=[SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT], max_attempts=3)],
    )
    used = {
        "arn": step.properties.JobArn,
        "status": step.properties.JobStatus,
        "document": step.properties.JobConfigDocument,
    }
    mlflow = MlflowConfig(
        mlflow_resource_arn="arn:aws:sagemaker:us-east-1:222222222222:mlflow-app/app-1",
        mlflow_experiment_name=Join(on="-", values=["e", model]),
    )
    return pipe([step, function(inputs=used)], [model], mlflow_config=mlflow)


@snippet
def cleanup():
    processor = Processor(
        role=ROLE, image_uri=SK, instance_count=1, instance_type="ml.m5.large", sagemaker_session=S
    )
    place = ProcessingS3Output(
        s3_uri=f"s3://{BUCKET}/o", local_path="/opt/ml/processing/o", s3_upload_mode="EndOfJob"
    )
    p = ProcessingStep(
        name="P", step_args=processor.run(outputs=[ProcessingOutput(output_name="o", s3_output=place)])
    )
    j = JobStep(name="J", step_args=Producer({}).train())
    written = p.properties.ProcessingOutputConfig.Outputs["o"].S3Output.S3Uri
    c = CleanupStep(
        name="C",
        display_name="D",
        description="E",
        s3_sources=[
            S3CleanupSource(p, [f"s3://{BUCKET}/o/a.csv", Join(on="/", values=[written, "b.csv"])]),
            S3CleanupSource(j),
        ],
        depends_on=[StepDependency(j, TriggerCondition.ANY)],
    )
    return pipe([p, j, c])


def save(name, pipeline):
    text = json.dumps(json.loads(pipeline.definition()), indent=2, sort_keys=True)
    (HERE / "definitions" / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or SNIPPETS:
        save(name, SNIPPETS[name]())
