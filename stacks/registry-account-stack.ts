import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group";
import { SagemakerModelPackageGroupPolicy } from "@cdktf/provider-aws/lib/sagemaker-model-package-group-policy";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { arnResourceName } from "../environments/arn";
import { policyDocument } from "./constructs/policy-document";
import { PrivateBucket } from "./constructs/private-bucket";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import { approverPolicy, approverTrust } from "./policies/approver-role";
import { artifactsBucketPolicy } from "./policies/artifacts-bucket";
import { modelPackageGroupPolicy } from "./policies/model-package-group";
import type { RegistryAccount } from "./registry-account";
import { foundationStateFolder } from "./stack-names";

/** Name of the role that approves versions. */
const APPROVER_ROLE = "model-approver-role";

/** The central registry's account: where every version of a model lies, and where people approve it. */
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
    for (const name of new Set(environments.map(({ artifactsBucket }) => artifactsBucket))) {
      // Without a key of its own: every environment encrypts with its account's key, and says so in each request.
      new PrivateBucket(this, name, { name, partition, statements: artifactsBucketPolicy(registry, name) });
    }
    for (const arn of new Set(environments.map(({ modelPackageGroup }) => modelPackageGroup.arn))) {
      this.addGroup(registry, arn);
    }
    new ProjectRole(this, "approver-role", {
      arn: `arn:${partition}:iam::${account}:role/${APPROVER_ROLE}`,
      description: `Approves versions of ${modelName}`,
      trust: approverTrust(registry),
      policy: approverPolicy(registry),
    });
  }

  private addGroup(registry: RegistryAccount, arn: string): void {
    const name = arnResourceName(arn);
    const group = new SagemakerModelPackageGroup(this, name, {
      modelPackageGroupName: name,
      modelPackageGroupDescription: `Versions of ${registry.modelName} from every environment`,
    });
    new SagemakerModelPackageGroupPolicy(this, `${name}-policy`, {
      modelPackageGroupName: group.modelPackageGroupName,
      resourcePolicy: policyDocument(modelPackageGroupPolicy(registry, arn)),
    });
  }
}
