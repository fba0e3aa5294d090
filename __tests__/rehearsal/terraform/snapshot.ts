import { DescribeLogGroupsCommand, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeRuleCommand,
  ListRulesCommand,
  ListTagsForResourceCommand as ListRuleTagsCommand,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from "@aws-sdk/client-kms";
import { GetFunctionCommand, GetPolicyCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
} from "@aws-sdk/client-s3";
import {
  DescribeModelPackageGroupCommand,
  GetModelPackageGroupPolicyCommand,
  ListModelPackageGroupsCommand,
  ListTagsCommand,
} from "@aws-sdk/client-sagemaker";
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand as ListTopicTagsCommand,
  ListTopicsCommand,
} from "@aws-sdk/client-sns";
import type { Clients } from "../../../rehearsal/apply/clients";
import { all, answer, type Snapshot } from "./answers";
import { alarms, queues } from "./queues-and-alarms";

/** Answers that hold a moment, a counter or a random id; every other difference counts. */
const VOLATILE = new Set([
  "$metadata",
  "AlarmConfigurationUpdatedTimestamp",
  "ApproximateNumberOfMessages",
  "CreateDate",
  "CreatedTime",
  "CreatedTimestamp",
  "CreationDate",
  // Not said where Terraform's provider is older than 6.22, and S3's own default in any case.
  "BlockedEncryptionTypes",
  "CreationTime",
  "CurrentKeyMaterialId",
  "InstanceProfileId",
  "LastModified",
  "LastModifiedTimestamp",
  "LastUpdatedDate",
  "Location",
  "NextRotationDate",
  "RevisionId",
  "RoleId",
  "RoleLastUsed",
  "StateReason",
  "StateReasonData",
  "StateTransitionedTimestamp",
  "StateUpdatedTimestamp",
  "StateValue",
  "creationTime",
  "storedBytes",
]);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function parsed(text: string): unknown {
  const decoded = text.startsWith("%7B") ? decodeURIComponent(text) : text;
  if (!decoded.startsWith("{")) return decoded;
  try {
    return JSON.parse(decoded) as unknown;
  } catch {
    return decoded;
  }
}

/** What an item is sorted by in a list whose order means nothing; the order of any other list is compared. */
function nameIn(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const { Key, Value, TagKey, PolicyArn, Sid } = item as Record<string, unknown>;
  // Tags, and what Terraform adds at once: the policies of a role, the statements of a function's policy.
  const name = TagKey ?? Sid ?? (Value === undefined ? PolicyArn : Key);
  return typeof name === "string" ? name : undefined;
}

function sorted(items: readonly unknown[]): unknown[] {
  const named = items.map((item) => ({ item, name: nameIn(item) ?? "" }));
  if (named.every(({ name }) => name !== "")) named.sort((left, right) => (left.name < right.name ? -1 : 1));
  return named.map(({ item }) => item);
}

/** What can be compared: documents read, moments left out, keys called by their aliases. */
function comparable(value: unknown, aliases: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    const document = parsed(value);
    if (typeof document !== "string") return comparable(document, aliases);
    return document.replace(UUID, (id) => aliases.get(id) ?? "(id)");
  }
  if (Array.isArray(value)) return sorted(value.map((item) => comparable(item, aliases)));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !VOLATILE.has(key) && item !== undefined)
      .map(([key, item]) => [key, comparable(item, aliases)]),
  );
}

