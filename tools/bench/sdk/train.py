"""As pipeline-defs/train.ts."""

import json

from builder import JOB_RETRY, SCIKIT_LEARN, SERVICE_RETRY, XGBOOST, output_uri
from sagemaker.drift_check_baselines import DriftCheckBaselines
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.lambda_helper import Lambda
from sagemaker.model import Model
from sagemaker.model_card import ModelPackageModelCard
from sagemaker.model_metrics import MetricsSource, ModelMetrics
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import TrainingStep
# What makes a version: the scripts, what they import, and what they know of the model.
SCRIPTS = (
    *("preprocess.py", "evaluate.py", "data_quality.py", "tabular.py", "encoders.py", "metrics.py"),
    *("distributions.py", "summaries.py", "description.json"),
)


def train(build):
    env = build.env
    training_type = ParameterString("TrainingInstanceType", default_value="ml.m5.xlarge")
    approval = ParameterString("ModelApprovalStatus", default_value="PendingManualApproval")
    data = ParameterString("InputDataUrl", default_value=f"{build.data}/data/train-dataset/")
    said = build.description["metric"]
    threshold = ParameterFloat(said["parameter"], default_value=said["threshold"])
    commit = ParameterString("GitCommit", default_value="unknown")

    splits = ("train", "validation", "test", "baseline")
    prepared = {split: build.uri(f"{build.data}/prepared", split) for split in splits}
    preprocess = build.script(
        "Preprocess",
        "Cleans and splits the data",
        "preprocess.py",
        SCIKIT_LEARN,
        {"data": data},
        {
            **prepared,
            "preparation": build.uri(build.version, "preparation"),
            "provenance": build.uri(build.version, "provenance"),
        },
        instances=build.instance_count,
    )
    estimator = Estimator(
        image_uri=XGBOOST,
        role=build.role,
        instance_type=training_type,
        instance_count=1,
        output_path=build.uri(build.version, "artifact"),
        max_run=3600,
        hyperparameters=build.description["hyperparameters"],
        disable_profiler=True,
        **build.job,
    )
    channels = {
        channel: TrainingInput(output_uri(preprocess, channel), content_type="text/csv")
        for channel in ("train", "validation")
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
        {
            "model": artifact,
            "test": output_uri(preprocess, "test"),
            "preparation": file_of(preprocess, "preparation", "preparation.json"),
        },
        {"evaluation": build.uri(build.version, "evaluation")},
        ["--metric", "auc", "--direction", "maximize"],
        property_files=[report],
    )
    baseline = build.script(
        "DataQualityBaseline",
        "Statistics and constraints of the data the model was trained on",
        "data_quality.py",
        SCIKIT_LEARN,
        {"baseline": output_uri(preprocess, "baseline")},
        {"baseline": build.uri(build.version, "baseline")},
        ["baseline"],
    )

    def metric(path):
        path = f"binary_classification_metrics.auc.{path}"
        return JsonGet(step_name=evaluate.name, property_file=report, json_path=path)

    auc = metric("value")
    files = {
        "artifact": artifact,
        "statistics": file_of(baseline, "baseline", "statistics.json"),
        "constraints": file_of(baseline, "baseline", "constraints.json"),
        "evaluation": file_of(evaluate, "evaluation", "evaluation.json"),
        "preparation": file_of(preprocess, "preparation", "preparation.json"),
    }
    account = env["lambda_role"].split(":")[4]
    function = f"arn:aws:lambda:{env['aws_region']}:{account}:function:{build.model}-record-version-00000000"
    manifest = file_of(preprocess, "provenance", "data-manifest.json")
    told = ("recorded_data_manifest", "data_objects", "data_rows", "data_bytes", "data_files")
    record = LambdaStep(
        name="RecordVersion",
        description="S3 version and digest of each file of the version, and of the data it was trained on",
        lambda_func=Lambda(function_arn=function, session=build.session),
        inputs={
            **files,
            "preprocess_job": preprocess.properties.ProcessingJobName,
            "sources": file_of(preprocess, "provenance", "sources.json"),
            "data_manifest": manifest,
            "kms_key": env["kms_key"],
        },
        outputs=[LambdaOutput(name, LambdaOutputTypeEnum.String) for name in (*files, *told)],
    )
    origin = {
        "metric": "auc",
        "auc": Join(on="", values=[auc]),
        **{
            f"auc_{bound}": Join(on="", values=[metric(f"confidence_interval.{bound}")])
            for bound in ("lower", "upper", "level")
        },
        "data": data,
        "environment": env["env_group"],
        "execution_id": ExecutionVariables.PIPELINE_EXECUTION_ID,
        "git_commit": commit,
        "preparation": files["preparation"],
        **{f"recorded_{name}": record.properties.Outputs[name] for name in files},
        "data_manifest": manifest,
        **{name: record.properties.Outputs[name] for name in told},
        **{f"code_{name}": "0" * 64 for name in SCRIPTS},
    }
    card = ModelCard(build, artifact, data, output_uri(preprocess, "test"), evaluate, report)
    for name in ("git_commit", "data_rows", "data_files"):
        card.tell(name, origin[name])
    register = ModelStep(
        name="RegisterModel",
        description="Registers the version for approval",
        step_args=version(build, files, approval, origin, card),
        retry_policies=[SERVICE_RETRY],
    )
    message = ["AUC ", auc, " is below the threshold of ", threshold, ": not registered."]
    reject = FailStep(name="RejectModel", error_message=Join(on="", values=message))
    check = ConditionStep(
        name="CheckModelQuality",
        conditions=[ConditionGreaterThanOrEqualTo(left=auc, right=threshold)],
        if_steps=[baseline, record, register],
        else_steps=[reject],
    )
    return build.pipeline(
        env["train_pipeline_name"],
        [training_type, approval, data, threshold, commit],
        [preprocess, training, evaluate, check],
    )


