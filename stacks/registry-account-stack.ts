import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { ModelPackageGroup } from "./constructs/model-package-group";
import { PrivateBucket } from "./constructs/private-bucket";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import { approverPolicy, approverTrust } from "./policies/approver-role";
import { artifactsBucketPolicy } from "./policies/artifacts-bucket";
import { modelPackageGroupPolicy } from "./policies/model-package-group";
import { registryPlanPolicy, registryPlanTrust } from "./policies/plan-role";
import type { RegistryAccount } from "./accounts";
import { foundationStateFolder } from "./names";

/**
 * The central registry's account: where every version of a model lies, and where people approve it. It has no file of
 * its own: the environments name all that lies here, and a second place to name it could only disagree.
 */
export class RegistryAccountStack extends TerraformStack {
  constructor(scope: Construct, registry: RegistryAccount) {
    super(scope, registry.stackName);
    const { account, partition, region, modelName, environments } = registry;
    const [{ state }] = environments;
    configureTerraform(this, {
      account,
      region,
      tags: { environment: "registry", model: modelName },
      state,
      stateKey: `${foundationStateFolder(modelName, account)}/${registry.stackName}.tfstate`,
    });
    const existing = new Set(environments.flatMap((environment) => environment.existing));
    for (const name of new Set(environments.map(({ artifactsBucket }) => artifactsBucket))) {
      new PrivateBucket(this, name, {
        name,
        partition,
        // Without a key of its own: a default is for objects that name no key, and every job names its environment's.
        statements: artifactsBucketPolicy(registry, name),
        existing: existing.has(name),
      });
    }
    for (const arn of new Set(environments.map(({ modelPackageGroup }) => modelPackageGroup.arn))) {
      new ModelPackageGroup(this, arnResourceName(arn), {
        arn,
        description: `Versions of ${modelName} from every environment`,
        statements: modelPackageGroupPolicy(registry, arn),
        existing: existing.has(arn),
      });
    }
    const approvers = [...new Set(environments.map(({ approverRole }) => approverRole))];
    approvers.forEach((arn, index) => {
      new ProjectRole(this, index === 0 ? "approver-role" : arnResourceName(arn), {
        arn,
        description: `Approves versions of ${modelName}`,
        trust: approverTrust(registry),
        policy: approverPolicy(registry),
        existing: existing.has(arn),
      });
    });
    const planning = new Construct(this, "plan-role");
    for (const arn of new Set(environments.map(({ registryPlanRole }) => registryPlanRole))) {
      new ProjectRole(planning, arnResourceName(arn), {
        arn,
        description: `Sees the versions of ${modelName}, for whoever plans`,
        trust: registryPlanTrust(registry, arn),
        policy: registryPlanPolicy(registry),
        existing: existing.has(arn),
      });
    }
  }
}
