import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { Arguments } from "../arguments";
import { removedTags } from "../resource-type";
import type { ResourceType } from "../resource-type";

function settings(args: Arguments): Record<string, string> {
  return {
    MaximumMessageSize: String(args.number("max_message_size")),
    MessageRetentionPeriod: String(args.number("message_retention_seconds")),
    SqsManagedSseEnabled: String(args.boolean("sqs_managed_sse_enabled")),
  };
}

export const sqsResources: Readonly<Record<string, ResourceType>> = {
  aws_sqs_queue: {
    arguments: ["name", "max_message_size", "message_retention_seconds", "sqs_managed_sse_enabled", "tags"],
    replacedBy: ["name"],
    async create(args, { clients, tags }) {
      const { QueueUrl = "" } = await clients.sqs.send(
        new CreateQueueCommand({ QueueName: args.string("name"), Attributes: settings(args), tags }),
      );
      const { Attributes = {} } = await clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
      );
      return { id: QueueUrl, arn: Attributes["QueueArn"] ?? "" };
    },
    async update(args, prior, { clients, tags }) {
      const QueueUrl = prior.string("id");
      await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: settings(args) }));
      await clients.sqs.send(new TagQueueCommand({ QueueUrl, Tags: tags }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys }));
      return { id: QueueUrl, arn: prior.string("arn") };
    },
    async delete(attributes, { clients }) {
      await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: attributes.string("id") }));
      return undefined;
    },
  },
  aws_sqs_queue_policy: {
    arguments: ["queue_url", "policy"],
    replacedBy: ["queue_url"],
    async create(args, { clients }) {
      const QueueUrl = args.string("queue_url");
      await clients.sqs.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: args.string("policy") } }),
      );
      return { id: QueueUrl };
    },
    async delete(attributes, { clients }) {
      const QueueUrl = attributes.string("id");
      await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } }));
      return undefined;
    },
  },
};
