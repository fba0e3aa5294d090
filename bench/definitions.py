"""The two pipelines of an environment, built with the SageMaker Python SDK: what `npm run definitions` is measured against.

    definitions.py ENVIRONMENT.tfvars.json

Prints {"inference": …, "train": …}, as `npm run definitions` does. Code is in S3 already and every ARN is given, so
that no call to AWS is made: what is measured is the building alone.
"""

import hashlib
import json
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("SAGEMAKER_SUPPRESS_V2_WARNING", "1")
os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none")
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import boto3
from sagemaker.drift_check_baselines import DriftCheckBaselines
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput, TransformInput
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.model_metrics import MetricsSource, ModelMetrics
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.telemetry import telemetry_logging
from sagemaker.transformer import Transformer
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals, ConditionGreaterThanOrEqualTo
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterFloat, ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.retry import SageMakerJobExceptionTypeEnum as Job
from sagemaker.workflow.retry import SageMakerJobStepRetryPolicy, StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TrainingStep, TransformStep

# No telemetry. The SDK's own way out, a key in a configuration file, makes it check that file against its schema at
# every turn, which takes three times as long as all the rest.
telemetry_logging._requests_helper = lambda *_: None

ML = Path(__file__).parent.parent / "ml"
REGISTRY = "683313688378.dkr.ecr.us-east-1.amazonaws.com"
SCIKIT_LEARN = f"{REGISTRY}/sagemaker-scikit-learn:1.4-2-cpu-py3"
XGBOOST = f"{REGISTRY}/sagemaker-xgboost:3.0-5"
CONTAINER = "/opt/ml/processing"
HYPERPARAMETERS = {
    "objective": "binary:logistic",
    "eval_metric": "auc",
    "num_round": 50,
    "max_depth": 5,
    "eta": 0.2,
    "gamma": 4,
    "min_child_weight": 6,
    "subsample": 0.7,
    "seed": 42,
}
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
    """What both pipelines of an environment share."""

    def __init__(self, environment):
        self.env = environment
        self.model = environment["model_name"]
        self.data = f"s3://{environment['default_bucket']}/{self.model}"
        self.version = f"s3://{environment['model_artifacts_bucket']}/{self.model}/{environment['env_group']}"
        self.role = environment["train_pipeline"]["role_arn"]
        self.key = environment["kms_key"]
        self.session = PipelineSession(
            boto_session=boto3.session.Session(region_name=environment["aws_region"]),
            default_bucket=environment["default_bucket"],
        )

    def uri(self, base, *rest):
        return Join(on="/", values=[base, ExecutionVariables.PIPELINE_EXECUTION_ID, *rest])

    def code(self, script):
        digest = hashlib.sha256((ML / script).read_bytes()).hexdigest()
        return ProcessingInput(
            source=f"{self.data}/code/{digest}/{script}", destination=f"{CONTAINER}/input/code", input_name="code"
        )

    def script(self, name, description, script, image, machines, inputs, outputs, arguments=None, **step):
        processor = Processor(
            role=self.role,
            image_uri=image,
            entrypoint=["python3", f"{CONTAINER}/input/code/{script}"],
            **machines,
            volume_kms_key=self.key,
            output_kms_key=self.key,
            max_runtime_in_seconds=3600,
            sagemaker_session=self.session,
        )
        arguments = processor.run(
            inputs=[
                *(
                    ProcessingInput(source=uri, destination=f"{CONTAINER}/input/{key}", input_name=key)
                    for key, uri in inputs.items()
                ),
                self.code(script),
            ],
            outputs=[
                ProcessingOutput(source=f"{CONTAINER}/output/{key}", destination=uri, output_name=key)
                for key, uri in outputs.items()
            ],
            arguments=arguments,
        )
        return ProcessingStep(name=name, description=description, step_args=arguments, retry_policies=JOB_RETRY, **step)

    def pipeline(self, name, parameters, steps):
        return Pipeline(name=name, parameters=parameters, steps=steps, sagemaker_session=self.session)


def output_uri(step, output):
    return step.properties.ProcessingOutputConfig.Outputs[output].S3Output.S3Uri


