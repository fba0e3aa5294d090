import { readdirSync } from "node:fs";
import { join } from "node:path";
import { partitionOf } from "sagemaker-promotion-core/arn";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Statement } from "../../stacks/iam/policy-document";
import { ownerOf, type PolicyOwner } from "./policy-owner";
import {
  type Configuration,
  readConfiguration,
  resolve,
  type ResourceBlock,
} from "../../rehearsal/apply/configuration";

/** A policy that a synthesized stack puts in place. */
export interface SynthesizedPolicy {
  readonly owner: PolicyOwner;
  /** What a role may do, who may assume it, or what a resource's own policy says. */
  readonly kind: "identity" | "trust" | "resource";
  /** The tag of its stack: an env_group, `registry`, `delivery` or `jenkins`. */
  readonly environment: string;
  readonly account: string;
  /** ARN of the role, bucket, topic, queue, group or function; of a key, its alias's, since its own is not known before it is there. */
  readonly subject: string;
  readonly statements: readonly Statement[];
}

/** A policy of AWS's own that a role has beside what its stack says. */
export interface ManagedPolicy {
  /** ARN of the role. */
  readonly role: string;
  /** `arn:aws:iam::aws:policy/…` */
  readonly arn: string;
}

/** What tells a key from others: decisions are about its id, which no stack knows. */
export interface Key {
  readonly aliasArn: string;
  readonly account: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every policy of some stacks, and what else decisions depend on. */
export interface SynthesizedPolicies {
  readonly policies: readonly SynthesizedPolicy[];
  readonly managed: readonly ManagedPolicy[];
  readonly keys: readonly Key[];
  /** Name of a bucket → alias ARN of the key that encrypts what names no key. */
  readonly bucketKeys: ReadonlyMap<string, string>;
}

/** Reads all stacks in a folder such as `cdktf.out/stacks`. */
export function readSynthesizedPolicies(folder: string): SynthesizedPolicies {
  const stacks = readdirSync(folder)
    .sort()
    .map((name) => new Stack(readConfiguration(join(folder, name))));
  return {
    policies: stacks.flatMap((stack) => stack.policies()),
    managed: stacks.flatMap((stack) => stack.managed()),
    keys: stacks.flatMap((stack) => stack.keys()),
    bucketKeys: new Map(stacks.flatMap((stack) => stack.bucketKeys())),
  };
}

class Stack {
  readonly #configuration: Configuration;
  readonly #blocks: ReadonlyMap<string, ResourceBlock>;
  readonly #account: string;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#blocks = new Map(configuration.resources.map((block) => [block.address, block]));
    this.#account = configuration.provider.allowedAccounts[0] ?? "";
  }

