import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  EnableKeyRotationCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { removedTags } from "../resource-type";
import type { ResourceType } from "../resource-type";

/** AWS's shortest and longest waiting periods are 7 and 30 days (KMS ScheduleKeyDeletion). */
const DEFAULT_DELETION_WINDOW_DAYS = 30;

function keyTags(tags: Readonly<Record<string, string>>): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

export const kmsResources: Readonly<Record<string, ResourceType>> = {
  aws_kms_key: {
    arguments: [
      "description",
      "enable_key_rotation",
      "rotation_period_in_days",
      "policy",
      "deletion_window_in_days",
      "tags",
    ],
    replacedBy: [],
    async create(args, { clients, tags }) {
      const answer = await clients.kms.send(
        new CreateKeyCommand({
          Description: args.optionalString("description"),
          Policy: args.optionalString("policy"),
          Tags: keyTags(tags),
        }),
      );
      const KeyId = answer.KeyMetadata?.KeyId ?? "";
      if (args.boolean("enable_key_rotation") === true) {
        await clients.kms.send(
          new EnableKeyRotationCommand({
            KeyId,
            RotationPeriodInDays: args.number("rotation_period_in_days"),
          }),
        );
      }
      return { id: KeyId, key_id: KeyId, arn: answer.KeyMetadata?.Arn ?? "" };
    },
    async update(args, prior, { clients, tags }) {
      const KeyId = prior.string("key_id");
      const Policy = args.optionalString("policy");
      if (Policy !== undefined) await clients.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
      await clients.kms.send(
        new UpdateKeyDescriptionCommand({ KeyId, Description: args.optionalString("description") ?? "" }),
      );
      await clients.kms.send(new TagResourceCommand({ KeyId, Tags: keyTags(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.kms.send(new UntagResourceCommand({ KeyId, TagKeys }));
      return { id: KeyId, key_id: KeyId, arn: prior.string("arn") };
    },
    async delete(attributes, { clients }) {
      const days = attributes.number("deletion_window_in_days") ?? DEFAULT_DELETION_WINDOW_DAYS;
      const KeyId = attributes.string("key_id");
      await clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: days }));
      return `KMS key ${attributes.string("arn")} waits ${days} days for its deletion`;
    },
  },
  aws_kms_alias: {
    arguments: ["name", "target_key_id"],
    replacedBy: ["name"],
    async create(args, { clients }) {
      const AliasName = args.string("name");
      await clients.kms.send(
        new CreateAliasCommand({ AliasName, TargetKeyId: args.string("target_key_id") }),
      );
      const { account, partition, region } = clients;
      return { id: AliasName, arn: `arn:${partition}:kms:${region}:${account}:${AliasName}` };
    },
    async update(args, prior, { clients }) {
      const AliasName = args.string("name");
      await clients.kms.send(
        new UpdateAliasCommand({ AliasName, TargetKeyId: args.string("target_key_id") }),
      );
      return { id: AliasName, arn: prior.string("arn") };
    },
    async delete(attributes, { clients }) {
      await clients.kms.send(new DeleteAliasCommand({ AliasName: attributes.string("id") }));
      return undefined;
    },
  },
};
