"""Framework estimators, processors and models, with what the SDK packs and uploads for them."""

from common import *

import io
import tarfile

from sagemaker.huggingface import HuggingFaceModel, HuggingFaceProcessor
from sagemaker.instance_group import InstanceGroup
from sagemaker.pytorch import PyTorch, PyTorchModel
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.spark.processing import SparkJarProcessor
from sagemaker.tensorflow import TensorFlowModel

MODEL = dict(model_data=f"s3://{BUCKET}/m/model.tar.gz", role=ROLE, sagemaker_session=S)
SOURCE = dict(entry_point="train.py", source_dir="files/src")


def upload_model():
    """An archive with one file, for models whose code the SDK puts into it while it builds."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo("model.txt")
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"x"))
    boto3.client("s3").put_object(Bucket=BUCKET, Key="m/model.tar.gz", Body=packed.getvalue())


def pytorch_model(**changes):
    return PyTorchModel(
        **{**MODEL, "framework_version": "1.12.0", "py_version": "py38", "entry_point": "files/code.py", **changes}
    )


@snippet
def training_distributed():
    e = PyTorch(
        framework_version="2.1.0",
        py_version="py310",
        role=ROLE,
        instance_count=2,
        instance_type="ml.p4d.24xlarge",
        distribution={"torch_distributed": {"enabled": True}},
        hyperparameters={"epochs": 3, "rate": 0.1, "flag": True, "layers": [1, 2]},
        disable_profiler=True,
        dependencies=["files/code.py"],
        output_path=f"s3://{BUCKET}/m",
        sagemaker_session=S,
        **SOURCE,
    )
    return pipe([train(estimator=e)])


@snippet
def training_heterogeneous():
    kind, count = (
        ParameterString("Kind", default_value="ml.g4dn.xlarge"),
        ParameterInteger("Count", default_value=2),
    )
    e = PyTorch(
        framework_version="1.13.1",
        py_version="py39",
        role=ROLE,
        instance_groups=[InstanceGroup("g1", "ml.c5.xlarge", 1), InstanceGroup("g2", kind, count)],
        output_path=f"s3://{BUCKET}/m",
        sagemaker_session=S,
        **SOURCE,
    )
    return pipe([train(estimator=e)], [kind, count])


@snippet
def training_private_image():
    e = est(
        training_repository_access_mode="Vpc",
        training_repository_credentials_provider_arn="arn:aws:lambda:us-east-1:222222222222:function:f",
        subnets=["subnet-12345678"],
        security_group_ids=["sg-12345678"],
        model_uri=f"s3://{BUCKET}/model.tar.gz",
        model_channel_name="pretrained",
        training_plan="arn:aws:sagemaker:us-east-1:222222222222:training-plan/tp",
        disable_output_compression=True,
        enable_session_tag_chaining=True,
    )
    return pipe([train(estimator=e)])


@snippet
def processing_hugging_face():
    p = HuggingFaceProcessor(
        transformers_version="4.17.0",
        pytorch_version="1.10.2",
        py_version="py38",
        role=ROLE,
        instance_count=1,
        instance_type="ml.g4dn.xlarge",
        env={"A": "B"},
        sagemaker_session=S,
    )
    return pipe(
        [
            ProcessingStep(
                name="P",
                step_args=p.run(code="train.py", source_dir="files/src", dependencies=["files/code.py"], kms_key=KMS),
            )
        ]
    )


@snippet
def processing_spark_jar():
    option = ParameterString("Option", default_value="x")
    p = SparkJarProcessor(
        framework_version="3.1", role=ROLE, instance_count=2, instance_type="ml.m5.xlarge", sagemaker_session=S
    )
    run = p.run(
        submit_app=f"s3://{BUCKET}/app.jar",
        submit_class="com.example.Main",
        submit_jars=[f"s3://{BUCKET}/a.jar", f"s3://{BUCKET}/b.jar"],
        submit_files=[f"s3://{BUCKET}/f"],
        arguments=["--option", option, Join(on="/", values=[option, "y"])],
        logs=False,
    )
    return pipe([ProcessingStep(name="P", step_args=run)], [option])


@snippet
def model_repack_chained():
    t = train()
    retries = {
        "create_model_retry_policies": THROTTLED,
        "repack_model_retry_policies": [
            SageMakerJobStepRetryPolicy(
                [SageMakerJobExceptionTypeEnum.CAPACITY_ERROR],
                failure_reason_types=[SageMakerJobExceptionTypeEnum.INTERNAL_ERROR],
                max_attempts=3,
            )
        ],
    }
    # No source_dir: the SDK would write its own script into it.
    model = pytorch_model(
        model_data=t.properties.ModelArtifacts.S3ModelArtifacts, dependencies=["files/src/requirements.txt"]
    )
    created = ModelStep(
        name="M",
        display_name="D",
        description="E",
        depends_on=["T"],
        step_args=model.create(instance_type="ml.m5.large"),
        retry_policies=retries,
    )
    return pipe([t, created, proc("P", depends_on=[created])])


@snippet
def register_pipeline_model_repack():
    t = train()
    data = t.properties.ModelArtifacts.S3ModelArtifacts
    models = [
        SKLearnModel(**{**MODEL, "model_data": data}, framework_version="1.0-1", entry_point="files/code.py"),
        pytorch_model(model_data=data),
    ]
    both = PipelineModel(models=models, role=ROLE, sagemaker_session=S)
    return pipe([t, ModelStep(name="M", step_args=both.register(model_package_group_name="g", **REGISTER))])


@snippet
def model_kinds():
    upload_model()
    hugging_face = HuggingFaceModel(
        role=ROLE,
        sagemaker_session=S,
        transformers_version="4.26.0",
        pytorch_version="1.13.1",
        py_version="py39",
        env={"HF_MODEL_ID": "distilbert-base-uncased", "HF_TASK": "fill-mask"},
    )
    uncompressed = {"S3Uri": f"s3://{BUCKET}/m/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    models = {
        "TensorFlow": TensorFlowModel(**MODEL, framework_version="2.9", entry_point="files/code.py"),
        "HuggingFace": hugging_face,
        "Uncompressed": mdl(model_data={"S3DataSource": uncompressed}),
        "Draft": mdl(additional_model_data_sources=[{"ChannelName": "draft", "S3DataSource": uncompressed}]),
    }
    return pipe(
        [ModelStep(name=name, step_args=model.create(instance_type="ml.m5.large")) for name, model in models.items()]
    )


@snippet
def branches_with_collections():
    p = proc("P", property_files=[PropertyFile("R", "o", "r.json")])
    t = train()
    data = t.properties.ModelArtifacts.S3ModelArtifacts
    register = ModelStep(
        name="Register", step_args=pytorch_model(model_data=data).register(model_package_group_name="g", **REGISTER)
    )
    create = ModelStep(
        name="Create", step_args=pytorch_model(model_data=data).create(instance_type="ml.m5.large")
    )
    legacy = RegisterModel(name="Legacy", model=mdl(model_data=data), model_package_group_name="g", **REGISTER)
    score = EstimatorTransformer(
        name="Score",
        estimator=est(),
        model_data=data,
        model_inputs=CreateModelInput(instance_type="ml.m5.large"),
        instance_count=1,
        instance_type="ml.m5.large",
        transform_inputs=TransformInput(data=f"s3://{BUCKET}/i"),
        output_path=f"s3://{BUCKET}/o",
    )
    value = JsonGet(step_name="P", property_file="R", json_path="a")
    stop = FailStep("Stop", error_message=Join(on=" ", values=["low:", value]), depends_on=[score])
    inner = ConditionStep(
        "Inner", conditions=[ConditionLessThan(value, 0.9)], if_steps=[create], else_steps=[legacy]
    )
    decide = ConditionStep(
        "Decide",
        conditions=[ConditionGreaterThanOrEqualTo(value, 0.5)],
        if_steps=[register, inner],
        else_steps=[score, stop],
    )
    return pipe([p, t, decide])