async function buckets({ s3 }: Clients): Promise<Snapshot> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const entries = Buckets.map(async ({ Name: Bucket }) => [
    `s3 ${Bucket}`,
    await all({
      encryption: s3.send(new GetBucketEncryptionCommand({ Bucket })),
      lifecycle: s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      location: s3.send(new GetBucketLocationCommand({ Bucket })),
      ownership: s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      policy: s3.send(new GetBucketPolicyCommand({ Bucket })),
      publicAccess: s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      tags: s3.send(new GetBucketTaggingCommand({ Bucket })),
      versioning: s3.send(new GetBucketVersioningCommand({ Bucket })),
    }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function roles({ iam }: Clients): Promise<Snapshot> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const own = Roles.filter(({ Path }) => !Path?.startsWith("/aws-service-role/"));
  const entries = own.map(async ({ RoleName }) => {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const policies = PolicyNames.map((PolicyName) => [
      PolicyName,
      iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    ]);
    return [
      `iam ${RoleName}`,
      await all({
        role: iam.send(new GetRoleCommand({ RoleName })),
        attached: iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
        profiles: iam.send(new ListInstanceProfilesForRoleCommand({ RoleName })),
        ...(Object.fromEntries(policies) as Record<string, Promise<unknown>>),
      }),
    ];
  });
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

/** Key ids by alias; keys that wait for their deletion, and Amazon's own, are left out. */
async function aliasesOf({ kms }: Clients): Promise<Map<string, string>> {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  return new Map(
    Aliases.filter(({ AliasName }) => !AliasName?.startsWith("alias/aws/")).map(
      ({ AliasName = "", TargetKeyId = "" }) => [TargetKeyId, AliasName],
    ),
  );
}

async function keys({ kms }: Clients, aliases: ReadonlyMap<string, string>): Promise<Snapshot> {
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const described = await Promise.all(Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))));
  const live = described.filter(
    ({ KeyMetadata: key }) => key?.KeyManager === "CUSTOMER" && key.KeyState !== "PendingDeletion",
  );
  const entries = live.map(async ({ KeyMetadata }) => {
    const KeyId = KeyMetadata?.KeyId ?? "";
    return [
      `kms ${aliases.get(KeyId) ?? "without an alias"}`,
      {
        KeyMetadata,
        ...(await all({
          policy: kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
          rotation: kms.send(new GetKeyRotationStatusCommand({ KeyId })),
          tags: kms.send(new ListResourceTagsCommand({ KeyId })),
        })),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function topics({ sns }: Clients): Promise<Snapshot> {
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const entries = Topics.map(async ({ TopicArn }) => {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const confirmed = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith("arn:"));
    return [
      `sns ${TopicArn}`,
      {
        Subscriptions,
        confirmed: await Promise.all(
          confirmed.map(({ SubscriptionArn }) =>
            answer(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))),
          ),
        ),
        ...(await all({
          attributes: sns.send(new GetTopicAttributesCommand({ TopicArn })),
          tags: sns.send(new ListTopicTagsCommand({ ResourceArn: TopicArn })),
        })),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function rules({ events }: Clients): Promise<Snapshot> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const entries = Rules.map(async ({ Name, Arn }) => [
    `events ${Name}`,
    await all({
      rule: events.send(new DescribeRuleCommand({ Name })),
      targets: events.send(new ListTargetsByRuleCommand({ Rule: Name })),
      tags: events.send(new ListRuleTagsCommand({ ResourceARN: Arn })),
    }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function functions({ lambda }: Clients): Promise<Snapshot> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const entries = Functions.map(async ({ FunctionName }) => [
    `lambda ${FunctionName}`,
    await all({
      function: lambda.send(new GetFunctionCommand({ FunctionName })),
      policy: lambda.send(new GetPolicyCommand({ FunctionName })),
    }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function logGroups({ logs }: Clients): Promise<Snapshot> {
  const { logGroups: groups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const entries = groups.map(async (group) => [
    `logs ${group.logGroupName}`,
    {
      group,
      tags: await answer(
        logs.send(new ListTagsForResourceCommand({ resourceArn: group.arn?.replace(/:\*$/, "") })),
      ),
    },
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

async function modelPackageGroups({ sagemaker }: Clients): Promise<Snapshot> {
  const { ModelPackageGroupSummaryList: groups = [] } = await sagemaker.send(
    new ListModelPackageGroupsCommand({}),
  );
  const entries = groups.map(async ({ ModelPackageGroupName, ModelPackageGroupArn }) => [
    `sagemaker ${ModelPackageGroupName}`,
    await all({
      group: sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName })),
      policy: sagemaker.send(new GetModelPackageGroupPolicyCommand({ ModelPackageGroupName })),
      tags: sagemaker.send(new ListTagsCommand({ ResourceArn: ModelPackageGroupArn })),
    }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

/** Reads an account as its administrator. */
export async function snapshotOf(clients: Clients): Promise<Snapshot> {
  const aliases = await aliasesOf(clients);
  const parts = await Promise.all([
    buckets(clients),
    roles(clients),
    keys(clients, aliases),
    topics(clients),
    rules(clients),
    functions(clients),
    logGroups(clients),
    modelPackageGroups(clients),
    queues(clients),
    alarms(clients),
  ]);
  return comparable(Object.assign({}, ...parts), aliases) as Snapshot;
}
