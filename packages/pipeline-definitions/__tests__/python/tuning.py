from common import *


def ranges():
    return {
        "eta": ContinuousParameter(0.1, 0.5),
        "max_depth": IntegerParameter(1, 9),
        "booster": CategoricalParameter(["gbtree", "dart"]),
    }


@snippet
def tuning():
    t = HyperparameterTuner(est(), "validation:auc", ranges(), max_jobs=4, max_parallel_jobs=2)
    return pipe([TuningStep(name="T", step_args=t.fit({"train": TrainingInput(f"s3://{BUCKET}/t")}))])


@snippet
def tuning_full():
    e = est(
        hyperparameters={"num_round": 50},
        use_spot_instances=True,
        max_run=3600,
        max_wait=7200,
        volume_kms_key=KMS,
        output_kms_key=KMS,
        subnets=["subnet-1"],
        security_group_ids=["sg-1"],
        environment={"K": "V"},
        checkpoint_s3_uri=f"s3://{BUCKET}/c",
    )
    t = HyperparameterTuner(
        e,
        "m",
        ranges(),
        metric_definitions=[{"Name": "m", "Regex": "m=(.*)"}],
        strategy="Hyperband",
        strategy_config=StrategyConfig(HyperbandStrategyConfig(max_resource=10, min_resource=1)),
        objective_type="Minimize",
        max_jobs=9,
        max_parallel_jobs=3,
        max_runtime_in_seconds=3600,
        early_stopping_type="Auto",
        random_seed=7,
        tags=[{"Key": "a", "Value": "b"}],
        warm_start_config=WarmStartConfig(WarmStartTypes.TRANSFER_LEARNING, {"parent"}),
        completion_criteria_config=TuningJobCompletionCriteriaConfig(
            max_number_of_training_jobs_not_improving=5, complete_on_convergence=True, target_objective_metric_value=0.1
        ),
    )
    return pipe(
        [
            TuningStep(
                name="T",
                display_name="D",
                description="E",
                step_args=t.fit({"train": TrainingInput(f"s3://{BUCKET}/t")}),
                cache_config=CacheConfig(True, "P1D"),
                retry_policies=[
                    SageMakerJobStepRetryPolicy([SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT], expire_after_mins=5)
                ],
            )
        ]
    )


@snippet
def tuning_top_model_register():
    t = HyperparameterTuner(est(), "validation:auc", ranges(), max_jobs=4)
    s = TuningStep(name="T", step_args=t.fit({"train": TrainingInput(f"s3://{BUCKET}/t")}))
    m = mdl(model_data=s.get_top_model_s3_uri(top_k=0, s3_bucket=BUCKET, prefix="m"))
    best = mdl(
        model_data=Join(
            on="/", values=["s3:/", BUCKET, s.properties.BestTrainingJob.TrainingJobName, "output/model.tar.gz"]
        )
    )
    return pipe(
        [
            s,
            ModelStep(name="M", step_args=m.create(instance_type="ml.m5.large")),
            ModelStep(name="R", step_args=best.register(model_package_group_name="g", **REGISTER)),
        ]
    )
