"""Variables wherever the SDK takes them."""

from common import *

TEXT, COUNT, FLAG, SHARE = (
    ParameterString("Text", default_value="x"),
    ParameterInteger("Count", default_value=1),
    ParameterBoolean("Flag", default_value=True),
    ParameterFloat("Share", default_value=0.5),
)


def machine():
    return ParameterString("Machine", default_value="ml.m5.large")


def place(name="Place"):
    return ParameterString(name, default_value=f"s3://{BUCKET}/t")


def key():
    return ParameterString("Key", default_value=KMS)


@snippet
def processing_variables():
    image, role = ParameterString("Image", default_value=SK), ParameterString("Role", default_value=ROLE)
    subnet = ParameterString("Subnet", default_value="subnet-12345678")
    volume = ParameterInteger("Volume", default_value=30)
    p = Processor(
        image_uri=image,
        role=role,
        instance_count=COUNT,
        instance_type=machine(),
        volume_size_in_gb=volume,
        volume_kms_key=key(),
        output_kms_key=key(),
        env={"FLAG": FLAG.to_string(), "JOINED": Join(on="-", values=[TEXT, COUNT, FLAG])},
        tags=[{"Key": "a", "Value": TEXT}],
        entrypoint=["python3", TEXT],
        network_config=NetworkConfig(
            enable_network_isolation=FLAG,
            encrypt_inter_container_traffic=FLAG,
            subnets=[subnet],
            security_group_ids=["sg-12345678"],
        ),
        sagemaker_session=S,
    )
    started = Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.START_DATETIME])
    run = p.run(
        inputs=[ProcessingInput(source=started, destination="/opt/ml/processing/i", input_name="in")],
        outputs=[
            ProcessingOutput(
                output_name="o",
                source="/opt/ml/processing/o",
                destination=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID, TEXT]),
            )
        ],
        arguments=["--count", COUNT.to_string(), "--text", TEXT],
    )
    return pipe(
        [ProcessingStep(name="P", step_args=run)],
        [image, role, COUNT, machine(), volume, key(), FLAG, TEXT, subnet],
    )


@snippet
def training_variables():
    image, role = ParameterString("Image", default_value=XGB), ParameterString("Role", default_value=ROLE)
    subnet, group = (
        ParameterString("Subnet", default_value="subnet-12345678"),
        ParameterString("Group", default_value="sg-12345678"),
    )
    seconds = ParameterInteger("Seconds", default_value=3600)
    run = Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID])
    e = est(
        image_uri=image,
        role=role,
        instance_count=COUNT,
        instance_type=machine(),
        volume_size=COUNT,
        max_run=seconds,
        max_wait=seconds,
        use_spot_instances=FLAG,
        subnets=[subnet],
        security_group_ids=[group],
        volume_kms_key=key(),
        output_kms_key=key(),
        environment={"TEXT": TEXT, "JOINED": Join(on="", values=[TEXT, SHARE])},
        tags=[{"Key": "a", "Value": TEXT}],
        encrypt_inter_container_traffic=FLAG,
        enable_network_isolation=FLAG,
        checkpoint_s3_uri=run,
        output_path=run,
        hyperparameters={"text": TEXT, "count": COUNT, "share": SHARE, "flag": FLAG, "run": run},
        metric_definitions=[{"Name": "m", "Regex": TEXT}],
    )
    inputs = {"train": TrainingInput(Join(on="/", values=["s3:/", BUCKET, TEXT]), content_type=TEXT)}
    return pipe(
        [train(estimator=e, inputs=inputs)],
        [image, role, COUNT, machine(), seconds, FLAG, subnet, group, key(), TEXT, SHARE],
    )


