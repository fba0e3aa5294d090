from common import *


@snippet
def blog_train():
    kind, count, tkind = (
        ParameterString("ProcessingInstanceType", default_value="ml.m5.xlarge"),
        ParameterInteger("ProcessingInstanceCount", default_value=1),
        ParameterString("TrainingInstanceType", default_value="ml.m5.xlarge"),
    )
    status, data, limit = (
        ParameterString("ModelApprovalStatus", default_value="PendingManualApproval"),
        ParameterString("InputDataUrl", default_value=f"s3://{BUCKET}/data.csv"),
        ParameterFloat("AucScoreThreshold", default_value=0.75),
    )
    p = SKLearnProcessor(
        framework_version="1.0-1", role=ROLE, instance_count=count, instance_type=kind, sagemaker_session=S
    )
    out = lambda n: ProcessingOutput(
        output_name=n,
        source=f"/opt/ml/processing/{n}",
        destination=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID, n]),
    )
    pre = ProcessingStep(
        name="Preprocess",
        step_args=p.run(
            code="files/code.py",
            inputs=[ProcessingInput(source=data, destination="/opt/ml/processing/input")],
            outputs=[out("train"), out("test"), out("baseline")],
        ),
    )
    uri = lambda n: pre.properties.ProcessingOutputConfig.Outputs[n].S3Output.S3Uri
    t = train(
        "Train",
        est(instance_type=tkind, hyperparameters={"objective": "binary:logistic", "num_round": 50}, output_kms_key=KMS),
        {"train": TrainingInput(uri("train"), content_type="text/csv")},
    )
    report = PropertyFile(name="EvaluationReport", output_name="evaluation", path="evaluation.json")
    ev = ProcessingStep(
        name="Evaluate",
        step_args=ScriptProcessor(
            image_uri=XGB, command=["python3"], role=ROLE, instance_count=1, instance_type=kind, sagemaker_session=S
        ).run(
            code="files/code.py",
            inputs=[
                ProcessingInput(
                    source=t.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model"
                ),
                ProcessingInput(source=uri("test"), destination="/opt/ml/processing/test"),
            ],
            outputs=[out("evaluation")],
        ),
        property_files=[report],
    )
    auc = JsonGet(step_name="Evaluate", property_file=report, json_path="binary_classification_metrics.auc.value")
    q = quality(
        "DataQuality",
        DataQualityCheckConfig(
            baseline_dataset=uri("baseline"),
            dataset_format=DatasetFormat.csv(header=True),
            output_s3_uri=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID, "quality"]),
        ),
        skip_check=True,
        register_new_baseline=True,
        supplied_baseline_statistics=data,
    )
    ms = lambda u: MetricsSource(s3_uri=u, content_type="application/json")
    metrics = ModelMetrics(
        model_statistics=ms(
            Join(
                on="/",
                values=[ev.properties.ProcessingOutputConfig.Outputs["evaluation"].S3Output.S3Uri, "evaluation.json"],
            )
        ),
        model_data_statistics=ms(q.properties.CalculatedBaselineStatistics),
        model_data_constraints=ms(q.properties.CalculatedBaselineConstraints),
    )
    drift = DriftCheckBaselines(
        model_data_statistics=ms(q.properties.BaselineUsedForDriftCheckStatistics),
        model_data_constraints=ms(q.properties.BaselineUsedForDriftCheckConstraints),
    )
    r = ModelStep(
        name="Register",
        step_args=mdl(model_data=t.properties.ModelArtifacts.S3ModelArtifacts, env={"K": "V"}).register(
            model_package_group_name=MPG,
            approval_status=status,
            model_metrics=metrics,
            drift_check_baselines=drift,
            **REGISTER,
        ),
    )
    f = FailStep(name="Reject", error_message=Join(on=" ", values=["AUC", auc, "below", limit]))
    c = ConditionStep(
        name="CheckAuc", conditions=[ConditionGreaterThan(left=auc, right=limit)], if_steps=[q, r], else_steps=[f]
    )
    return pipe([pre, t, ev, c], [kind, count, tkind, status, data, limit])


@snippet
def blog_inference():
    kind, data = ParameterString("TransformInstanceType", default_value="ml.m5.xlarge"), ParameterString(
        "transform_input", default_value=f"s3://{BUCKET}/batch.csv"
    )
    l = LambdaStep(
        name="Latest",
        lambda_func=LAMBDA,
        inputs={"group": MPG},
        outputs=[LambdaOutput(n, LambdaOutputTypeEnum.String) for n in ("model", "image", "statistics", "constraints")],
    )
    m = ModelStep(
        name="Model",
        step_args=mdl(image_uri=l.properties.Outputs["image"], model_data=l.properties.Outputs["model"]).create(
            instance_type="ml.m5.large"
        ),
    )
    q = quality(
        "Monitor",
        DataQualityCheckConfig(
            baseline_dataset=data, dataset_format=DatasetFormat.csv(header=False), output_s3_uri=f"s3://{BUCKET}/q"
        ),
        skip_check=False,
        fail_on_violation=True,
        model_package_group_name=MPG,
        supplied_baseline_statistics=l.properties.Outputs["statistics"],
        supplied_baseline_constraints=l.properties.Outputs["constraints"],
    )
    t = Transformer(
        model_name=m.properties.ModelName,
        instance_count=1,
        instance_type=kind,
        output_path=f"s3://{BUCKET}/o",
        sagemaker_session=S,
    )
    return pipe(
        [
            l,
            m,
            q,
            TransformStep(
                name="Transform",
                step_args=t.transform(data=data, content_type="text/csv", split_type="Line"),
                depends_on=[q],
            ),
        ],
        [kind, data],
    )
