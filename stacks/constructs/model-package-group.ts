import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group";
import { SagemakerModelPackageGroupPolicy } from "@cdktf/provider-aws/lib/sagemaker-model-package-group-policy";
import type { Construct } from "constructs";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { ResourceWithPolicy } from "./resource-with-policy";
import { policyDocument, type Statement } from "../iam/policy-document";

export interface ModelPackageGroupProps {
  readonly arn: string;
  readonly description: string;
  /** Whom it lets in beside its own account. */
  readonly statements: readonly Statement[];
  readonly existing: boolean;
}

/** Where the versions of a model are registered. */
export class ModelPackageGroup extends ResourceWithPolicy {
  constructor(
    scope: Construct,
    id: string,
    { arn, description, statements, existing }: ModelPackageGroupProps,
  ) {
    super(scope, id, { subject: arn, policies: { group: statements }, existing });
    if (existing) return;
    const group = new SagemakerModelPackageGroup(this, "group", {
      modelPackageGroupName: arnResourceName(arn),
      modelPackageGroupDescription: description,
    });
    new SagemakerModelPackageGroupPolicy(this, "policy", {
      modelPackageGroupName: group.modelPackageGroupName,
      resourcePolicy: policyDocument(statements),
    });
  }
}
