import {
  DescribeModelPackageCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { signInAs } from "../../deploy/aws/sign-in";
import { asProblem } from "../../deploy/aws/problems";
import type { Environment } from "../../environments/environment";
import type { Decision } from "../decision";
import type { Approver, Version } from "../ports";
import { AwsRegistry, versionOf } from "./registry";

/** The registry, as who approves versions in it. */
class AwsApprover extends AwsRegistry implements Approver {
  constructor(
    private readonly sagemaker: SageMakerClient,
    private readonly role: string,
  ) {
    super(sagemaker, role);
  }

  async judge({ arn }: Version, decision: Decision, reason: string): Promise<Version> {
    const call = (operation: string) => ({
      action: `sagemaker:${operation}`,
      resource: arn,
      principal: this.role,
    });
    await asProblem(call("UpdateModelPackage"), async () => {
      const command = new UpdateModelPackageCommand({
        ModelPackageArn: arn,
        ModelApprovalStatus: decision,
        ApprovalDescription: reason,
      });
      required((await this.sagemaker.send(command)).ModelPackageArn, "the version's ARN");
    });
    return asProblem(call("DescribeModelPackage"), async () =>
      versionOf(arn, await this.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }))),
    );
  }
}

/**
 * Connects to the registry's account as its approver, under a person's own name.
 * @param as who approves; default: what the credentials at hand say
 * @throws as `signInAs`
 */
export async function connectApprover(environment: Environment, as: string | undefined): Promise<Approver> {
  const { approverRole, modelPackageGroup } = environment;
  const denied =
    `Sign in as a person of the registry's account ${modelPackageGroup.account} whose own policies allow ` +
    `sts:AssumeRole and sts:SetSourceIdentity on that role. A user of IAM approves under their own name alone, and a ` +
    `session that has a source identity under that: leave out --as, or give that name.`;
  const session = await signInAs(environment, { role: approverRole, as, denied });
  return new AwsApprover(new SageMakerClient(session.config), session.role);
}
