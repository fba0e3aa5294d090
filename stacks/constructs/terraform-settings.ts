import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { AwsProviderAssumeRole } from "@cdktf/provider-aws/lib/provider";
import { Aspects, S3Backend } from "cdktf";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { TerraformState } from "../../environments/environment";
import { LiteralTexts } from "./literal-texts";

/** Key of the app's context that pins another version of hashicorp/aws than the bindings were made from. */
export const PROVIDER_VERSION_CONTEXT = "awsProviderVersion";

/**
 * Whether the provider that a stack will run with has what came with a version: the pinned one where the context names
 * one, otherwise the one that the bindings were made from, 6.25.
 */
export function providerHas(
  scope: Construct,
  [major, minor]: readonly [major: number, minor: number],
): boolean {
  const pinned: unknown = scope.node.tryGetContext(PROVIDER_VERSION_CONTEXT);
  const [, given, then = "0"] = /(\d+)(?:\.(\d+))?/.exec(typeof pinned === "string" ? pinned : "6.25") ?? [];
  return Number(given) > major || (Number(given) === major && Number(then) >= minor);
}

/** `assume_role` as a block of the S3 backend came with 1.6; S3's own lock file with 1.10. */
const TERRAFORM_WITH_ASSUME_ROLE = ">= 1.6.0";
const TERRAFORM_WITH_LOCK_FILE = ">= 1.10.0";

export interface TerraformSettings {
  /** Terraform refuses to act on any other account. */
  readonly account: string;
  readonly region: string;
  /** Role to assume in the account; the caller's own credentials where undefined. */
  readonly role?: AwsProviderAssumeRole;
  readonly tags: { readonly environment: string; readonly model: string };
  readonly state: TerraformState;
  /** Key of the state object in the state bucket. */
  readonly stateKey: string;
  /** Role to assume for the state; the caller's own credentials where undefined. */
  readonly stateRole?: { readonly roleArn: string; readonly externalId: string | undefined };
}

/** Gives a stack its provider, its state and the versions it needs, and keeps Terraform from evaluating its texts. */
export function configureTerraform(stack: TerraformStack, settings: TerraformSettings): void {
  Aspects.of(stack).add(new LiteralTexts());
  new AwsProvider(stack, "aws", {
    region: settings.region,
    allowedAccountIds: [settings.account],
    assumeRole: settings.role && [settings.role],
    defaultTags: [{ tags: { ...settings.tags, "managed-by": "sagemaker-promotion" } }],
  });
  const { state, stateRole } = settings;
  // The table lies in the state's account, where a foundation's administrator may be nobody: that takes S3's lock file.
  const lockTable = stateRole === undefined ? undefined : state.lockTable;
  new S3Backend(stack, {
    bucket: state.bucket,
    key: settings.stateKey,
    region: state.region,
    encrypt: true,
    assumeRole: stateRole,
    dynamodbTable: lockTable,
  });
  if (lockTable === undefined) {
    // cdktf 0.21 does not know this setting of the backend.
    stack.addOverride("terraform.backend.s3.use_lockfile", true);
  }
  stack.addOverride(
    "terraform.required_version",
    lockTable === undefined ? TERRAFORM_WITH_LOCK_FILE : TERRAFORM_WITH_ASSUME_ROLE,
  );
  const version: unknown = stack.node.tryGetContext(PROVIDER_VERSION_CONTEXT);
  if (typeof version === "string") stack.addOverride("terraform.required_providers.aws.version", version);
}
