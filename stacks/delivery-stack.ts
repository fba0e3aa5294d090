import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { planWriterRole } from "./arns";
import { PrivateBucket } from "./constructs/private-bucket";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import type { DeliveryAccount } from "./accounts";
import { addJenkinsServers } from "./jenkins-account-stack";
import { modelTag, PLANS_FOLDER, promotionStackName } from "./names";
import { assumedBy } from "./policies/assumed-by";
import { terraformState } from "./policies/deploy/terraform-state";
import { planWriterPolicy, planWriterTrust } from "./policies/plan-writer-role";
import { stateBucketPolicy } from "./policies/state-bucket";

/** Builds are looked up for a year. */
const LOG_RETENTION_DAYS = 365;
/** Longer than a pull request stays open, as a rule: who merges later plans anew. */
const PLAN_DAYS = 30;

/**
 * What deployments need before there is anything to deploy: the bucket of Terraform's state, the roles that reach parts
 * of it, the log group of Jenkins and, where Jenkins runs in this account, its nodes' roles.
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
      // would lock every account out of every state, this one among them (tools/checkov/suppressions.json has the whole reason).
      new PrivateBucket(this, name, {
        name,
        partition,
        statements: stateBucketPolicy(delivery, name),
        expiring: [{ id: "expire", prefix: `${PLANS_FOLDER}/`, days: PLAN_DAYS }],
        existing: existing.has(name),
      });
    }
    for (const name of new Set(environments.map(({ jenkinsLogGroup }) => jenkinsLogGroup))) {
      if (existing.has(name)) continue;
      new CloudwatchLogGroup(this, name, { name, retentionInDays: LOG_RETENTION_DAYS });
    }
    const everywhere = delivery.models.flatMap((model) => model.environments);
    addJenkinsServers(this, account, everywhere);
    this.addStateRoles(delivery);
  }

  /** Who deploys or plans in another account comes to its environment's state as a role for that state alone. */
  private addStateRoles({ account, environments }: DeliveryAccount): void {
    const keeping = new Construct(this, "state-role");
    const planning = new Construct(this, "state-plan-role");
    for (const environment of environments.filter((other) => other.account !== account)) {
      const { name, state } = environment;
      const stack = promotionStackName(environment);
      if (!state.isForeign) {
        new ProjectRole(keeping, stack, {
          arn: state.roleArn,
          description: `Keeps the state of ${name}, for whoever deploys it`,
          trust: assumedBy("deploy", [environment]),
          policy: terraformState("deploy", [environment]),
          existing: false,
        });
      }
      new ProjectRole(planning, stack, {
        arn: state.planRoleArn,
        description: `Reads the state of ${name}, for whoever plans it`,
        trust: assumedBy("plan", [environment]),
        policy: terraformState("plan", [environment]),
        existing: false,
      });
    }
    new ProjectRole(this, "plan-writer-role", {
      arn: planWriterRole(environments[0]),
      description: "Stores plans, each once",
      trust: planWriterTrust(environments),
      policy: planWriterPolicy(environments),
      existing: false,
    });
  }
}
