"""Steps that use what others give, and options that nothing else shows."""

from common import *

from sagemaker.dataset_definition.inputs import DatasetDefinition, RedshiftDatasetDefinition
from sagemaker.lineage.action import Action
from sagemaker.lineage.artifact import Artifact
from sagemaker.lineage.context import Context
from sagemaker.workflow.inference_component_step import InferenceComponentStep
from sagemaker.workflow.lineage_step import LineageAssociation, LineageEntityReference, LineageStep

from checks import BIAS, clarify, data_config


def function(name="L", **options):
    return LambdaStep(name=name, lambda_func=LAMBDA, **options)


@snippet
def tuning_grid():
    t = HyperparameterTuner(
        est(), "m", {"booster": CategoricalParameter(["gbtree", "dart"])}, strategy="Grid", max_parallel_jobs=2
    )
    return pipe([TuningStep(name="T", step_args=t.fit({"train": TrainingInput(f"s3://{BUCKET}/t")}))])


@snippet
def tuning_multi_chained():
    a, b = est(), est(image_uri=SK, metric_definitions=[{"Name": "q", "Regex": "q"}])
    t = HyperparameterTuner.create(
        {"a": a, "b": b},
        {"a": "validation:auc", "b": "q"},
        {"a": {"eta": ContinuousParameter(0.1, 0.5)}, "b": {"x": CategoricalParameter(["u"])}},
        metric_definitions_dict={"b": [{"Name": "q", "Regex": "q"}]},
        objective_type="Minimize",
        max_jobs=4,
        early_stopping_type="Off",
        random_seed=3,
        completion_criteria_config=TuningJobCompletionCriteriaConfig(complete_on_convergence=True),
    )
    inputs = {"train": TrainingInput(f"s3://{BUCKET}/t")}
    s = TuningStep(
        name="T", step_args=t.fit({"a": inputs, "b": inputs}, include_cls_metadata={"a": False, "b": False})
    )
    best = s.properties.BestTrainingJob
    used = {
        "value": best.FinalHyperParameterTuningJobObjectiveMetric.Value,
        "second": s.properties.TrainingJobSummaries[1].TrainingJobName,
        "eta": best.TunedHyperParameters["eta"],
        "overall": s.properties.OverallBestTrainingJob.TrainingJobArn,
        "completed": s.properties.TrainingJobStatusCounters.Completed,
        "static": s.properties.TrainingJobDefinitions["a"].StaticHyperParameters["x"],
    }
    return pipe([s, function(inputs=used)])


@snippet
def processing_redshift():
    d = DatasetDefinition(
        data_distribution_type="ShardedByS3Key",
        input_mode="Pipe",
        local_path="/opt/ml/processing/r",
        redshift_dataset_definition=RedshiftDatasetDefinition(
            cluster_id="c",
            database="d",
            db_user="u",
            query_string="select 1",
            cluster_role_arn=ROLE,
            output_s3_uri=f"s3://{BUCKET}/r",
            kms_key_id=KMS,
            output_format="CSV",
            output_compression="GZIP",
        ),
    )
    p = Processor(role=ROLE, image_uri=SK, instance_count=1, instance_type="ml.m5.large", sagemaker_session=S)
    inputs = [ProcessingInput(input_name="r", app_managed=True, dataset_definition=d)]
    return pipe([ProcessingStep(name="P", step_args=p.run(inputs=inputs))])


@snippet
def clarify_chained():
    p = proc("P")
    m = ModelStep(name="M", step_args=mdl().create(instance_type="ml.m5.large"))
    data = data_config()
    data.s3_data_input_path = p.properties.ProcessingOutputConfig.Outputs["o"].S3Output.S3Uri
    a = clarify(DataBiasCheckConfig(data_config=data, data_bias_config=BiasConfig(**BIAS)), skip_check=True)
    model = ModelConfig(model_name=m.properties.ModelName, instance_count=1, instance_type="ml.m5.large")
    shap = SHAPConfig(baseline=[[1]], num_samples=1, agg_method="mean_abs")
    b = clarify(
        ModelExplainabilityCheckConfig(data_config=data, model_config=model, explainability_config=shap),
        supplied_baseline_constraints=a.properties.BaselineUsedForDriftCheckConstraints,
    )
    b.name = "B"
    return pipe([p, m, a, b, function(inputs={"c": a.properties.CalculatedBaselineConstraints})])