@snippet
def transform_variables():
    strategy, lines = (
        ParameterString("Strategy", default_value="MultiRecord"),
        ParameterString("Lines", default_value="Line"),
    )
    kind, source = (
        ParameterString("Kind", default_value="S3Prefix"),
        ParameterString("Source", default_value="Input"),
    )
    t = Transformer(
        model_name=TEXT,
        base_transform_job_name="bt",
        instance_count=COUNT,
        instance_type=machine(),
        strategy=strategy,
        max_concurrent_transforms=COUNT,
        max_payload=COUNT,
        env={"A": TEXT},
        tags=[{"Key": "a", "Value": TEXT}],
        output_path=place(),
        output_kms_key=key(),
        volume_kms_key=KMS,
        accept=TEXT,
        assemble_with=lines,
        sagemaker_session=S,
    )
    transform = TransformStep(
        name="T",
        step_args=t.transform(
            data=place(),
            data_type=kind,
            content_type=TEXT,
            split_type=lines,
            input_filter=TEXT,
            output_filter=TEXT,
            join_source=source,
        ),
    )
    properties = transform.properties
    used = {
        "written": properties.TransformOutput.S3OutputPath,
        "read": properties.TransformInput.DataSource.S3DataSource.S3Uri,
        "machines": properties.TransformResources.InstanceCount,
    }
    return pipe(
        [transform, LambdaStep(name="L", lambda_func=LAMBDA, inputs=used)],
        [TEXT, COUNT, machine(), strategy, place(), key(), lines, kind, source],
    )


@snippet
def tuning_variables():
    low, high, jobs = (
        ParameterFloat("Low", default_value=0.1),
        ParameterFloat("High", default_value=0.9),
        ParameterInteger("Jobs", default_value=4),
    )
    metric = ParameterString("Metric", default_value="validation:auc")
    t = HyperparameterTuner(
        est(instance_type=machine()),
        metric,
        {
            "eta": ContinuousParameter(low, high),
            "depth": IntegerParameter(jobs, 9, scaling_type="Logarithmic"),
            "booster": CategoricalParameter([TEXT, "dart"]),
        },
        max_jobs=jobs,
        max_parallel_jobs=jobs,
        tags=[{"Key": "a", "Value": TEXT}],
    )
    return pipe(
        [TuningStep(name="T", step_args=t.fit({"train": TrainingInput(place())}))],
        [machine(), metric, low, high, jobs, TEXT, place()],
    )


@snippet
def register_model_variables():
    status, group = (
        ParameterString("Status", default_value="PendingManualApproval"),
        ParameterString("Group", default_value="g"),
    )
    domain, kind = (
        ParameterString("Domain", default_value="MACHINE_LEARNING"),
        ParameterString("Kind", default_value="text/csv"),
    )
    statistics = MetricsSource(
        s3_uri=Join(on="/", values=["s3:/", BUCKET, group]), content_type=kind, content_digest="sha256:" + "0" * 64
    )
    args = mdl(env={"A": TEXT}).register(
        content_types=[kind, "text/json"],
        response_types=[kind],
        inference_instances=[machine()],
        transform_instances=[machine(), "ml.m5.xlarge"],
        model_package_group_name=group,
        approval_status=status,
        description=TEXT,
        customer_metadata_properties={
            "run": Join(on="/", values=[group, ExecutionVariables.PIPELINE_EXECUTION_ID])
        },
        model_metrics=ModelMetrics(model_statistics=statistics),
        domain=domain,
        task="REGRESSION",
    )
    return pipe([ModelStep(name="M", step_args=args)], [TEXT, kind, machine(), group, status, domain])


@snippet
def experiment_properties():
    from sagemaker.workflow.pipeline_experiment_config import (
        PipelineExperimentConfig,
        PipelineExperimentConfigProperties as Names,
    )

    used = {"experiment": Names.EXPERIMENT_NAME, "trial": Names.TRIAL_NAME}
    inputs = {"train": TrainingInput(Join(on="/", values=["s3:/", BUCKET, Names.TRIAL_NAME]))}
    return pipe(
        [LambdaStep(name="L", lambda_func=LAMBDA, inputs=used), train(inputs=inputs)],
        pipeline_experiment_config=PipelineExperimentConfig(
            "churn", Join(on="-", values=["t", ExecutionVariables.PIPELINE_EXECUTION_ID])
        ),
    )


@snippet
def parameters_edge():
    ps = [
        ParameterString("Empty", default_value=""),
        ParameterString("Quoted", default_value='quote " and \\ and é'),
        ParameterString("Listed", enum_values=["x", "y"]),
        ParameterInteger("Zero", default_value=0),
        ParameterInteger("Large", default_value=9007199254740991),
        ParameterFloat("Whole", default_value=1.0),
        ParameterFloat("Small", default_value=-1e-9),
        ParameterBoolean("Off", default_value=False),
        ParameterString("under_score-dash"),
    ]
    return pipe([LambdaStep(name="L", lambda_func=LAMBDA, inputs={p.name: p for p in ps})], ps)
