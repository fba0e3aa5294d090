from common import *

STEP_CONFIG = dict(jar="s3://b/j.jar", args=["--a", "b"], main_class="com.x", properties=[{"Key": "k", "Value": "v"}])


CLUSTER = {
    "Applications": [{"Name": "Spark"}],
    "Instances": {
        "InstanceGroups": [{"InstanceRole": "MASTER", "InstanceCount": 1, "InstanceType": "m5.xlarge"}],
        "Ec2SubnetId": "subnet-1",
    },
    "ReleaseLabel": "emr-6.6.0",
    "ServiceRole": "s",
    "JobFlowRole": "j",
    "BootstrapActions": [],
}


@snippet
def emr_cluster_config():
    subnet = ParameterString("Subnet", default_value="subnet-1")
    config = {**CLUSTER, "Instances": {**CLUSTER["Instances"], "Ec2SubnetId": subnet}}
    return pipe(
        [
            EMRStep(
                name="E",
                display_name="D",
                description="E",
                cluster_id=None,
                cluster_config=config,
                step_config=EMRStepConfig(jar="s3://b/j.jar"),
            )
        ],
        [subnet],
    )


@snippet
def emr_execution_role():
    e = EMRStep(
        name="E",
        display_name="D",
        description="E",
        cluster_id="j-123",
        step_config=EMRStepConfig(**STEP_CONFIG),
        execution_role_arn=ROLE,
        depends_on=["P"],
    )
    return pipe(
        [
            proc("P"),
            e,
            LambdaStep(
                name="L",
                lambda_func=LAMBDA,
                inputs={
                    "id": e.properties.Id,
                    "state": e.properties.Status.State,
                    "jar": e.properties.Config.Jar,
                    "cluster": e.properties.ClusterId,
                },
            ),
        ]
    )
