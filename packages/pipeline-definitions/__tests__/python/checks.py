from common import *

BIAS = dict(label_values_or_threshold=[1], facet_name=[1], facet_values_or_threshold=[[0]])


def clarify(config, **kw):
    job = CheckJobConfig(
        role=ROLE, instance_count=1, instance_type="ml.c5.xlarge", volume_size_in_gb=60, sagemaker_session=S
    )
    return ClarifyCheckStep(name="C", clarify_check_config=config, check_job_config=job, **kw)


def data_config(**kw):
    return DataConfig(
        s3_data_input_path=f"s3://{BUCKET}/d",
        s3_output_path=f"s3://{BUCKET}/o",
        s3_analysis_config_output_path=f"s3://{BUCKET}/a",
        label=0,
        dataset_type="text/csv",
        **kw,
    )


@snippet
def clarify_data_bias():
    g = ParameterString("Constraints", default_value=f"s3://{BUCKET}/c.json")
    return pipe(
        [
            clarify(
                DataBiasCheckConfig(data_config=data_config(), data_bias_config=BiasConfig(**BIAS), methods="all"),
                supplied_baseline_constraints=g,
                skip_check=True,
                register_new_baseline=True,
                fail_on_violation=False,
                display_name="D",
                description="E",
            )
        ],
        [g],
    )


@snippet
def clarify_model_bias():
    m = ModelStep(name="M", step_args=mdl().create(instance_type="ml.m5.large"))
    c = ModelBiasCheckConfig(
        data_config=data_config(),
        data_bias_config=BiasConfig(**BIAS),
        model_config=ModelConfig(model_name=m.properties.ModelName, instance_count=1, instance_type="ml.m5.large"),
        model_predicted_label_config=ModelPredictedLabelConfig(probability_threshold=0.5),
        methods=["DPPL"],
    )
    g = ParameterString("Group", default_value="g")
    return pipe([m, clarify(c, model_package_group_name=g)], [g])


@snippet
def monitor_batch_transform_after():
    t = Transformer(
        model_name="m",
        base_transform_job_name="bt",
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/o",
        sagemaker_session=S,
    )
    c = ModelQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/q",
        problem_type="BinaryClassification",
        inference_attribute="_c0",
        ground_truth_attribute="_c1",
    )
    g = ParameterString("Constraints", default_value=f"s3://{BUCKET}/c.json")
    m = MonitorBatchTransformStep(
        name="MB",
        transform_step_args=t.transform(data=f"s3://{BUCKET}/i"),
        monitor_configuration=c,
        check_job_configuration=CheckJobConfig(role=ROLE, sagemaker_session=S),
        monitor_before_transform=False,
        supplied_baseline_constraints=g,
        fail_on_violation=True,
    )
    return pipe([m], [g])


@snippet
def quality_data_processors():
    c = DataQualityCheckConfig(
        baseline_dataset=f"s3://{BUCKET}/b.csv",
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=f"s3://{BUCKET}/o",
        record_preprocessor_script=f"s3://{BUCKET}/pre.py",
        post_analytics_processor_script=f"s3://{BUCKET}/post.py",
    )
    q = quality(
        config=c,
        supplied_baseline_statistics=f"s3://{BUCKET}/s.json",
        supplied_baseline_constraints=f"s3://{BUCKET}/c.json",
    )
    return pipe(
        [
            q,
            quality(
                "Q2",
                supplied_baseline_statistics=q.properties.CalculatedBaselineStatistics,
                supplied_baseline_constraints=q.properties.CalculatedBaselineConstraints,
            ),
        ]
    )


@snippet
def quality_pipeline_vars():
    skip, register, fail = (
        ParameterBoolean("Skip", default_value=False),
        ParameterBoolean("Register", default_value=False),
        ParameterBoolean("FailOn", default_value=True),
    )
    place, group, stats = (
        ParameterString("Place", default_value=f"s3://{BUCKET}/b.csv"),
        ParameterString("Group", default_value="g"),
        ParameterString("Stats", default_value=f"s3://{BUCKET}/s.json"),
    )
    c = DataQualityCheckConfig(
        baseline_dataset=place,
        dataset_format=DatasetFormat.csv(header=True),
        output_s3_uri=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID]),
    )
    return pipe(
        [
            quality(
                config=c,
                skip_check=skip,
                register_new_baseline=register,
                fail_on_violation=fail,
                model_package_group_name=group,
                supplied_baseline_statistics=stats,
                cache_config=CacheConfig(True, "P1D"),
            )
        ],
        [skip, register, fail, place, group, stats],
    )
