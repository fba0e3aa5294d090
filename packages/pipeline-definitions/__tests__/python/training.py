from common import *


@snippet
def training():
    return pipe([train(depends_on=["P"], display_name="D", description="E"), proc("P")])


@snippet
def training_debugger_rules():
    e = est(
        rules=[
            Rule.sagemaker(rule_configs.loss_not_decreasing()),
            ProfilerRule.sagemaker(rule_configs.ProfilerReport()),
        ],
        debugger_hook_config=DebuggerHookConfig(
            s3_output_path=f"s3://{BUCKET}/d", collection_configs=[CollectionConfig("metrics", {"save_interval": "5"})]
        ),
        tensorboard_output_config=TensorBoardOutputConfig(s3_output_path=f"s3://{BUCKET}/tb"),
        profiler_config=ProfilerConfig(s3_output_path=f"s3://{BUCKET}/p", system_monitor_interval_millis=500),
    )
    return pipe([train(estimator=e)])


@snippet
def training_framework_source_dir():
    e = SKLearn(
        entry_point="train.py",
        source_dir="files/src",
        framework_version="1.0-1",
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=S,
        output_path=f"s3://{BUCKET}/m",
        code_location=f"s3://{BUCKET}/code",
        hyperparameters={"n": 3, "s": "x", "f": 0.5, "t": True},
    )
    return pipe([train(estimator=e)])


@snippet
def training_instance_groups():
    from sagemaker.instance_group import InstanceGroup

    groups = [InstanceGroup("g1", "ml.m5.large", 1), InstanceGroup("g2", "ml.c5.xlarge", 2)]
    e = est(instance_groups=groups, instance_count=None, instance_type=None)
    return pipe([train(estimator=e, inputs={"train": TrainingInput(f"s3://{BUCKET}/t", instance_groups=["g1"])})])


@snippet
def training_pipeline_vars():
    depth, kind, place, spot, out = (
        ParameterInteger("Depth", default_value=5),
        ParameterString("Kind", default_value="ml.m5.large"),
        ParameterString("Place", default_value=f"s3://{BUCKET}/t"),
        ParameterBoolean("Spot", default_value=False),
        ParameterString("Out", default_value=f"s3://{BUCKET}/m"),
    )
    eta = ParameterFloat("Eta", default_value=0.2)
    e = est(
        instance_type=kind,
        instance_count=depth,
        output_path=out,
        hyperparameters={"max_depth": depth, "eta": eta, "name": place, "num_round": 50},
        use_spot_instances=spot,
        max_wait=86400,
    )
    return pipe(
        [train(estimator=e, inputs={"train": TrainingInput(place, content_type="text/csv")})],
        [depth, kind, place, spot, out, eta],
    )


@snippet
def training_chained():
    p = proc("P")
    t = train(inputs={"train": TrainingInput(p.properties.ProcessingOutputConfig.Outputs["o"].S3Output.S3Uri)})
    c = ConditionStep(
        name="C",
        conditions=[
            ConditionGreaterThanOrEqualTo(left=t.properties.FinalMetricDataList["validation:auc"].Value, right=0.8)
        ],
        if_steps=[
            ModelStep(
                name="M",
                step_args=mdl(model_data=t.properties.ModelArtifacts.S3ModelArtifacts).create(
                    instance_type="ml.m5.large"
                ),
            )
        ],
        else_steps=[
            FailStep(
                name="F",
                error_message=Join(
                    on=" ",
                    values=[
                        "job",
                        t.properties.TrainingJobName,
                        t.properties.TrainingJobStatus,
                        t.properties.ResourceConfig.InstanceCount,
                        t.properties.HyperParameters["eta"],
                        t.properties.InputDataConfig[0].ChannelName,
                    ],
                ),
            )
        ],
    )
    return pipe([p, t, c])


@snippet
def automl_best_model():
    a = AutoML(
        role=ROLE, target_attribute_name="y", sagemaker_session=S, mode="ENSEMBLING", output_path=f"s3://{BUCKET}/o"
    )
    s = AutoMLStep(
        name="A",
        step_args=a.fit(
            inputs=[AutoMLInput(inputs=f"s3://{BUCKET}/t", target_attribute_name="y", channel_type="training")]
        ),
    )
    best = s.get_best_auto_ml_model(role=ROLE, sagemaker_session=S)
    m = ModelStep(name="M", step_args=best.create(instance_type="ml.m5.large"))
    r = ModelStep(
        name="R",
        step_args=best.register(
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large"],
            transform_instances=["ml.m5.large"],
            model_package_group_name="g",
            model_metrics=ModelMetrics(
                model_statistics=MetricsSource(
                    s3_uri=s.properties.BestCandidateProperties.ModelInsightsJsonReportPath,
                    content_type="application/json",
                ),
                explainability=MetricsSource(
                    s3_uri=s.properties.BestCandidateProperties.ExplainabilityJsonReportPath,
                    content_type="application/json",
                ),
            ),
        ),
    )
    return pipe([s, m, r])


@snippet
def notebook_job():
    p = ParameterString("Seed", default_value="7")
    n = NotebookJobStep(
        name="N",
        display_name="D",
        description="E",
        input_notebook="files/n.ipynb",
        image_uri=SK,
        kernel_name="python3",
        role=ROLE,
        s3_root_uri=f"s3://{BUCKET}/nb",
        parameters={"seed": p, "rate": "0.1"},
        environment_variables={"K": "V"},
        tags=[{"Key": "a", "Value": "b"}],
        s3_kms_key=KMS,
        subnets=["subnet-1"],
        security_group_ids=["sg-1"],
    )
    s = LambdaStep(
        name="L",
        lambda_func=LAMBDA,
        inputs={
            "job": n.properties.ComputingJobName,
            "status": n.properties.ComputingJobStatus,
            "out": n.properties.OutputNotebookName,
            "prefix": n.properties.NotebookJobOutputLocationPrefix,
        },
    )
    return pipe([n, s], [p])


@snippet
def function_step_chain():
    @step(name="First", image_uri=SK, role=ROLE, instance_type="ml.m5.large")
    def first(x):
        return x + 1

    @step(
        name="Second",
        image_uri=SK,
        role=ROLE,
        instance_type="ml.m5.large",
        retry_policies=[SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.INTERNAL_ERROR], max_attempts=2)],
    )
    def second(x, y):
        return x

    p = ParameterInteger("X", default_value=1)
    a = first(p)
    b = second(a, 2)
    c = ConditionStep(
        name="C",
        conditions=[ConditionGreaterThan(left=b, right=3)],
        if_steps=[],
        else_steps=[FailStep(name="F", error_message="no")],
    )
    return pipe([c], [p])