def json_below(uri, name):
    return MetricsSource(content_type="application/json", s3_uri=Join(on="/", values=[uri, name]))


def train(build):
    env = build.env
    instance_type = ParameterString("ProcessingInstanceType", default_value="ml.m5.xlarge")
    instance_count = ParameterInteger("ProcessingInstanceCount", default_value=1)
    training_type = ParameterString("TrainingInstanceType", default_value="ml.m5.xlarge")
    approval = ParameterString("ModelApprovalStatus", default_value="PendingManualApproval")
    data = ParameterString("InputDataUrl", default_value=f"{build.data}/data/train-dataset/")
    threshold = ParameterFloat("AucScoreThreshold", default_value=0.5)
    commit = ParameterString("GitCommit", default_value="unknown")

    one = {"instance_type": instance_type, "instance_count": 1}
    prepared = f"{build.data}/prepared"
    preprocess = build.script(
        "Preprocess",
        "Cleans and splits the data",
        "preprocess.py",
        SCIKIT_LEARN,
        {"instance_type": instance_type, "instance_count": instance_count},
        {"data": data},
        {
            **{split: build.uri(prepared, split) for split in ("train", "validation", "test", "baseline")},
            "medians": build.uri(build.version, "medians"),
        },
    )
    estimator = Estimator(
        image_uri=XGBOOST,
        role=build.role,
        instance_type=training_type,
        instance_count=1,
        volume_kms_key=build.key,
        output_kms_key=build.key,
        output_path=build.uri(build.version, "artifact"),
        max_run=3600,
        hyperparameters=HYPERPARAMETERS,
        disable_profiler=True,
        sagemaker_session=build.session,
    )
    channels = {
        split: TrainingInput(output_uri(preprocess, split), content_type="text/csv") for split in ("train", "validation")
    }
    training = TrainingStep(
        name="Train", description="Trains XGBoost", step_args=estimator.fit(channels), retry_policies=JOB_RETRY
    )
    artifact = training.properties.ModelArtifacts.S3ModelArtifacts
    report = PropertyFile(name="EvaluationReport", output_name="evaluation", path="evaluation.json")
    evaluate = build.script(
        "Evaluate",
        "AUC on data that the training has not seen",
        "evaluate.py",
        XGBOOST,
        one,
        {"model": artifact, "test": output_uri(preprocess, "test")},
        {"evaluation": build.uri(build.version, "evaluation")},
        property_files=[report],
    )
    baseline = build.script(
        "DataQualityBaseline",
        "Statistics and constraints of the data the model was trained on",
        "data_quality.py",
        SCIKIT_LEARN,
        one,
        {"baseline": output_uri(preprocess, "baseline")},
        {"baseline": build.uri(build.version, "baseline")},
        ["baseline"],
    )
    auc = JsonGet(step_name=evaluate.name, property_file=report, json_path="binary_classification_metrics.auc.value")
    statistics = json_below(output_uri(baseline, "baseline"), "statistics.json")
    constraints = json_below(output_uri(baseline, "baseline"), "constraints.json")
    version = Model(image_uri=XGBOOST, model_data=artifact, role=build.role, sagemaker_session=build.session).register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        transform_instances=["ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"],
        model_package_group_name=env["model_package_group_name"],
        approval_status=approval,
        model_metrics=ModelMetrics(
            model_statistics=json_below(output_uri(evaluate, "evaluation"), "evaluation.json"),
            model_data_statistics=statistics,
            model_data_constraints=constraints,
        ),
        drift_check_baselines=DriftCheckBaselines(
            model_data_statistics=statistics, model_data_constraints=constraints
        ),
        customer_metadata_properties={
            "auc": Join(on="", values=[auc]),
            "data": data,
            "environment": env["env_group"],
            "execution_id": ExecutionVariables.PIPELINE_EXECUTION_ID,
            "git_commit": commit,
        },
    )
    register = ModelStep(
        name="RegisterModel",
        description="Registers the version for approval",
        step_args=version,
        retry_policies=[SERVICE_RETRY],
    )
    message = ["AUC ", auc, " is below the threshold of ", threshold, ": not registered."]
    reject = FailStep(name="RejectLowAuc", error_message=Join(on="", values=message))
    check = ConditionStep(
        name="CheckAuc",
        conditions=[ConditionGreaterThanOrEqualTo(left=auc, right=threshold)],
        if_steps=[baseline, register],
        else_steps=[reject],
    )
    return build.pipeline(
        env["train_pipeline_name"],
        [instance_type, instance_count, training_type, approval, data, threshold, commit],
        [preprocess, training, evaluate, check],
    )


