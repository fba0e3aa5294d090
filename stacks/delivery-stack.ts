import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { accountOf } from "./arns";
import { PrivateBucket } from "./constructs/private-bucket";
import { configureTerraform } from "./constructs/terraform-settings";
import type { DeliveryAccount } from "./delivery-account";
import { addJenkinsServers } from "./jenkins-account-stack";
import { modelTag } from "./model-tag";
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
      tags: { environment: "delivery", model: modelTag(environments) },
      state,
      stateKey: `${delivery.stackName}.tfstate`,
    });
    const existing = new Set(environments.flatMap((environment) => environment.existing));
    for (const name of new Set(environments.map((environment) => environment.state.bucket))) {
      // With S3's own keys: the state of a customer's key would be encrypted with it, and a mistake in the key's policy
      // would lock every account out of every state, this one among them (checkov/answers.json has the whole reason).
      new PrivateBucket(this, name, {
        name,
        partition,
        statements: stateBucketPolicy(delivery, name),
        existing: existing.has(name),
      });
    }
    for (const name of new Set(environments.map(({ jenkinsLogGroup }) => jenkinsLogGroup))) {
      if (existing.has(name)) continue;
      new CloudwatchLogGroup(this, name, { name, retentionInDays: LOG_RETENTION_DAYS });
    }
    const everywhere = delivery.models.flatMap((model) => model.environments);
    addJenkinsServers(
      this,
      everywhere.filter(({ jenkinsRole }) => accountOf(jenkinsRole) === account),
    );
  }
}