def file_of(step, output, name):
    return Join(on="/", values=[output_uri(step, output), name])


class ModelCard(ModelPackageModelCard):
    """The SDK writes JSON of a card's content itself, which can hold no variable: so this joins the text."""

    def __init__(self, build, artifact, data, test, evaluate, report):
        super().__init__(model_card_status="Draft")
        said = build.description
        features = [column["name"] for column in said["columns"] if column["name"] != said["target"]]
        hyperparameters = [{"name": name, "value": str(value)} for name, value in said["hyperparameters"].items()]
        split = (
            "A hash of each row's values splits the data into training, validation and test; "
            "neither the training nor its preparation has seen these rows."
        )
        groups = JsonGet(step_name=evaluate.name, property_file=report, json_path="card")
        uses = {"purpose_of_model": said["title"], "risk_rating": "Unknown"}
        objective = {"function": {"function": "Maximize", "facet": "AUC"}}
        observations = f"Predicts {said['target']} from {', '.join(features)}."
        self.values = [
            f'{{"model_overview":{{"model_creator":{text(build.env["env_group"])},"model_artifact":["',
            artifact,
            f'"]}},"intended_uses":{text(uses)},"training_details":{{"objective_function":{text(objective)},'
            f'"training_observations":{text(observations)},"training_job_details":{{"training_datasets":["',
            data,
            f'"],"training_environment":{{"container_image":[{text(XGBOOST)}]}},'
            f'"hyper_parameters":{text(hyperparameters)}}}}},"evaluation_details":[{{"name":"Test split",'
            f'"evaluation_observation":{text(split)},"datasets":["',
            test,
            '"],"metric_groups":',
            groups,
            f'}}],"additional_information":{{"custom_details":{{"environment":{text(build.env["env_group"])},'
            '"execution_id":"',
            ExecutionVariables.PIPELINE_EXECUTION_ID,
        ]

    def tell(self, name, value):
        self.values += [f'","{name}":"', value]

    def _create_request_args(self):
        return {
            "ModelCardStatus": self.model_card_status,
            "Content": Join(on="", values=[*self.values, '"}}}']),
        }


def text(value):
    return json.dumps(value, separators=(",", ":"))


def version(build, files, approval, origin, card):
    """What RegisterModel registers: the artifact with its metrics, its baselines and where it comes from."""

    def report(name):
        return MetricsSource("application/json", files[name])

    data = {
        "model_data_statistics": report("statistics"),
        "model_data_constraints": report("constraints"),
    }
    model = Model(image_uri=XGBOOST, model_data=files["artifact"], role=build.role, sagemaker_session=build.session)
    return model.register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        transform_instances=["ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"],
        model_package_group_name=build.env["model_package_group_name"],
        approval_status=approval,
        model_metrics=ModelMetrics(model_statistics=report("evaluation"), **data),
        drift_check_baselines=DriftCheckBaselines(**data),
        customer_metadata_properties=origin,
        model_card=card,
    )