def inference(build):
    env = build.env
    instance_type = ParameterString("ProcessingInstanceType", default_value="ml.m5.xlarge")
    instance_count = ParameterInteger("ProcessingInstanceCount", default_value=1)
    transform_type = ParameterString("TransformInstanceType", default_value="ml.m5.xlarge")
    batch = ParameterString(
        "transform_input", default_value=f"{build.data}/data/batch-dataset/{env['batch_dataset_filename']}.csv"
    )
    account = env["lambda_role"].split(":")[4]
    function = f"arn:aws:lambda:{env['aws_region']}:{account}:function:{build.model}-latest-approved-00000000"
    latest = LambdaStep(
        name="LatestApprovedModel",
        description="The highest approved version in the registry account",
        lambda_func=Lambda(function_arn=function, session=build.session),
        inputs={"model_package_group": env["model_package_group_name"]},
        outputs=[
            LambdaOutput(output_name=name, output_type=LambdaOutputTypeEnum.String)
            for name in (
                "model_package_arn",
                "model_package_version",
                "model_data_url",
                "image_uri",
                "statistics_uri",
                "constraints_uri",
            )
        ],
    )
    found = latest.properties.Outputs
    # The SDK's ModelPackage takes no variable for its ARN; image and data are what the version holds.
    approved = Model(
        image_uri=found["image_uri"],
        model_data=found["model_data_url"],
        role=env["inference_pipeline"]["role_arn"],
        sagemaker_session=build.session,
    )
    model = ModelStep(name="CreateModel", step_args=approved.create(), retry_policies=[SERVICE_RETRY])
    report = PropertyFile(name="DriftReport", output_name="monitoring", path="drift.json")
    monitor = build.script(
        "MonitorInput",
        "Holds the batch against the approved version's own baseline",
        "data_quality.py",
        SCIKIT_LEARN,
        {"instance_type": instance_type, "instance_count": instance_count},
        {"batch": batch, "statistics": found["statistics_uri"], "constraints": found["constraints_uri"]},
        {"monitoring": build.uri(f"{build.data}/monitoring")},
        ["check"],
        property_files=[report],
        cache_config=CacheConfig(enable_caching=False),
    )
    transformer = Transformer(
        model_name=model.properties.ModelName,
        instance_count=1,
        instance_type=transform_type,
        strategy="MultiRecord",
        max_payload=6,
        assemble_with="Line",
        accept="text/csv",
        output_path=build.uri(f"{build.data}/predictions"),
        output_kms_key=build.key,
        volume_kms_key=build.key,
        sagemaker_session=build.session,
    )
    transform = TransformStep(
        name="BatchTransform",
        description="Each row of the batch with its prediction behind it",
        step_args=transformer.transform(batch, content_type="text/csv", split_type="Line", join_source="Input"),
        retry_policies=JOB_RETRY,
    )

    def drift(path):
        return JsonGet(step_name=monitor.name, property_file=report, json_path=path)

    fail = FailStep(name="DataDrift", error_message=drift("message"))
    check = ConditionStep(
        name="CheckDrift",
        conditions=[ConditionEquals(left=drift("drifted"), right=True)],
        if_steps=[fail],
        else_steps=[transform],
    )
    return build.pipeline(
        env["inference_pipeline_name"],
        [instance_type, instance_count, transform_type, batch],
        [latest, model, monitor, check],
    )


if __name__ == "__main__":
    builder = Builder(json.loads(Path(sys.argv[1]).read_text()))
    definitions = {"inference": inference(builder), "train": train(builder)}
    print(json.dumps({kind: json.loads(pipeline.definition()) for kind, pipeline in definitions.items()}))
