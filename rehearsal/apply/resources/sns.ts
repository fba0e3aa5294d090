import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import type { SNSClient } from "@aws-sdk/client-sns";
import { removedTags, tagList } from "../resource-type";
import type { ResourceType } from "../resource-type";

/** The provider writes its defaults for the logging of deliveries, of which there is none without a role for it. */
const NO_DELIVERY_FEEDBACK = Object.fromEntries(
  ["Application", "Firehose", "HTTP", "Lambda", "SQS"].map((protocol) => [
    `${protocol}SuccessFeedbackSampleRate`,
    "0",
  ]),
);

const PENDING = "PendingConfirmation";

/** The subscription's ARN once its owner has confirmed it: Subscribe itself only answered "pending". */
async function confirmedArn(sns: SNSClient, topicArn: string, endpoint: string): Promise<string | undefined> {
  const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  const own = (page.Subscriptions ?? []).find((subscription) => subscription.Endpoint === endpoint);
  const arn = own?.SubscriptionArn;
  if (arn === undefined || arn === PENDING) return undefined;
  const answer = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  return answer.Attributes?.["PendingConfirmation"] === "true" ? undefined : arn;
}

export const snsResources: Readonly<Record<string, ResourceType>> = {
  aws_sns_topic: {
    arguments: ["name", "display_name", "kms_master_key_id", "tags"],
    replacedBy: ["name"],
    async create(args, { clients, tags }) {
      const attributes = {
        DisplayName: args.optionalString("display_name"),
        KmsMasterKeyId: args.optionalString("kms_master_key_id"),
        ...NO_DELIVERY_FEEDBACK,
      };
      const answer = await clients.sns.send(
        new CreateTopicCommand({
          Name: args.string("name"),
          Attributes: Object.fromEntries(
            Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
          ),
          Tags: tagList(tags),
        }),
      );
      return { id: answer.TopicArn ?? "", arn: answer.TopicArn ?? "" };
    },
    async update(args, prior, { clients, tags }) {
      const TopicArn = prior.string("arn");
      for (const [AttributeName, key] of [
        ["DisplayName", "display_name"],
        ["KmsMasterKeyId", "kms_master_key_id"],
      ] as const) {
        const AttributeValue = args.optionalString(key) ?? "";
        await clients.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
      }
      await clients.sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) {
        await clients.sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys }));
      }
      return { id: TopicArn, arn: TopicArn };
    },
    async delete(attributes, { clients }) {
      await clients.sns.send(new DeleteTopicCommand({ TopicArn: attributes.string("arn") }));
      return undefined;
    },
  },
  aws_sns_topic_policy: {
    arguments: ["arn", "policy"],
    replacedBy: ["arn"],
    async create(args, { clients }) {
      const TopicArn = args.string("arn");
      await clients.sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: args.string("policy"),
        }),
      );
      return { id: TopicArn };
    },
    // A topic always has a policy, and this one ends with its topic.
    delete: () => Promise.resolve(undefined),
  },
  aws_sns_topic_subscription: {
    arguments: ["topic_arn", "protocol", "endpoint"],
    replacedBy: ["topic_arn", "protocol", "endpoint"],
    async create(args, { clients }) {
      const answer = await clients.sns.send(
        new SubscribeCommand({
          TopicArn: args.string("topic_arn"),
          Protocol: args.string("protocol"),
          Endpoint: args.string("endpoint"),
          ReturnSubscriptionArn: true,
        }),
      );
      return { id: answer.SubscriptionArn ?? PENDING, arn: answer.SubscriptionArn ?? PENDING };
    },
    async delete(attributes, { clients }) {
      const endpoint = attributes.string("endpoint");
      const arn = await confirmedArn(clients.sns, attributes.string("topic_arn"), endpoint);
      if (arn === undefined) {
        return `e-mail subscription of ${endpoint} was never confirmed: AWS drops it after 48 hours`;
      }
      await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
      return undefined;
    },
  },
};
