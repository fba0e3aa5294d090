"""As pipeline-defs/inference.ts, with our own monitoring."""

from builder import JOB_RETRY, SCIKIT_LEARN, SERVICE_RETRY
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.transformer import Transformer
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import CacheConfig, TransformStep

FOUND = (
    "model_package_arn",
    "model_package_version",
    "model_data_url",
    "image_uri",
    "statistics_uri",
    "constraints_uri",
    "git_commit",
)


def inference(build):
    env = build.env
    transform_type = ParameterString("TransformInstanceType", default_value="ml.m5.xlarge")
    batch = ParameterString(
        "transform_input", default_value=f"{build.data}/data/batch-dataset/{env['batch_dataset_filename']}.csv"
    )
    commit = ParameterString("GitCommit", default_value="unknown")
    account = env["lambda_role"].split(":")[4]
    functions = f"arn:aws:lambda:{env['aws_region']}:{account}:function:{build.model}"
    latest = LambdaStep(
        name="LatestApprovedModel",
        description="The highest approved version in the registry account",
        lambda_func=Lambda(function_arn=f"{functions}-latest-approved-00000000", session=build.session),
        inputs={"model_package_group": env["model_package_group_name"]},
        outputs=[LambdaOutput(name, LambdaOutputTypeEnum.String) for name in FOUND],
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
        {"batch": batch, "statistics": found["statistics_uri"], "constraints": found["constraints_uri"]},
        {"monitoring": build.uri(f"{build.data}/monitoring")},
        ["check"],
        instances=build.instance_count,
        property_files=[report],
        cache_config=CacheConfig(enable_caching=False),
    )
    record = LambdaStep(
        name="RecordPredictions",
        description="Says beside the predictions which version and which execution make them",
        lambda_func=Lambda(function_arn=f"{functions}-record-version-00000000", session=build.session),
        inputs={
            "provenance": build.uri(f"{build.data}/predictions", "_provenance.json"),
            "kms_key": env["kms_key"],
            "model_package_arn": found["model_package_arn"],
            "git_commit": found["git_commit"],
            "execution_arn": ExecutionVariables.PIPELINE_EXECUTION_ARN,
            "deployed_commit": commit,
            "batch": batch,
        },
        outputs=[LambdaOutput("recorded_provenance", LambdaOutputTypeEnum.String)],
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
        **build.job,
    )
    transform = TransformStep(
        name="BatchTransform",
        description="Each row of the batch with its prediction behind it",
        step_args=transformer.transform(batch, content_type="text/csv", split_type="Line", join_source="Input"),
        retry_policies=JOB_RETRY,
        depends_on=[record],
    )

    def drift(path):
        return JsonGet(step_name=monitor.name, property_file=report, json_path=path)

    check = ConditionStep(
        name="CheckDrift",
        conditions=[ConditionEquals(left=drift("drifted"), right=True)],
        if_steps=[FailStep(name="DataDrift", error_message=drift("message"))],
        else_steps=[record, transform],
    )
    return build.pipeline(
        env["inference_pipeline_name"], [transform_type, batch, commit], [latest, model, monitor, check]
    )