@snippet
def monitor_batch_transform_explainability():
    t = Transformer(
        model_name="m",
        base_transform_job_name="bt",
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/o",
        sagemaker_session=S,
    )
    config = ModelExplainabilityCheckConfig(
        data_config=data_config(),
        model_config=ModelConfig(model_name="m", instance_count=1, instance_type="ml.m5.large"),
        explainability_config=SHAPConfig(baseline=[[1]], num_samples=1, agg_method="mean_abs"),
    )
    m = MonitorBatchTransformStep(
        name="MB",
        transform_step_args=t.transform(data=f"s3://{BUCKET}/i", content_type="text/csv"),
        monitor_configuration=config,
        check_job_configuration=CheckJobConfig(role=ROLE, sagemaker_session=S),
        monitor_before_transform=False,
        supplied_baseline_constraints=f"s3://{BUCKET}/c.json",
    )
    return pipe([m, proc("Z", depends_on=["MB"])])


@snippet
def emr_instance_fleets():
    count, app = (
        ParameterInteger("Count", default_value=1),
        ParameterString("App", default_value="s3://b/a.py"),
    )
    fleet = {
        "InstanceFleetType": "MASTER",
        "TargetOnDemandCapacity": count,
        "InstanceTypeConfigs": [{"InstanceType": "m5.xlarge", "WeightedCapacity": 1}],
    }
    cluster = {
        "Applications": [{"Name": "Spark", "Args": ["a"], "AdditionalInfo": {"k": "v"}}],
        "Instances": {"InstanceFleets": [fleet], "Ec2SubnetIds": ["subnet-12345678"]},
        "ReleaseLabel": "emr-6.15.0",
        "ServiceRole": "s",
        "JobFlowRole": "j",
        "Configurations": [
            {
                "Classification": "spark-env",
                "Configurations": [{"Classification": "export", "Properties": {"A": "B"}}],
                "Properties": {},
            }
        ],
        "VisibleToAllUsers": True,
        "Tags": [{"Key": "a", "Value": "b"}],
        "LogUri": "s3://b/l",
        "BootstrapActions": [{"Name": "b", "ScriptBootstrapAction": {"Path": "s3://b/x.sh", "Args": ["1"]}}],
    }
    args = ["spark-submit", app, Join(on="=", values=["--count", count])]
    e = EMRStep(
        name="E",
        display_name="D",
        description="E",
        cluster_id=None,
        cluster_config=cluster,
        step_config=EMRStepConfig(jar="command-runner.jar", args=args),
        cache_config=CacheConfig(True, "P1D"),
        retry_policies=THROTTLED,
    )
    used = {
        "arg": e.properties.Config.Args[0],
        "property": e.properties.Config.Properties["k"],
        "end": e.properties.Status.Timeline.EndDateTime,
    }
    return pipe([e, function(inputs=used)], [count, app])


@snippet
def automl_full():
    data = ParameterString("Data", default_value=f"s3://{BUCKET}/t")
    a = AutoML(
        role=ROLE,
        target_attribute_name="y",
        mode="ENSEMBLING",
        output_path=f"s3://{BUCKET}/o",
        output_kms_key=KMS,
        volume_kms_key=KMS,
        encrypt_inter_container_traffic=True,
        vpc_config={"Subnets": ["subnet-12345678"], "SecurityGroupIds": ["sg-12345678"]},
        problem_type="MulticlassClassification",
        job_objective={"MetricName": "F1macro"},
        max_candidates=5,
        max_runtime_per_training_job_in_seconds=600,
        total_job_runtime_in_seconds=3600,
        tags=[{"Key": "a", "Value": "b"}],
        feature_specification_s3_uri=f"s3://{BUCKET}/f.json",
        validation_fraction=0.2,
        sample_weight_attribute_name="w",
        sagemaker_session=S,
    )
    source = AutoMLInput(
        inputs=data,
        target_attribute_name="y",
        compression="Gzip",
        channel_type="training",
        content_type="text/csv;header=present",
        s3_data_type="S3Prefix",
    )
    policy = SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT], expire_after_mins=14400)
    s = AutoMLStep(
        name="A",
        display_name="D",
        description="E",
        step_args=a.fit(inputs=[source]),
        cache_config=CacheConfig(True),
        retry_policies=[policy],
    )
    best = s.properties.BestCandidate
    used = {
        "name": best.CandidateName,
        "model": best.InferenceContainers[0].ModelDataUrl,
        "value": best.FinalAutoMLJobObjectiveMetric.Value,
        "report": s.properties.BestCandidateProperties.ModelInsightsJsonReportPath,
    }
    return pipe([s, function(inputs=used)], [data])