  policies(): SynthesizedPolicy[] {
    return [
      ...this.#of("aws_iam_role").map((role) =>
        this.#held(role, "trust", roleArn(this.#account, this.#partition, role), "assume_role_policy"),
      ),
      ...this.#of("aws_iam_role_policy").map((policy) => {
        const role = this.#referred(policy, "aws_iam_role");
        return this.#held(policy, "identity", roleArn(this.#account, this.#partition, role), "policy");
      }),
      ...this.#attachments().flatMap(({ role, own }) =>
        own === undefined ? [] : [this.#held(own, "identity", role, "policy")],
      ),
      ...this.#of("aws_s3_bucket_policy").map((policy) =>
        this.#held(policy, "resource", `arn:${this.#partition}:s3:::${this.#bucket(policy)}`, "policy"),
      ),
      ...this.#of("aws_kms_alias").map((alias) =>
        this.#held(this.#referred(alias, "aws_kms_key"), "resource", this.#aliasArn(alias), "policy"),
      ),
      ...this.#of("aws_sns_topic_policy").map((policy) => {
        const topic = text(this.#referred(policy, "aws_sns_topic"), "name");
        return this.#held(policy, "resource", this.#arn("sns", topic), "policy");
      }),
      ...this.#of("aws_sqs_queue_policy").map((policy) => {
        const queue = text(this.#referred(policy, "aws_sqs_queue"), "name");
        return this.#held(policy, "resource", this.#arn("sqs", queue), "policy");
      }),
      ...this.#of("aws_sagemaker_model_package_group_policy").map((policy) => {
        const group = this.#referred(policy, "aws_sagemaker_model_package_group");
        const name = text(group, "model_package_group_name");
        return this.#held(
          policy,
          "resource",
          this.#arn("sagemaker", `model-package-group/${name}`),
          "resource_policy",
        );
      }),
      ...merged(this.#of("aws_lambda_permission").map((permission) => this.#permission(permission))),
    ];
  }

  managed(): ManagedPolicy[] {
    return this.#attachments().flatMap(({ role, own, arn }) => (own === undefined ? [{ role, arn }] : []));
  }

  keys(): Key[] {
    return this.#of("aws_kms_alias").map((alias) => ({
      aliasArn: this.#aliasArn(alias),
      account: this.#account,
      tags: {
        ...this.#configuration.provider.defaultTags,
        ...(this.#referred(alias, "aws_kms_key").body["tags"] as
          Readonly<Record<string, string>> | undefined),
      },
    }));
  }

  bucketKeys(): [bucket: string, aliasArn: string][] {
    return this.#of("aws_s3_bucket_server_side_encryption_configuration").flatMap((encryption) => {
      const key = encryption.dependencies.find((address) => address.startsWith("aws_kms_key."));
      const alias = this.#of("aws_kms_alias").find(({ dependencies }) => dependencies.includes(key ?? ""));
      return alias === undefined ? [] : [[this.#bucket(encryption), this.#aliasArn(alias)]];
    });
  }

  /** Lambda makes a statement of each permission (Lambda developer guide, "Resource-based policy examples"). */
  #permission(permission: ResourceBlock): SynthesizedPolicy {
    const arn = this.#arn(
      "lambda",
      `function:${text(this.#referred(permission, "aws_lambda_function"), "function_name")}`,
    );
    const rule = this.#arn(
      "events",
      `rule/${text(this.#referred(permission, "aws_cloudwatch_event_rule"), "name")}`,
    );
    return {
      owner: ownerOf(permission, this.#configuration),
      kind: "resource",
      environment: this.#environment,
      account: this.#account,
      subject: arn,
      statements: [
        {
          Sid: text(permission, "statement_id"),
          Effect: "Allow",
          Principal: { Service: text(permission, "principal") },
          Action: text(permission, "action"),
          Resource: arn,
          Condition: { ArnLike: { "AWS:SourceArn": rule } },
        },
      ],
    };
  }

  #held(
    block: ResourceBlock,
    kind: SynthesizedPolicy["kind"],
    subject: string,
    argument: string,
  ): SynthesizedPolicy {
    // Policies are literal: what Terraform would take for a template in them is escaped.
    const literal = resolve(text(block, argument), (address, attribute) => `\${${address}.${attribute}}`);
    const document = JSON.parse(typeof literal === "string" ? literal : "") as {
      readonly Statement: readonly Statement[];
    };
    return {
      owner: ownerOf(block, this.#configuration),
      kind,
      environment: this.#environment,
      account: this.#account,
      subject,
      statements: document.Statement,
    };
  }

  #of(type: string): ResourceBlock[] {
    return this.#configuration.resources.filter((block) => block.type === type);
  }

  #referred(block: ResourceBlock, type: string): ResourceBlock {
    const address = block.dependencies.find((candidate) => candidate.startsWith(`${type}.`));
    const found = this.#blocks.get(address ?? "");
    if (found !== undefined) return found;
    throw new Problem({
      code: "UnknownPolicyOwner",
      blame: "bug",
      message: `${block.address} names no ${type} of its stack`,
      where: this.#configuration.folder,
      next: "teach tools/iam/synthesized-policies.ts what this policy belongs to",
    });
  }

  /** Policies attached to roles: AWS's, and `own` ones, which hold what an inline policy has no room for. */
  #attachments(): { readonly role: string; readonly own: ResourceBlock | undefined; readonly arn: string }[] {
    return this.#of("aws_iam_role_policy_attachment").map((attachment) => {
      const own = attachment.dependencies.find((address) => address.startsWith("aws_iam_policy."));
      return {
        role: roleArn(this.#account, this.#partition, this.#referred(attachment, "aws_iam_role")),
        own: this.#blocks.get(own ?? ""),
        arn: text(attachment, "policy_arn"),
      };
    });
  }

  #bucket(block: ResourceBlock): string {
    return text(this.#referred(block, "aws_s3_bucket"), "bucket");
  }

  #aliasArn(alias: ResourceBlock): string {
    return this.#arn("kms", text(alias, "name"));
  }

  #arn(service: string, resource: string): string {
    const { region } = this.#configuration.provider;
    return `arn:${this.#partition}:${service}:${region}:${this.#account}:${resource}`;
  }

  get #environment(): string {
    return this.#configuration.provider.defaultTags["environment"] ?? "";
  }

  get #partition(): string {
    return partitionOf(this.#configuration.provider.region);
  }
}

function roleArn(account: string, partition: string, role: ResourceBlock): string {
  return `arn:${partition}:iam::${account}:role${text(role, "path")}${text(role, "name")}`;
}

function text(block: ResourceBlock, argument: string): string {
  const value = block.body[argument];
  return typeof value === "string" ? value : "";
}

/** One policy for each subject: a function has one, with a statement for each of its permissions. */
function merged(policies: readonly SynthesizedPolicy[]): SynthesizedPolicy[] {
  const bySubject = new Map<string, SynthesizedPolicy>();
  for (const policy of policies) {
    const { statements = [] } = bySubject.get(policy.subject) ?? {};
    bySubject.set(policy.subject, { ...policy, statements: [...statements, ...policy.statements] });
  }
  return [...bySubject.values()];
}
