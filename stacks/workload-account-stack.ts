import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment, Model } from "../environments/environment";
import { dataPrefix, WORK_FOLDERS } from "../pipeline-defs/layout";
import { executionRoles, regionalArn } from "./arns";
import { CustomerKey, keyAdministration } from "./constructs/customer-key";
import { PrivateBucket } from "./constructs/private-bucket";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import { alertKeyGrants } from "./policies/alert-key";
import { managedPolicies } from "./policies/blog-policies";
import { deployRolePolicy, deployTrust } from "./policies/deploy-role";
import { encryptionKeyGrants } from "./policies/encryption-key";
import { eventsRolePolicy, eventsTrust } from "./policies/events-role";
import { executionRolePolicy, executionTrust } from "./policies/execution-role";
import { lambdaRolePolicy, lambdaTrust } from "./policies/lambda-role";
import { planRolePolicy, planTrust } from "./policies/plan-role";
import { scientistPolicy, scientistTrust } from "./policies/scientist-role";
import { alertKeyAlias, foundationStateFolder, workloadAccountStackName } from "./names";

/** Maximum KMS deletion window. */
const DELETION_WINDOW_DAYS = 30;
/** Minimum KMS deletion window: messages wait in a topic for hours at most, so nothing is lost with their key. */
const ALERT_KEY_DELETION_WINDOW_DAYS = 7;

/**
 * The foundation of an account that trains and predicts: keys, data bucket and roles. Applied once by the account's
 * administrator, with their own credentials: the roles that deployments assume are made here.
 */
export class WorkloadAccountStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment, model: Model) {
    super(scope, workloadAccountStackName(environment));
    configureTerraform(this, {
      account: environment.account,
      region: environment.region,
      tags: { environment: environment.group, model: environment.modelName },
      state: environment.state,
      stateKey: `${foundationStateFolder(environment.modelName, environment.account)}/${this.node.id}.tfstate`,
    });
    const key = new CustomerKey(this, "encryption-key", {
      arn: environment.kmsKey,
      description: `Data and artifacts of ${environment.modelName} in ${environment.group}`,
      administration: keyAdministration(environment),
      grants: encryptionKeyGrants(environment, model),
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      existing: environment.existing.includes(environment.kmsKey),
    });
    new CustomerKey(this, "alert-key", {
      arn: regionalArn(environment, "kms", alertKeyAlias(environment)),
      description: `Alerts of ${environment.modelName} in ${environment.group}`,
      administration: keyAdministration(environment),
      grants: alertKeyGrants(environment),
      deletionWindowInDays: ALERT_KEY_DELETION_WINDOW_DAYS,
      // Tells it from the key above, before either has its alias.
      tags: { purpose: "alerts" },
    });
    new PrivateBucket(this, "data-bucket", {
      name: environment.dataBucket,
      partition: environment.partition,
      kmsKeyArn: key.arn,
      expiring: WORK_FOLDERS.map((folder) => ({
        id: `expire-${folder}`,
        prefix: dataPrefix(environment, folder),
        days: environment.retentionDays[folder === "predictions" ? "predictions" : "work"],
      })),
      existing: environment.existing.includes(environment.dataBucket),
    });
    this.addRoles(environment, model);
  }

  private addRoles(environment: Environment, model: Model): void {
    const { modelName, existing } = environment;
    const execution = executionRoles(environment);
    execution.forEach((arn, index) => {
      new ProjectRole(this, index === 0 ? "execution-role" : "inference-role", {
        arn,
        description: `Runs the pipelines of ${modelName}`,
        trust: executionTrust(environment, arn),
        policy: executionRolePolicy(environment, model, arn),
        managedPolicies: managedPolicies("execution", environment),
        existing: existing.includes(arn),
      });
    });
    new ProjectRole(this, "lambda-role", {
      arn: environment.lambdaRole,
      description: `Runs the functions of ${modelName}`,
      trust: lambdaTrust,
      policy: lambdaRolePolicy(environment, model),
      managedPolicies: managedPolicies("lambda", environment),
      existing: existing.includes(environment.lambdaRole),
    });
    if (environment.eventsRole !== undefined && !execution.includes(environment.eventsRole)) {
      new ProjectRole(this, "events-role", {
        arn: environment.eventsRole,
        description: `Starts the inference pipeline of ${modelName} by the clock`,
        trust: eventsTrust(environment),
        policy: eventsRolePolicy(environment),
        existing: existing.includes(environment.eventsRole),
      });
    }
    if (environment.scientistRole !== undefined) {
      new ProjectRole(this, "scientist-role", {
        arn: environment.scientistRole,
        description: `Works with the pipelines of ${modelName}, assumed by people`,
        trust: scientistTrust(environment),
        policy: scientistPolicy(environment),
        existing: existing.includes(environment.scientistRole),
      });
    }
    new ProjectRole(this, "deploy-role", {
      arn: environment.deployRole,
      description: `Deploys the pipelines of ${modelName}, assumed by Jenkins`,
      trust: deployTrust(environment, model),
      policy: deployRolePolicy(environment, model),
      managedPolicies: managedPolicies("deploy", environment),
      existing: existing.includes(environment.deployRole),
    });
    new ProjectRole(this, "plan-role", {
      arn: environment.planRole,
      description: `Plans the deployment of ${modelName}, and changes nothing`,
      trust: planTrust(environment, model),
      policy: planRolePolicy(environment, model),
      existing: existing.includes(environment.planRole),
    });
  }
}
