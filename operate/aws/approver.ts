import { SageMakerClient, UpdateModelPackageCommand } from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { signInAs } from "../../deploy/aws/sign-in";
import type { Environment } from "../../environments/environment";
import type { Approver, Decision, Version } from "../ports";
import { AwsRegistry } from "./registry";

/** The registry, as who approves versions in it. */
class AwsApprover extends AwsRegistry implements Approver {
  async judge({ arn }: Version, decision: Decision, reason: string): Promise<Version> {
    await this.call("UpdateModelPackage", arn, async () => {
      const command = new UpdateModelPackageCommand({
        ModelPackageArn: arn,
        ModelApprovalStatus: decision,
        ApprovalDescription: reason,
      });
      required((await this.client.send(command)).ModelPackageArn, "the version's ARN");
    });
    return this.version(arn);
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
