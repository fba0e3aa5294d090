from common import *


@snippet
def cache_config_no_expiry():
    return pipe([proc(cache_config=CacheConfig(enable_caching=True))])


@snippet
def cache_config_disabled():
    return pipe([proc(cache_config=CacheConfig(enable_caching=False, expire_after="P30D"))])


@snippet
def processing_framework():
    p = FrameworkProcessor(
        estimator_cls=SKLearn,
        framework_version="1.0-1",
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        sagemaker_session=S,
    )
    return pipe(
        [
            ProcessingStep(
                name="P",
                step_args=p.run(
                    code="train.py",
                    source_dir="files/src",
                    inputs=[
                        ProcessingInput(
                            source=f"s3://{BUCKET}/in", destination="/opt/ml/processing/input", input_name="in"
                        )
                    ],
                    outputs=[
                        ProcessingOutput(output_name="o", source="/opt/ml/processing/o", destination=f"s3://{BUCKET}/o")
                    ],
                    arguments=["--x", "1"],
                ),
            )
        ]
    )


@snippet
def processing_pyspark():
    p = PySparkProcessor(
        framework_version="3.3", role=ROLE, instance_count=2, instance_type="ml.m5.xlarge", sagemaker_session=S
    )
    return pipe(
        [
            ProcessingStep(
                name="P",
                step_args=p.run(
                    submit_app="files/code.py",
                    arguments=["--a", "b"],
                    configuration=[{"Classification": "spark-defaults", "Properties": {"spark.executor.memory": "2g"}}],
                    spark_event_logs_s3_uri=f"s3://{BUCKET}/logs",
                ),
            )
        ]
    )


@snippet
def processing_pipeline_vars():
    count, kind, place, arg = (
        ParameterInteger("Count", default_value=1),
        ParameterString("Kind", default_value="ml.m5.xlarge"),
        ParameterString("Place", default_value=f"s3://{BUCKET}/in"),
        ParameterFloat("Share", default_value=0.5),
    )
    p = SKLearnProcessor(
        framework_version="1.0-1",
        role=ROLE,
        instance_count=count,
        instance_type=kind,
        sagemaker_session=S,
        env={"K": place},
        max_runtime_in_seconds=count,
        volume_size_in_gb=count,
    )
    first = ProcessingStep(
        name="P",
        step_args=p.run(
            code="files/code.py",
            inputs=[ProcessingInput(source=place, destination="/opt/ml/processing/input")],
            outputs=[
                ProcessingOutput(
                    output_name="train",
                    source="/opt/ml/processing/train",
                    destination=Join(on="/", values=[place, ExecutionVariables.PIPELINE_EXECUTION_ID, "train"]),
                )
            ],
            arguments=["--share", arg.to_string()],
        ),
    )
    second = ProcessingStep(
        name="Q",
        step_args=Processor(
            role=ROLE, image_uri=SK, instance_count=1, instance_type="ml.m5.large", sagemaker_session=S
        ).run(
            inputs=[
                ProcessingInput(
                    source=first.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri,
                    destination="/opt/ml/processing/input",
                )
            ]
        ),
    )
    return pipe([first, second], [count, kind, place, arg])


@snippet
def custom_job_prefix_names():
    p = Processor(
        role=ROLE,
        image_uri=SK,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=S,
        base_job_name="my-proc",
    )
    return pipe(
        [ProcessingStep(name="P", step_args=p.run())],
        pipeline_definition_config=PipelineDefinitionConfig(use_custom_job_prefix=True),
    )


@snippet
def experiment_config():
    from sagemaker.workflow.pipeline_experiment_config import PipelineExperimentConfig

    e = ParameterString("Experiment", default_value="x")
    return pipe(
        [proc()],
        [e],
        pipeline_experiment_config=PipelineExperimentConfig(
            e, Join(on="-", values=["t", ExecutionVariables.PIPELINE_EXECUTION_ID])
        ),
    )
