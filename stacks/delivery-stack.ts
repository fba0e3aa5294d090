import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { arnResourceName } from "../environments/arn";
import { accountOf } from "./arns";
import { PrivateBucket } from "./constructs/private-bucket";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import type { DeliveryAccount } from "./delivery-account";
import { JENKINS_LOG_GROUP, jenkinsServerPolicy, jenkinsServerTrust } from "./policies/jenkins-server-role";
import { stateBucketPolicy } from "./policies/state-bucket";

/** Builds are looked up for a year. */
const LOG_RETENTION_DAYS = 365;

/**
 * What deployments need before there is anything to deploy: the bucket of Terraform's state, the log group of Jenkins
 * and, where Jenkins runs in this account, its role.
 */
export class DeliveryStack extends TerraformStack {
  constructor(scope: Construct, delivery: DeliveryAccount) {
    super(scope, delivery.stackName);
    const { account, partition, region, environments } = delivery;
    const [{ state }] = environments;
    configureTerraform(this, {
      account,
      region,
      tags: {
        environment: "delivery",
        model: [...new Set(environments.map(({ modelName }) => modelName))].join(" "),
      },
      state,
      stateKey: `${delivery.stackName}.tfstate`,
    });
    for (const name of new Set(environments.map((environment) => environment.state.bucket))) {
      // With S3's own keys: the bucket comes before every key that could encrypt it.
      new PrivateBucket(this, name, { name, partition, statements: stateBucketPolicy(delivery, name) });
    }
    new CloudwatchLogGroup(this, "jenkins-log", {
      name: JENKINS_LOG_GROUP,
      retentionInDays: LOG_RETENTION_DAYS,
    });
    const servers = environments.map(({ jenkinsRole }) => jenkinsRole);
    for (const arn of new Set(servers.filter((role) => accountOf(role) === account))) {
      new ProjectRole(this, arnResourceName(arn), {
        arn,
        description: "Runs the Jenkins server, which assumes the roles that deploy",
        trust: jenkinsServerTrust(partition),
        policy: jenkinsServerPolicy(delivery, arn),
      });
    }
  }
}