@snippet
def lineage_chained():
    t, place = train(), ParameterString("Place", default_value="s3://b/x")
    artifact = "arn:aws:sagemaker:us-east-1:222222222222:artifact/00000000000000000000000000000000"
    action = Action.create(
        action_name="run",
        action_type="ModelTraining",
        source_uri=t.properties.TrainingJobArn,
        source_type="ARN",
        description="d",
        status="Completed",
        properties={"status": t.properties.TrainingJobStatus},
        tags=[{"Key": "a", "Value": "b"}],
        sagemaker_session=S,
    )
    model = Artifact.create(
        artifact_name="model",
        artifact_type="Model",
        source_uri=t.properties.ModelArtifacts.S3ModelArtifacts,
        properties={"k": "v"},
        sagemaker_session=S,
    )
    context = Context.create(
        context_name="context",
        context_type="x",
        source_uri=place,
        source_type="y",
        description="d",
        properties={"p": place},
        sagemaker_session=S,
    )
    run = LineageEntityReference(name="run", type="Action")
    step = LineageStep(
        name="Lineage",
        display_name="D",
        description="E",
        depends_on=[t],
        actions=[action],
        artifacts=[model],
        contexts=[context],
        associations=[
            LineageAssociation(run, LineageEntityReference(arn=artifact), "ContributedTo"),
            LineageAssociation(
                LineageEntityReference(arn=t.properties.TrainingJobArn),
                LineageEntityReference(name="model", type="Artifact"),
            ),
        ],
    )
    used = {
        "model": step.properties.ArtifactArns["model"],
        "run": step.properties.ActionArns["run"],
        "context": step.properties.ContextArns["context"],
        "associations": step.properties.Associations,
    }
    return pipe([t, step, function(inputs=used)], [place])


@snippet
def inference_component_chained():
    variant = ParameterString("Variant", default_value="v")
    e = EndpointStep(name="E", step_args=S.create_endpoint(endpoint_name="e", config_name="ec"))
    seconds = {"ModelDataDownloadTimeoutInSeconds": 600, "ContainerStartupHealthCheckTimeoutInSeconds": 600}
    specification = {
        "Container": {"Image": XGB, "ArtifactUrl": f"s3://{BUCKET}/m.tar.gz", "Environment": {"A": "B"}},
        "StartupParameters": seconds,
        "ComputeResourceRequirements": {
            "NumberOfAcceleratorDevicesRequired": 1,
            "MinMemoryRequiredInMb": 1024,
            "MaxMemoryRequiredInMb": 4096,
        },
    }
    args = S.create_inference_component(
        inference_component_name="ic",
        endpoint_name=e.properties.EndpointName,
        variant_name=variant,
        specification=specification,
        runtime_config={"CopyCount": 2},
        tags=[{"Key": "a", "Value": "b"}],
    )
    component = InferenceComponentStep(name="IC", display_name="D", description="E", depends_on=[e], step_args=args)
    used = {
        "arn": component.properties.InferenceComponentArn,
        "copies": component.properties.RuntimeConfig.DesiredCopyCount,
        "status": e.properties.EndpointStatus,
        "weight": e.properties.ProductionVariants["v"].CurrentWeight,
    }
    return pipe([e, component, function(inputs=used)], [variant])


@snippet
def notebook_job_chained():
    seed = ParameterString("Seed", default_value="7")
    shared = dict(input_notebook="files/n.ipynb", image_uri=SK, kernel_name="python3", role=ROLE)
    first = NotebookJobStep(
        name="First",
        notebook_job_name="first-job",
        s3_root_uri=f"s3://{BUCKET}/nb",
        additional_dependencies=["files/src"],
        initialization_script="files/code.py",
        volume_size=50,
        volume_kms_key=KMS,
        encrypt_inter_container_traffic=False,
        max_retry_attempts=3,
        max_runtime_in_seconds=600,
        instance_type="ml.m5.xlarge",
        parameters={"seed": seed, "run": Join(on="", values=["x", ExecutionVariables.PIPELINE_NAME])},
        retry_policies=THROTTLED,
        **shared,
    )
    second = NotebookJobStep(
        name="Second",
        s3_root_uri=f"s3://{BUCKET}/nb",
        depends_on=[first],
        parameters={"from": first.properties.OutputNotebookName},
        **shared,
    )
    return pipe([first, second], [seed])


