import type { Condition } from "../constructs/policy-document";

/**
 * Limits CreateModelPackage to versions that wait for somebody else: the request may say ModelApprovalStatus, and
 * whoever registers a version as Approved has approved it without UpdateModelPackage (Service Authorization Reference,
 * "Actions defined by Amazon SageMaker": CreateModelPackage takes this condition key too). A request that says nothing
 * has no such key, and is let through.
 */
export const UNAPPROVED: Condition = {
  StringNotEquals: { "sagemaker:ModelApprovalStatus": "Approved" },
};
