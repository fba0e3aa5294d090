import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { Construct } from "constructs";
import { parseArn } from "sagemaker-promotion-core/arn";
import { ResourceWithPolicy, SHORTER } from "./resource-with-policy";
import { policyDocument, type Statement } from "../iam/policy-document";
import { refusedBy, rolePolicies } from "../iam/role-policies";

export interface ProjectRoleProps {
  /** ARN that the role shall have; its path and name are taken from it. */
  readonly arn: string;
  readonly description: string;
  /** Who may assume it. */
  readonly trust: readonly Statement[];
  /** What it may do. */
  readonly policy: readonly Statement[];
  /** Names of policies of AWS's that allow more. */
  readonly managedPolicies?: readonly string[];
  /** Instances of EC2 run as it: they take a role in an instance profile only, here of the role's own name and path. */
  readonly runsInstances?: boolean;
  /** It is there already, and is left as it is. */
  readonly existing: boolean;
}

/**
 * An IAM role with one inline policy: all it may do in one place, and gone with it. What that has no room for is in
 * policies of its own, attached before the inline policy is written: no statement is missing while it moves.
 */
export class ProjectRole extends ResourceWithPolicy {
  constructor(scope: Construct, id: string, props: ProjectRoleProps) {
    const { arn, trust, policy, existing } = props;
    super(scope, id, { subject: arn, policies: { trust, identity: policy }, existing });
    const managed = props.managedPolicies ?? [];
    const policies = rolePolicies(policy);
    this.node.addValidation({
      validate: () =>
        refusedBy(policies, managed.length).map((fault) => `the policy of ${arn}: ${fault}: ${SHORTER}`),
    });
    if (existing) return;
    const { partition = "", resource = "" } = parseArn(arn) ?? {};
    const name = resource.slice(resource.lastIndexOf("/") + 1);
    const path = resource.slice("role".length, -name.length);
    const role = new IamRole(this, "role", {
      name,
      path,
      description: props.description,
      assumeRolePolicy: policyDocument(trust),
    });
    const attached = policies.attached.map((statements, index) => {
      const more = new IamPolicy(this, `policy-${index + 2}`, {
        name: `${name}-${index + 2}`,
        path,
        description: `What the inline policy of ${name} has no room for`,
        policy: policyDocument(statements),
      });
      const policyArn = more.arn;
      return new IamRolePolicyAttachment(this, `attachment-${index + 2}`, { role: role.name, policyArn });
    });
    new IamRolePolicy(this, "policy", {
      name: "least-privilege",
      role: role.name,
      policy: policyDocument(policies.inline),
      ...(attached.length > 0 && { dependsOn: attached }),
    });
    if (props.runsInstances === true) {
      new IamInstanceProfile(this, "instance-profile", { name, path, role: role.name });
    }
    for (const policy of managed) {
      new IamRolePolicyAttachment(this, policy, {
        role: role.name,
        policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
      });
    }
  }
}
