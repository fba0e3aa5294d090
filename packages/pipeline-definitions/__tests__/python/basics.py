"""One definition for each type of step, and for each thing that a definition can say."""

from common import *
from sagemaker.dataset_definition.inputs import AthenaDatasetDefinition, DatasetDefinition
from sagemaker.inputs import BatchDataCaptureConfig, FileSystemInput
from sagemaker.lineage.action import Action
from sagemaker.lineage.artifact import Artifact
from sagemaker.lineage.context import Context
from sagemaker.metadata_properties import MetadataProperties
from sagemaker.model_metrics import *
from sagemaker.processing import FeatureStoreOutput
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.callback_step import *
from sagemaker.workflow.execution_variables import ExecutionVariables as V
from sagemaker.workflow.inference_component_step import InferenceComponentStep
from sagemaker.workflow.lineage_step import *
from sagemaker.workflow.parallelism_config import ParallelismConfiguration


@snippet
def automl():
    a = AutoML(
        role=ROLE,
        target_attribute_name="y",
        sagemaker_session=S,
        mode="ENSEMBLING",
        total_job_runtime_in_seconds=3600,
        output_path=f"s3://{BUCKET}/o",
        problem_type="BinaryClassification",
        job_objective={"MetricName": "AUC"},
    )
    return Pipeline(
        name="p",
        steps=[
            AutoMLStep(
                name="A",
                step_args=a.fit(
                    inputs=[AutoMLInput(inputs=f"s3://{BUCKET}/t", target_attribute_name="y", channel_type="training")]
                ),
                cache_config=CacheConfig(True, "P1D"),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def cache_config():
    return Pipeline(
        name="p", steps=[proc(cache_config=CacheConfig(enable_caching=True, expire_after="P30D"))], sagemaker_session=S
    )


@snippet
def callback():
    return Pipeline(
        name="p",
        steps=[
            CallbackStep(
                name="C",
                sqs_queue_url="https://sqs.us-east-1.amazonaws.com/222222222222/q",
                inputs={"a": "b", "n": 1},
                outputs=[
                    CallbackOutput("o", CallbackOutputTypeEnum.String),
                    CallbackOutput("n", CallbackOutputTypeEnum.Integer),
                ],
                cache_config=CacheConfig(True, "P1D"),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def clarify_explainability():
    job = CheckJobConfig(
        role=ROLE, instance_count=1, instance_type="ml.c5.xlarge", volume_size_in_gb=60, sagemaker_session=S
    )
    dc = DataConfig(
        s3_data_input_path=f"s3://{BUCKET}/d",
        s3_output_path=f"s3://{BUCKET}/o",
        s3_analysis_config_output_path=f"s3://{BUCKET}/a",
        label=0,
        dataset_type="text/csv",
    )
    c = ModelExplainabilityCheckConfig(
        data_config=dc,
        model_config=ModelConfig(model_name="m", instance_count=1, instance_type="ml.m5.large"),
        explainability_config=SHAPConfig(baseline=[[1, 2]], num_samples=10, agg_method="mean_abs"),
    )
    return Pipeline(
        name="p",
        steps=[
            ClarifyCheckStep(
                name="C", clarify_check_config=c, check_job_config=job, cache_config=CacheConfig(True, "P1D")
            )
        ],
        sagemaker_session=S,
    )


@snippet
def condition_all():
    i, s, f, b = (
        ParameterInteger("I", default_value=1),
        ParameterString("S", default_value="a"),
        ParameterFloat("F", default_value=0.5),
        ParameterBoolean("B", default_value=True),
    )
    cs = [
        ConditionEquals(left=i, right=1),
        ConditionEquals(left=s, right="a"),
        ConditionEquals(left=b, right=True),
        ConditionGreaterThan(left=f, right=0.1),
        ConditionGreaterThanOrEqualTo(left=i, right=1),
        ConditionLessThan(left=1, right=i),
        ConditionLessThanOrEqualTo(left=f, right=1.5),
    ]
    return Pipeline(
        name="p",
        parameters=[i, s, f, b],
        steps=[ConditionStep(name="C", conditions=cs, if_steps=[proc("A")], else_steps=[proc("B")])],
        sagemaker_session=S,
    )


@snippet
def condition_in():
    s = ParameterString("S", default_value="a")
    return Pipeline(
        name="p",
        parameters=[s],
        steps=[
            ConditionStep(
                name="C",
                conditions=[ConditionIn(value=s, in_values=["a", "b", s])],
                if_steps=[proc("A")],
                else_steps=[],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def condition_not():
    s = ParameterString("S", default_value="a")
    return Pipeline(
        name="p",
        parameters=[s],
        steps=[
            ConditionStep(
                name="C",
                conditions=[ConditionNot(ConditionEquals(left=s, right="a"))],
                if_steps=[proc("A")],
                else_steps=[],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def condition_or_nested():
    s = ParameterString("S", default_value="a")
    return Pipeline(
        name="p",
        parameters=[s],
        steps=[
            ConditionStep(
                name="C",
                conditions=[
                    ConditionOr(
                        [
                            ConditionNot(ConditionIn(value=s, in_values=["a"])),
                            ConditionOr([ConditionEquals(left=s, right="b")]),
                        ]
                    )
                ],
                if_steps=[proc("A")],
                else_steps=[],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def create_model_legacy():
    return Pipeline(
        name="p",
        steps=[
            CreateModelStep(
                name="M",
                model=mdl(),
                inputs=CreateModelInput(instance_type="ml.m5.large", accelerator_type="ml.eia1.medium"),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def create_model_repack():
    m = SKLearnModel(
        model_data=f"s3://{BUCKET}/m/model.tar.gz",
        role=ROLE,
        entry_point="files/code.py",
        framework_version="1.0-1",
        py_version="py3",
        sagemaker_session=S,
    )
    return Pipeline(
        name="p", steps=[ModelStep(name="M", step_args=m.create(instance_type="ml.m5.large"))], sagemaker_session=S
    )


@snippet
def custom_job_prefix():
    p = Processor(
        role=ROLE,
        image_uri=SK,
        instance_count=1,
        instance_type="ml.m5.large",
        base_job_name="my-proc",
        sagemaker_session=S,
    )
    t = TrainingStep(
        name="T", step_args=est(base_job_name="my-train").fit({"train": TrainingInput(f"s3://{BUCKET}/t")})
    )
    return Pipeline(
        name="p",
        steps=[ProcessingStep(name="P", step_args=p.run()), t],
        sagemaker_session=S,
        pipeline_definition_config=PipelineDefinitionConfig(use_custom_job_prefix=True),
    )


@snippet
def depends_on_collection():
    m = ModelStep(name="M", step_args=mdl().create(instance_type="ml.m5.large"))
    return Pipeline(name="p", steps=[m, proc("C", depends_on=[m])], sagemaker_session=S)


@snippet
def emr_cache():
    c = EMRStepConfig(
        jar="s3://b/j.jar", args=["--a", "b"], main_class="com.x", properties=[{"Key": "k", "Value": "v"}]
    )
    return Pipeline(
        name="p",
        steps=[
            EMRStep(
                name="E",
                display_name=None,
                description=None,
                cluster_id="j-123",
                step_config=c,
                cache_config=CacheConfig(True, "P1D"),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def emr_cluster_id():
    c = EMRStepConfig(
        jar="s3://b/j.jar", args=["--a", "b"], main_class="com.x", properties=[{"Key": "k", "Value": "v"}]
    )
    return Pipeline(
        name="p",
        steps=[EMRStep(name="E", display_name="D", description="E", cluster_id="j-123", step_config=c)],
        sagemaker_session=S,
    )


@snippet
def emr_retry():
    c = EMRStepConfig(
        jar="s3://b/j.jar", args=["--a", "b"], main_class="com.x", properties=[{"Key": "k", "Value": "v"}]
    )
    return Pipeline(
        name="p",
        steps=[
            EMRStep(
                name="E",
                display_name="D",
                description="E",
                cluster_id="j-123",
                step_config=c,
                retry_policies=[StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=2)],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def endpoint_cache():
    return Pipeline(
        name="p",
        steps=[
            EndpointStep(
                name="E",
                step_args=S.create_endpoint(endpoint_name="e", config_name="ec", tags=[{"Key": "a", "Value": "b"}]),
                cache_config=CacheConfig(True, "P1D"),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def endpoint_config_cache_retry():
    return Pipeline(
        name="p",
        steps=[
            EndpointConfigStep(
                name="EC",
                step_args=S.create_endpoint_config(
                    name="ec",
                    model_name="m",
                    initial_instance_count=1,
                    instance_type="ml.m5.large",
                    kms_key=KMS,
                    tags=[{"Key": "a", "Value": "b"}],
                    data_capture_config_dict={
                        "EnableCapture": True,
                        "InitialSamplingPercentage": 10,
                        "DestinationS3Uri": f"s3://{BUCKET}/c",
                        "CaptureOptions": [{"CaptureMode": "Input"}],
                    },
                ),
                cache_config=CacheConfig(True, "P1D"),
                retry_policies=[StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=2)],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def execution_variables():
    p = Processor(
        role=ROLE,
        image_uri=SK,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=S,
        env={
            k: getattr(V, k)
            for k in (
                "START_DATETIME",
                "CURRENT_DATETIME",
                "PIPELINE_NAME",
                "PIPELINE_ARN",
                "PIPELINE_EXECUTION_ID",
                "PIPELINE_EXECUTION_ARN",
                "TRAINING_JOB_NAME",
                "PROCESSING_JOB_NAME",
            )
        },
    )
    return Pipeline(name="p", steps=[ProcessingStep(name="P", step_args=p.run())], sagemaker_session=S)


@snippet
def experiment_config_none():
    return Pipeline(name="p", pipeline_experiment_config=None, steps=[proc()], sagemaker_session=S)


@snippet
def function_step():
    @step(name="F", image_uri=SK, role=ROLE, instance_type="ml.m5.large", instance_count=1, dependencies=None)
    def f(x):
        return x + 1

    return Pipeline(name="p", steps=[f(1)], sagemaker_session=S)


@snippet
def inference_component():
    return Pipeline(
        name="p",
        steps=[
            InferenceComponentStep(
                name="IC",
                step_args=S.create_inference_component(
                    inference_component_name="ic",
                    endpoint_name="e",
                    variant_name="v",
                    specification={
                        "ModelName": "m",
                        "ComputeResourceRequirements": {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": 1024},
                    },
                ),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def jsonget_s3uri():
    s = proc()
    c = ConditionStep(
        name="C",
        conditions=[
            ConditionLessThan(
                left=JsonGet(
                    s3_uri=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID, "r.json"]),
                    json_path="x",
                    step=s,
                ),
                right=1,
            )
        ],
        if_steps=[proc("Q")],
        else_steps=[],
    )
    return Pipeline(name="p", steps=[s, c], sagemaker_session=S)


@snippet
def lambda_no_io():
    return Pipeline(
        name="p",
        steps=[
            LambdaStep(
                name="L", lambda_func=Lambda(function_arn="arn:aws:lambda:us-east-1:222222222222:function:f", session=S)
            )
        ],
        sagemaker_session=S,
    )


@snippet
def lineage():
    return Pipeline(
        name="p",
        steps=[
            LineageStep(
                name="L",
                actions=[
                    Action.create(
                        action_name="run",
                        source_uri="s3://b/r",
                        source_type="S3ETag",
                        action_type="ModelTraining",
                        sagemaker_session=S,
                    )
                ],
                artifacts=[
                    Artifact.create(
                        artifact_name="model", source_uri="s3://b/m", artifact_type="Model", sagemaker_session=S
                    )
                ],
                contexts=[
                    Context.create(context_name="ctx", source_uri="s3://b/c", context_type="x", sagemaker_session=S)
                ],
                associations=[
                    LineageAssociation(
                        source=LineageEntityReference(name="run", type="Action"),
                        destination=LineageEntityReference(name="model", type="Artifact"),
                        association_type="Produced",
                    )
                ],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def monitor_batch_transform_before():
    t = Transformer(
        model_name="m",
        base_transform_job_name="bt",
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/o",
        sagemaker_session=S,
    )
    c = DataQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/o",
    )
    m = MonitorBatchTransformStep(
        name="MB",
        transform_step_args=t.transform(data=f"s3://{BUCKET}/i"),
        monitor_configuration=c,
        check_job_configuration=CheckJobConfig(role=ROLE, sagemaker_session=S),
        monitor_before_transform=True,
        fail_on_violation=False,
        supplied_baseline_statistics=f"s3://{BUCKET}/s.json",
        supplied_baseline_constraints=f"s3://{BUCKET}/c.json",
        display_name="D",
        description="E",
    )
    return Pipeline(name="p", steps=[m], sagemaker_session=S)


@snippet
def parallelism_config():
    return Pipeline(name="p-par", steps=[proc()], sagemaker_session=S)
    # not in the definition: it is an argument of Create/UpdatePipeline
    print(
        "upsert",
        pipeline.upsert(role_arn=ROLE, parallelism_config=ParallelismConfiguration(max_parallel_execution_steps=5))[
            "PipelineArn"
        ],
    )
    print("describe", S.sagemaker_client.describe_pipeline(PipelineName="p-par").get("ParallelismConfiguration"))


@snippet
def processing_dataset_definition():
    p = Processor(role=ROLE, image_uri=SK, instance_count=1, instance_type="ml.m5.large", sagemaker_session=S)
    a = p.run(
        inputs=[
            ProcessingInput(
                input_name="ath",
                app_managed=True,
                dataset_definition=DatasetDefinition(
                    local_path="/opt/ml/processing/a",
                    input_mode="File",
                    data_distribution_type="FullyReplicated",
                    athena_dataset_definition=AthenaDatasetDefinition(
                        catalog="c",
                        database="d",
                        query_string="select 1",
                        output_s3_uri=f"s3://{BUCKET}/a",
                        work_group="w",
                        output_format="PARQUET",
                        output_compression="SNAPPY",
                        kms_key_id=KMS,
                    ),
                ),
            )
        ]
    )
    return Pipeline(name="p", steps=[ProcessingStep(name="P", step_args=a)], sagemaker_session=S)


@snippet
def processing_full():
    p = Processor(
        role=ROLE,
        image_uri=SK,
        instance_count=2,
        instance_type="ml.m5.large",
        entrypoint=["python3", "/x.py"],
        volume_size_in_gb=50,
        volume_kms_key=KMS,
        output_kms_key=KMS,
        max_runtime_in_seconds=3600,
        base_job_name="base",
        env={"K": "V"},
        tags=[{"Key": "a", "Value": "b"}],
        sagemaker_session=S,
        network_config=NetworkConfig(
            enable_network_isolation=True,
            security_group_ids=["sg-1"],
            subnets=["subnet-1"],
            encrypt_inter_container_traffic=True,
        ),
    )
    a = p.run(
        inputs=[
            ProcessingInput(
                source=f"s3://{BUCKET}/in",
                destination="/opt/ml/processing/input",
                input_name="in",
                s3_data_type="ManifestFile",
                s3_input_mode="Pipe",
                s3_data_distribution_type="ShardedByS3Key",
                s3_compression_type="Gzip",
            )
        ],
        outputs=[
            ProcessingOutput(
                output_name="o",
                source="/opt/ml/processing/o",
                destination=f"s3://{BUCKET}/o",
                s3_upload_mode="Continuous",
            ),
            ProcessingOutput(
                output_name="f", app_managed=True, feature_store_output=FeatureStoreOutput(feature_group_name="fg")
            ),
        ],
        arguments=["--a", "1"],
        job_name="job",
        experiment_config={"ExperimentName": "e", "TrialName": "t", "TrialComponentDisplayName": "d"},
    )
    return Pipeline(
        name="p",
        steps=[ProcessingStep(name="P", step_args=a, display_name="Disp", description="Desc")],
        sagemaker_session=S,
    )


@snippet
def processing_local_code():
    p = ScriptProcessor(
        image_uri=SK,
        command=["python3"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        role=ROLE,
        sagemaker_session=S,
    )
    a = p.run(outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")], code="files/code.py")
    return Pipeline(name="p", steps=[ProcessingStep(name="P", step_args=a)], sagemaker_session=S)


@snippet
def processing_s3_code():
    p = SKLearnProcessor(
        framework_version="1.0-1", instance_type="ml.m5.xlarge", instance_count=1, role=ROLE, sagemaker_session=S
    )
    a = p.run(
        inputs=[ProcessingInput(source=f"s3://{BUCKET}/in", destination="/opt/ml/processing/input")],
        outputs=[
            ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination=f"s3://{BUCKET}/out")
        ],
        code=f"s3://{BUCKET}/code.py",
        arguments=["--x", "1"],
    )
    return Pipeline(name="p", steps=[ProcessingStep(name="P", step_args=a)], sagemaker_session=S)


@snippet
def quality_data():
    job = CheckJobConfig(
        role=ROLE,
        instance_count=1,
        instance_type="ml.c5.xlarge",
        volume_size_in_gb=60,
        output_kms_key=KMS,
        volume_kms_key=KMS,
        max_runtime_in_seconds=600,
        env={"K": "V"},
        tags=[{"Key": "a", "Value": "b"}],
        sagemaker_session=S,
    )
    c = DataQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/o",
    )
    return Pipeline(
        name="p",
        steps=[
            QualityCheckStep(
                name="Q",
                quality_check_config=c,
                check_job_config=job,
                skip_check=False,
                register_new_baseline=False,
                model_package_group_name="g",
                supplied_baseline_statistics=f"s3://{BUCKET}/s.json",
                supplied_baseline_constraints=f"s3://{BUCKET}/c.json",
                display_name="D",
                description="E",
            )
        ],
        sagemaker_session=S,
    )


@snippet
def quality_model():
    job = CheckJobConfig(
        role=ROLE,
        instance_count=1,
        instance_type="ml.c5.xlarge",
        volume_size_in_gb=60,
        output_kms_key=KMS,
        volume_kms_key=KMS,
        max_runtime_in_seconds=600,
        env={"K": "V"},
        tags=[{"Key": "a", "Value": "b"}],
        sagemaker_session=S,
    )
    c = ModelQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/o",
        problem_type="BinaryClassification",
        inference_attribute="_c0",
        ground_truth_attribute="_c1",
        probability_attribute="_c2",
        probability_threshold_attribute="0.5",
    )
    return Pipeline(
        name="p", steps=[QualityCheckStep(name="Q", quality_check_config=c, check_job_config=job)], sagemaker_session=S
    )


@snippet
def register_model():
    return Pipeline(
        name="p",
        steps=[
            ModelStep(
                name="M",
                step_args=mdl().register(
                    content_types=["text/csv"],
                    response_types=["text/csv"],
                    inference_instances=["ml.m5.large"],
                    transform_instances=["ml.m5.large"],
                    model_package_group_name=MPG,
                    approval_status="Approved",
                ),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def register_model_full():
    ms = lambda n: MetricsSource(s3_uri=f"s3://{BUCKET}/{n}.json", content_type="application/json")
    mm = ModelMetrics(
        model_statistics=ms("1"),
        model_constraints=ms("2"),
        model_data_statistics=ms("3"),
        model_data_constraints=ms("4"),
        bias=ms("5"),
        explainability=ms("6"),
        bias_pre_training=ms("7"),
        bias_post_training=ms("8"),
    )
    db = DriftCheckBaselines(
        model_statistics=ms("1"),
        model_constraints=ms("2"),
        model_data_statistics=ms("3"),
        model_data_constraints=ms("4"),
        bias_config_file=FileSource(s3_uri=f"s3://{BUCKET}/b.json", content_type="application/json"),
        bias_pre_training_constraints=ms("5"),
        bias_post_training_constraints=ms("6"),
        explainability_constraints=ms("7"),
        explainability_config_file=FileSource(s3_uri=f"s3://{BUCKET}/e.json"),
    )
    a = mdl(env={"K": "V"}).register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
        model_package_group_name="g",
        approval_status="PendingManualApproval",
        model_metrics=mm,
        drift_check_baselines=db,
        metadata_properties=MetadataProperties(commit_id="c", repository="r", generated_by="g", project_id="p"),
        description="d",
        customer_metadata_properties={"k": "v"},
        domain="MACHINE_LEARNING",
        task="CLASSIFICATION",
        sample_payload_url=f"s3://{BUCKET}/p.tar.gz",
        nearest_model_name="nm",
        skip_model_validation="All",
        framework="XGBOOST",
        framework_version="1.0",
        data_input_configuration='{"x":[1]}',
        source_uri="s3://x/y",
    )
    return Pipeline(name="p", steps=[ModelStep(name="M", step_args=a)], sagemaker_session=S)


@snippet
def register_model_minimal():
    return Pipeline(
        name="p",
        steps=[ModelStep(name="M", step_args=mdl().register(model_package_group_name="g"))],
        sagemaker_session=S,
    )


@snippet
def retry_policies():
    return Pipeline(
        name="p",
        steps=[
            proc(
                retry_policies=[
                    StepRetryPolicy(
                        [StepExceptionTypeEnum.SERVICE_FAULT, StepExceptionTypeEnum.THROTTLING],
                        expire_after_mins=5,
                        interval_seconds=10,
                        backoff_rate=2.0,
                    ),
                    SageMakerJobStepRetryPolicy(
                        [
                            SageMakerJobExceptionTypeEnum.INTERNAL_ERROR,
                            SageMakerJobExceptionTypeEnum.CAPACITY_ERROR,
                            SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT,
                        ],
                        max_attempts=3,
                    ),
                ]
            )
        ],
        sagemaker_session=S,
    )


@snippet
def training_cache_retry():
    return Pipeline(
        name="p",
        steps=[
            TrainingStep(
                name="T",
                step_args=est().fit({"train": TrainingInput(f"s3://{BUCKET}/t")}),
                cache_config=CacheConfig(True, "PT1H"),
                retry_policies=[
                    SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.CAPACITY_ERROR], max_attempts=2)
                ],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def training_filesystem_input():
    return Pipeline(
        name="p",
        steps=[
            TrainingStep(
                name="T",
                step_args=est(subnets=["subnet-1"], security_group_ids=["sg-1"]).fit(
                    {"train": FileSystemInput("fs-1", "EFS", "/d", "ro")}
                ),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def training_full():
    e = est(
        instance_count=2,
        volume_size=50,
        volume_kms_key=KMS,
        max_run=7200,
        input_mode="File",
        output_kms_key=KMS,
        base_job_name="b",
        tags=[{"Key": "a", "Value": "b"}],
        subnets=["subnet-1"],
        security_group_ids=["sg-1"],
        metric_definitions=[{"Name": "m", "Regex": "m=(.*)"}],
        encrypt_inter_container_traffic=True,
        use_spot_instances=True,
        max_wait=8000,
        checkpoint_s3_uri=f"s3://{BUCKET}/c",
        checkpoint_local_path="/opt/ml/checkpoints",
        enable_network_isolation=True,
        environment={"K": "V"},
        max_retry_attempts=3,
    )
    ti = TrainingInput(
        f"s3://{BUCKET}/t",
        distribution="ShardedByS3Key",
        compression="Gzip",
        content_type="text/csv",
        record_wrapping="RecordIO",
        s3_data_type="S3Prefix",
        attribute_names=["a"],
        input_mode="Pipe",
        shuffle_config=__import__("sagemaker.inputs").inputs.ShuffleConfig(7),
    )
    return Pipeline(
        name="p",
        steps=[
            TrainingStep(
                name="T",
                step_args=e.fit(
                    {"train": ti},
                    experiment_config={"ExperimentName": "e", "TrialName": "t", "TrialComponentDisplayName": "d"},
                ),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def training_no_profiler_no_debugger():
    return Pipeline(
        name="p",
        steps=[
            TrainingStep(
                name="T",
                step_args=est(disable_profiler=True, debugger_hook_config=False).fit(
                    {"train": TrainingInput(f"s3://{BUCKET}/t")}
                ),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def training_warm_pool():
    return Pipeline(
        name="p",
        steps=[
            TrainingStep(
                name="T",
                step_args=est(
                    keep_alive_period_in_seconds=600,
                    enable_infra_check=True,
                    container_entry_point=["python3"],
                    container_arguments=["x"],
                    enable_remote_debug=True,
                ).fit({"train": TrainingInput(f"s3://{BUCKET}/t")}),
            )
        ],
        sagemaker_session=S,
    )


@snippet
def transform_full():
    t = Transformer(
        model_name="m",
        instance_count=1,
        instance_type="ml.m5.large",
        strategy="MultiRecord",
        assemble_with="Line",
        output_path=f"s3://{BUCKET}/o",
        output_kms_key=KMS,
        accept="text/csv",
        max_concurrent_transforms=2,
        max_payload=6,
        tags=[{"Key": "a", "Value": "b"}],
        env={"K": "V"},
        base_transform_job_name="bt",
        volume_kms_key=KMS,
        sagemaker_session=S,
    )
    a = t.transform(
        data=f"s3://{BUCKET}/i",
        data_type="ManifestFile",
        content_type="text/csv",
        compression_type="Gzip",
        split_type="Line",
        input_filter="$[1:]",
        output_filter="$[0]",
        join_source="Input",
        experiment_config={"ExperimentName": "e", "TrialName": "t", "TrialComponentDisplayName": "d"},
        model_client_config={"InvocationsTimeoutInSeconds": 10, "InvocationsMaxRetries": 2},
        batch_data_capture_config=BatchDataCaptureConfig(
            destination_s3_uri=f"s3://{BUCKET}/cap", kms_key_id=KMS, generate_inference_id=True
        ),
    )
    return Pipeline(
        name="p",
        steps=[
            TransformStep(
                name="T",
                step_args=a,
                retry_policies=[StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], max_attempts=2)],
            )
        ],
        sagemaker_session=S,
    )


@snippet
def tuning_autotune():
    e = est()
    e.set_hyperparameters(num_round=50, eta=0.2)
    t = HyperparameterTuner(
        e, "validation:auc", {}, max_jobs=4, autotune=True, hyperparameters_to_keep_static=["num_round"]
    )
    return Pipeline(
        name="p",
        steps=[TuningStep(name="T", step_args=t.fit({"train": TrainingInput(f"s3://{BUCKET}/t")}))],
        sagemaker_session=S,
    )


@snippet
def tuning_multi():
    a, b = est(), est()
    [x.set_hyperparameters(num_round=5) for x in (a, b)]
    t = HyperparameterTuner.create(
        {"a": a, "b": b},
        {"a": "validation:auc", "b": "validation:auc"},
        {"a": {"eta": ContinuousParameter(0.1, 0.5)}, "b": {"eta": ContinuousParameter(0.1, 0.5)}},
        max_jobs=4,
        max_parallel_jobs=2,
    )
    return Pipeline(
        name="p",
        steps=[
            TuningStep(
                name="T",
                step_args=t.fit(
                    {
                        "a": {"train": TrainingInput(f"s3://{BUCKET}/t")},
                        "b": {"train": TrainingInput(f"s3://{BUCKET}/t")},
                    },
                    include_cls_metadata={"a": False, "b": False},
                ),
            )
        ],
        sagemaker_session=S,
    )