@snippet
def function_step_condition():
    from sagemaker.workflow.step_outputs import get_step

    options = dict(image_uri=SK, role=ROLE, instance_type="ml.m5.large")

    @step(name="A", **options)
    def a():
        return (1, {"k": 2})

    @step(
        name="B",
        display_name="D",
        description="E",
        volume_size=50,
        volume_kms_key=KMS,
        environment_variables={"A": "B"},
        max_runtime_in_seconds=600,
        max_retry_attempts=2,
        tags=[{"Key": "a", "Value": "b"}],
        subnets=["subnet-12345678"],
        security_group_ids=["sg-12345678"],
        encrypt_inter_container_traffic=True,
        use_spot_instances=True,
        max_wait_time_in_seconds=1200,
        **options,
    )
    def b(x):
        return x

    @step(name="C", keep_alive_period_in_seconds=60, **options)
    def c():
        return 1

    first, last = a(), c()
    second = b(first[0])
    get_step(last).add_depends_on([first])
    decide = ConditionStep(
        "Decide",
        conditions=[ConditionGreaterThan(first[1]["k"], 1), ConditionEquals(first[0], first[1]["k"])],
        if_steps=[second],
        else_steps=[last, FailStep("Stop", error_message=Join(on=" ", values=["got", first[0]]))],
    )
    return pipe([decide])


@snippet
def condition_operands():
    p = proc("P", property_files=[PropertyFile("R", "o", "r.json")])
    t = train()
    i, s, b, f = ParameterInteger("I"), ParameterString("S"), ParameterBoolean("B"), ParameterFloat("F")
    answer = function(
        outputs=[LambdaOutput("x", LambdaOutputTypeEnum.Float), LambdaOutput("s", LambdaOutputTypeEnum.String)]
    )
    out, read = answer.properties.Outputs, lambda path: JsonGet(step_name="P", property_file="R", json_path=path)
    conditions = [
        ConditionEquals(t.properties.TrainingJobStatus, "Completed"),
        ConditionEquals(1, 1.5),
        ConditionEquals(True, b),
        ConditionEquals(s, ExecutionVariables.PIPELINE_NAME),
        ConditionEquals(Join(on="-", values=[s, i]), "a-1"),
        ConditionIn(i, [1, 2, 3]),
        ConditionIn(t.properties.TrainingJobStatus, ["Completed", s]),
        ConditionIn("x", [s, out["s"]]),
        ConditionIn(read("list[0].word"), ["a", "b"]),
        ConditionNot(ConditionNot(ConditionGreaterThan(f, i))),
        ConditionOr(
            [
                ConditionOr([ConditionLessThan(out["x"], 0.5)]),
                ConditionNot(ConditionOr([ConditionEquals(s, "b"), ConditionLessThanOrEqualTo(-1.5e-7, f)])),
            ]
        ),
        ConditionGreaterThan(t.properties.FinalMetricDataList[0].Value, read("a['b c'].d")),
        ConditionLessThan(t.properties.BillableTimeInSeconds, 3600),
    ]
    decide = ConditionStep("C", conditions=conditions, if_steps=[proc("A")], else_steps=[proc("B")])
    return pipe([p, t, answer, decide], [i, s, b, f])


@snippet
def retry_policies_kinds():
    policies = [
        StepRetryPolicy([StepExceptionTypeEnum.SERVICE_FAULT], max_attempts=1),
        StepRetryPolicy([StepExceptionTypeEnum.THROTTLING], expire_after_mins=14400, interval_seconds=0),
        SageMakerJobStepRetryPolicy(
            failure_reason_types=[SageMakerJobExceptionTypeEnum.INTERNAL_ERROR],
            max_attempts=20,
            interval_seconds=43200,
            backoff_rate=1.5,
        ),
        SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT]),
    ]
    return pipe([proc(retry_policies=policies)])
