from common import *

MODEL = ModelStep(name="M", step_args=mdl().create(instance_type="ml.m5.large"))


def endpoint_config_step(**kw):
    args = S.create_endpoint_config(
        name="ec", model_name=MODEL.properties.ModelName, initial_instance_count=1, instance_type="ml.m5.large"
    )
    return EndpointConfigStep(name="EC", step_args=args, **kw)


@snippet
def endpoint_config():
    return pipe([MODEL, endpoint_config_step()])


@snippet
def endpoint():
    c = endpoint_config_step()
    return pipe(
        [
            MODEL,
            c,
            EndpointStep(
                name="E", step_args=S.create_endpoint(endpoint_name="e", config_name=c.properties.EndpointConfigName)
            ),
        ]
    )


@snippet
def transform():
    kind, data = ParameterString("Kind", default_value="ml.m5.large"), ParameterString(
        "Data", default_value=f"s3://{BUCKET}/i"
    )
    m = ModelStep(name="M", step_args=mdl().create(instance_type="ml.m5.large"))
    t = Transformer(
        model_name=m.properties.ModelName,
        instance_count=1,
        instance_type=kind,
        output_path=Join(on="/", values=["s3:/", BUCKET, ExecutionVariables.PIPELINE_EXECUTION_ID]),
        sagemaker_session=S,
        accept="text/csv",
        assemble_with="Line",
    )
    return pipe(
        [
            m,
            TransformStep(
                name="T",
                step_args=t.transform(data=data, content_type="text/csv", split_type="Line", join_source="Input"),
                cache_config=CacheConfig(True, "P1D"),
            ),
        ],
        [kind, data],
    )


@snippet
def estimator_transformer():
    return pipe(
        [
            EstimatorTransformer(
                name="ET",
                estimator=est(),
                model_data=f"s3://{BUCKET}/m/model.tar.gz",
                model_inputs=CreateModelInput(instance_type="ml.m5.large"),
                instance_count=1,
                instance_type="ml.m5.large",
                transform_inputs=TransformInput(data=f"s3://{BUCKET}/i"),
                output_path=f"s3://{BUCKET}/o",
            )
        ]
    )
