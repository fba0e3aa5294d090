import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { removedTags } from "../resource-type";
import type { ResourceType } from "../resource-type";

export const logsResources: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_log_group: {
    arguments: ["name", "retention_in_days", "kms_key_id", "tags"],
    replacedBy: ["name"],
    async create(args, { clients, tags }) {
      const logGroupName = args.string("name");
      await clients.logs.send(
        new CreateLogGroupCommand({ logGroupName, kmsKeyId: args.optionalString("kms_key_id"), tags }),
      );
      const retentionInDays = args.number("retention_in_days");
      if (retentionInDays !== undefined) {
        await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      }
      const { account, partition, region } = clients;
      return {
        id: logGroupName,
        arn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}`,
      };
    },
    async update(args, prior, { clients, tags }) {
      const logGroupName = args.string("name");
      await clients.logs.send(
        new PutRetentionPolicyCommand({ logGroupName, retentionInDays: args.number("retention_in_days") }),
      );
      const resourceArn = prior.string("arn");
      await clients.logs.send(new TagResourceCommand({ resourceArn, tags }));
      const tagKeys = removedTags(tags, prior);
      if (tagKeys.length > 0) await clients.logs.send(new UntagResourceCommand({ resourceArn, tagKeys }));
      return { id: logGroupName, arn: resourceArn };
    },
    async delete(attributes, { clients }) {
      await clients.logs.send(new DeleteLogGroupCommand({ logGroupName: attributes.string("id") }));
      return undefined;
    },
  },
};
