import {
  approver,
  devExecution,
  prodDeploy,
  prodExecution,
  prodLambda,
  registryAdministrator,
  stranger,
  version,
  versionOfOthers,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const APPROVED = { "sagemaker:ModelApprovalStatus": "Approved" };
const PENDING = { "sagemaker:ModelApprovalStatus": "PendingManualApproval" };

/** Versions: who registers them, and who approves them. */
export const VERSIONS: readonly DeniedCall[] = [
  {
    who: devExecution,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    with: APPROVED,
    because: "who trains a version does not approve it",
    but: { who: approver },
  },
  {
    who: prodExecution,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    with: APPROVED,
    because: "nor does who retrains it",
    but: { who: approver },
  },
  {
    who: prodLambda,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    with: APPROVED,
    because: "no function approves a model",
    but: { who: approver },
  },
  {
    who: prodDeploy,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    with: APPROVED,
    because: "Jenkins deploys pipelines; people approve what they train",
    but: { who: approver },
  },
  ...[devExecution, prodExecution].map((who): DeniedCall => ({
    who,
    does: "sagemaker:CreateModelPackage",
    on: version,
    with: APPROVED,
    because: "a version that is registered as approved has been approved by who trained it",
    but: { with: PENDING },
    byBoth: true,
  })),
  {
    who: prodExecution,
    does: "sagemaker:DeleteModelPackage",
    on: version,
    because: "the registry's history is the registry's",
    but: { does: "sagemaker:DescribeModelPackage" },
  },
  {
    who: prodLambda,
    does: "sagemaker:CreateModelPackage",
    on: version,
    because: "versions come from trainings",
    but: { who: prodExecution },
  },
  {
    who: approver,
    does: "sagemaker:CreateModelPackage",
    on: version,
    because: "who approves a version did not make it",
    but: { who: devExecution },
  },
  {
    who: approver,
    does: "sagemaker:DeleteModelPackage",
    on: version,
    because: "a version is rejected, and stays on record",
    but: { does: "sagemaker:UpdateModelPackage" },
  },
  {
    who: approver,
    does: "sagemaker:UpdateModelPackage",
    on: versionOfOthers,
    because: "another model has approvers of its own",
    but: { on: version },
  },
  {
    who: stranger,
    does: "sagemaker:DescribeModelPackage",
    on: version,
    because: "the group lets its environments in, and nobody else",
    but: { who: prodExecution },
  },
  {
    who: prodExecution,
    does: "sagemaker:PutModelPackageGroupPolicy",
    on: groupOf(version),
    because: "whoever is let in does not let others in",
    but: { who: registryAdministrator },
  },
  {
    who: approver,
    does: "sagemaker:DescribeModelPackageGroup",
    on: groupOf(versionOfOthers),
    because: "another model's group is its own approvers'",
    but: { on: groupOf(version) },
  },
  {
    who: prodExecution,
    does: "sagemaker:CreateModelPackageGroup",
    on: groupOf(version),
    because: "the group is the registry's, who makes sure of it or not",
    but: { who: registryAdministrator },
  },
];

/** The group that a version belongs to. */
function groupOf(versionArn: string): string {
  return versionArn.replace("model-package/", "model-package-group/").replace(/\/\d+$/u, "");
}
