import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { parseArn } from "../../environments/arn";
import { policyDocument } from "./policy-document";
import type { Statement } from "./policy-document";

export interface ProjectRoleProps {
  /** ARN that the role shall have; its path and name are taken from it. */
  readonly arn: string;
  readonly description: string;
  /** Who may assume it. */
  readonly trust: readonly Statement[];
  /** What it may do. */
  readonly policy: readonly Statement[];
}

/** An IAM role with one inline policy: all it may do in one place, and gone with it. */
export class ProjectRole extends Construct {
  constructor(scope: Construct, id: string, props: ProjectRoleProps) {
    super(scope, id);
    const resource = parseArn(props.arn)?.resource ?? "";
    const name = resource.slice(resource.lastIndexOf("/") + 1);
    const role = new IamRole(this, "role", {
      name,
      path: resource.slice("role".length, -name.length),
      description: props.description,
      assumeRolePolicy: policyDocument(props.trust),
    });
    new IamRolePolicy(this, "policy", {
      name: "least-privilege",
      role: role.name,
      policy: policyDocument(props.policy),
    });
  }
}
