"""As pipeline-defs/inference.ts, with our own monitoring."""

from builder import JOB_RETRY, SCIKIT_LEARN, SERVICE_RETRY, output_uri
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.transformer import Transformer
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals, ConditionOr
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet
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
    "evaluation_uri",
    "preparation_uri",
    "git_commit",
    "passed_over",
)
PREDICTED = ("predicted", "predictions_uri", "labelled", "labels_uri", "labelled_uri")


def inference(build):
    env = build.env
    transform_type = ParameterString("TransformInstanceType", default_value="ml.m5.xlarge")
    batch = ParameterString(
        "transform_input", default_value=f"{build.data}/data/batch-dataset/{env['batch_dataset_filename']}.csv"
    )
    commit = ParameterString("GitCommit", default_value="unknown")
    account = env["lambda_role"].split(":")[4]
    # All columns but the target are numbers.
    features = len(build.description["columns"]) - 1
    functions = f"arn:aws:lambda:{env['aws_region']}:{account}:function:{build.model}"
    latest = LambdaStep(
        name="LatestApprovedModel",
        description="The highest approved version in the registry account",
        lambda_func=Lambda(function_arn=f"{functions}-latest-approved-00000000", session=build.session),
        inputs={
            "model_package_group": env["model_package_group_name"],
            "reads_versions_of": "dev,prod",
            "required_files": "artifact,statistics,constraints,evaluation,preparation",
        },
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
    prepare = build.script(
        "PrepareBatch",
        "Prepares the batch as the training data were",
        "prepare.py",
        SCIKIT_LEARN,
        {"batch": batch, "preparation": found["preparation_uri"]},
        {"prepared": build.uri(f"{build.data}/prepared", "batch")},
        instances=build.instance_count,
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
        **build.job,
    )
    transform = TransformStep(
        name="BatchTransform",
        description="Each row of the batch with its prediction behind it",
        step_args=transformer.transform(
            output_uri(prepare, "prepared"),
            content_type="text/csv",
            split_type="Line",
            join_source="Input",
            input_filter=f"$[0:{features}]",
            output_filter=f"$[{features}:]",
        ),
        retry_policies=JOB_RETRY,
        depends_on=[record],
    )

    told = LambdaStep(
        name="LatestPredictions",
        description="What the version has predicted before, and the newest of it whose labels are known",
        lambda_func=Lambda(function_arn=f"{functions}-predictions-00000000", session=build.session),
        inputs={
            "labels": f"{build.data}/data/labels/",
            "predictions": f"{build.data}/predictions/",
            "model_package_arn": found["model_package_arn"],
            "otherwise": found["evaluation_uri"],
        },
        outputs=[LambdaOutput(name, LambdaOutputTypeEnum.String) for name in PREDICTED],
    )
    predicted = told.properties.Outputs
    quality = PropertyFile(name="ModelDriftReport", output_name="model-quality", path="drift.json")
    predictions = build.script(
        "MonitorPredictions",
        "Holds the predictions against those on the test split, and earlier ones against their labels",
        "model_quality.py",
        SCIKIT_LEARN,
        {
            "predictions": predicted["predictions_uri"],
            "evaluation": found["evaluation_uri"],
            "labels": predicted["labels_uri"],
            "labelled": predicted["labelled_uri"],
        },
        {"model-quality": build.uri(f"{build.data}/monitoring", "model-quality")},
        [
            *("--metric", "auc", "--direction", "maximize"),
            *("--threshold", str(build.description["metric"]["threshold"])),
            *("--predicted", predicted["predicted"], "--labels", predicted["labelled"]),
        ],
        instances=build.instance_count,
        property_files=[quality],
        cache_config=CacheConfig(enable_caching=False),
    )

    def drift(path):
        return JsonGet(step_name=monitor.name, property_file=report, json_path=path)

    def moved(path):
        return JsonGet(step_name=predictions.name, property_file=quality, json_path=path)

    message = Join(on=" ", values=[drift("message"), moved("message")])
    check = ConditionStep(
        name="CheckDrift",
        conditions=[
            ConditionOr(
                conditions=[
                    ConditionEquals(left=drift("drifted"), right=True),
                    ConditionEquals(left=moved("drifted"), right=True),
                ]
            )
        ],
        if_steps=[FailStep(name="DataDrift", error_message=message)],
        else_steps=[record, prepare, transform],
    )
    return build.pipeline(
        env["inference_pipeline_name"],
        [transform_type, batch, commit],
        [latest, model, monitor, told, predictions, check],
    )
