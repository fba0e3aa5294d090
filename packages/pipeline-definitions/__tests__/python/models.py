from common import *


def source(name):
    return MetricsSource(s3_uri=f"s3://{BUCKET}/{name}.json", content_type="application/json")


@snippet
def register_model_card():
    card = ModelPackageModelCard(
        model_card_status="Draft", model_card_content='{"model_overview": {"model_description": "d"}}'
    )
    from sagemaker.model_life_cycle import ModelLifeCycle

    life = ModelLifeCycle(stage="Development", stage_status="PendingApproval", stage_description="d")
    return pipe(
        [
            ModelStep(
                name="M",
                step_args=mdl().register(
                    model_package_group_name="g", model_card=card, model_life_cycle=life, **REGISTER
                ),
            )
        ]
    )


@snippet
def register_model_legacy():
    return pipe(
        [
            RegisterModel(
                name="R",
                model=mdl(),
                model_package_group_name="g",
                approval_status="PendingManualApproval",
                description="d",
                model_metrics=ModelMetrics(model_statistics=source("1")),
                **REGISTER,
            )
        ]
    )


@snippet
def register_model_unversioned():
    return pipe(
        [ModelStep(name="M", step_args=mdl().register(model_package_name="mp", marketplace_cert=True, **REGISTER))]
    )


@snippet
def register_model_pipeline_model():
    m = PipelineModel(models=[mdl(), mdl(image_uri=SK)], role=ROLE, sagemaker_session=S)
    return pipe([ModelStep(name="M", step_args=m.register(model_package_group_name="g", **REGISTER))])


@snippet
def register_model_chained():
    t = train()
    q = quality(skip_check=True)
    status = ParameterString(
        "Status", default_value="PendingManualApproval", enum_values=["PendingManualApproval", "Approved"]
    )
    ms = lambda p: MetricsSource(s3_uri=p, content_type="application/json")
    mm = ModelMetrics(
        model_data_statistics=ms(q.properties.CalculatedBaselineStatistics),
        model_data_constraints=ms(q.properties.CalculatedBaselineConstraints),
    )
    db = DriftCheckBaselines(
        model_data_statistics=ms(q.properties.BaselineUsedForDriftCheckStatistics),
        model_data_constraints=ms(q.properties.BaselineUsedForDriftCheckConstraints),
    )
    r = ModelStep(
        name="M",
        step_args=mdl(model_data=t.properties.ModelArtifacts.S3ModelArtifacts).register(
            model_package_group_name=MPG,
            approval_status=status,
            model_metrics=mm,
            drift_check_baselines=db,
            customer_metadata_properties={"run": ExecutionVariables.PIPELINE_EXECUTION_ID},
            **REGISTER,
        ),
    )
    l = LambdaStep(
        name="L",
        lambda_func=LAMBDA,
        inputs={"arn": r.properties.ModelPackageArn, "image": r.properties.InferenceSpecification.Containers[0].Image},
    )
    return pipe([t, q, r, l], [status])


@snippet
def create_model_retry():
    return pipe(
        [
            ModelStep(
                name="M",
                step_args=mdl(
                    vpc_config={"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}, enable_network_isolation=True
                ).create(instance_type="ml.m5.large"),
                retry_policies=THROTTLED,
                depends_on=["P"],
                display_name="D",
                description="E",
            ),
            proc("P"),
        ]
    )


@snippet
def create_model_pipeline_model():
    m = PipelineModel(models=[mdl(), mdl(image_uri=SK)], role=ROLE, sagemaker_session=S)
    return pipe([ModelStep(name="M", step_args=m.create(instance_type="ml.m5.large"))])
