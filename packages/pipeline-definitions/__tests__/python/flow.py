from common import *


@snippet
def condition_depends_on():
    p = proc("P")
    c = ConditionStep(
        name="C",
        display_name="D",
        description="E",
        depends_on=[p],
        conditions=[ConditionEquals(left=ExecutionVariables.PIPELINE_NAME, right="p")],
        if_steps=[proc("A")],
        else_steps=[proc("B", depends_on=["P"])],
    )
    return pipe([p, c, proc("Z", depends_on=[c])])


@snippet
def condition_nested():
    i = ParameterInteger("I", default_value=1)
    inner = ConditionStep(
        name="Inner",
        conditions=[ConditionLessThan(left=i, right=3)],
        if_steps=[proc("A")],
        else_steps=[FailStep(name="F", error_message="no")],
    )
    return pipe(
        [
            ConditionStep(
                name="Outer",
                conditions=[ConditionGreaterThan(left=i, right=0)],
                if_steps=[inner],
                else_steps=[proc("B")],
            )
        ],
        [i],
    )


@snippet
def condition_outcome():
    i = ParameterInteger("I", default_value=1)
    c = ConditionStep(name="C", conditions=[ConditionGreaterThan(left=i, right=0)], if_steps=[], else_steps=[])
    l = LambdaStep(name="L", lambda_func=LAMBDA, inputs={"outcome": c.properties.Outcome})
    return pipe([c, l], [i])


@snippet
def join_nested():
    s = ParameterString("S", default_value="a")
    i = ParameterInteger("I")
    return pipe(
        [
            FailStep(
                name="F",
                display_name="D",
                description="E",
                error_message=Join(
                    on=" ", values=["A", Join(on="-", values=[s, i, ExecutionVariables.PIPELINE_EXECUTION_ID]), 1, 2.5]
                ),
            )
        ],
        [s, i],
    )


@snippet
def lambda_output_used():
    l = LambdaStep(
        name="L",
        lambda_func=LAMBDA,
        inputs={"a": "b", "n": 1, "f": 0.5, "t": True, "id": ExecutionVariables.PIPELINE_EXECUTION_ID},
        outputs=[
            LambdaOutput("uri", LambdaOutputTypeEnum.String),
            LambdaOutput("n", LambdaOutputTypeEnum.Integer),
            LambdaOutput("ok", LambdaOutputTypeEnum.Boolean),
            LambdaOutput("f", LambdaOutputTypeEnum.Float),
        ],
        cache_config=CacheConfig(True, "PT1H"),
        display_name="D",
        description="E",
        depends_on=["P"],
    )
    out = l.properties.Outputs
    m = ModelStep(name="M", step_args=mdl(model_data=out["uri"]).create(instance_type="ml.m5.large"))
    c = ConditionStep(
        name="C",
        conditions=[
            ConditionEquals(left=out["ok"], right=True),
            ConditionGreaterThan(left=out["n"], right=1),
            ConditionLessThan(left=out["f"], right=1.5),
        ],
        if_steps=[m],
        else_steps=[],
    )
    return pipe([proc("P"), l, c])


@snippet
def callback_output_used():
    c = CallbackStep(
        name="C",
        sqs_queue_url=QUEUE,
        inputs={"a": "b"},
        outputs=[CallbackOutput("uri", CallbackOutputTypeEnum.String)],
        display_name="D",
        description="E",
    )
    return pipe([c, train(inputs={"train": TrainingInput(c.properties.Outputs["uri"])})])


@snippet
def property_file_jsonget():
    report = PropertyFile(name="Report", output_name="o", path="r.json")
    p = proc("P", property_files=[report])
    c = ConditionStep(
        name="C",
        conditions=[
            ConditionGreaterThan(
                left=JsonGet(step_name=p.name, property_file=report, json_path="a.b[0].value"), right=0.5
            ),
            ConditionEquals(left=JsonGet(step_name="P", property_file="Report", json_path="word"), right="x"),
        ],
        if_steps=[
            FailStep(
                name="F",
                error_message=Join(
                    on="", values=["got ", JsonGet(step_name="P", property_file=report, json_path="a.b[0].value")]
                ),
            )
        ],
    )
    return pipe([p, c])


@snippet
def parameters_all():
    ps = [
        ParameterString("S"),
        ParameterString("E", default_value="a", enum_values=["a", "b"]),
        ParameterInteger("I", default_value=0),
        ParameterFloat("F"),
        ParameterBoolean("B", default_value=False),
    ]
    return pipe([LambdaStep(name="L", lambda_func=LAMBDA, inputs={p.name: p for p in ps})], ps)
