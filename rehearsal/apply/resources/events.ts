import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import type { PutRuleCommandInput, Target } from "@aws-sdk/client-eventbridge";
import type { Arguments } from "../arguments";
import { Problem } from "sagemaker-promotion-core/problem";
import { removedTags, tagList } from "../resource-type";
import type { ResourceType } from "../resource-type";

function target(args: Arguments): Target {
  const transformer = args.block("input_transformer");
  const retry = args.block("retry_policy");
  const deadLetter = args.block("dead_letter_config");
  return {
    Id: args.string("target_id"),
    Arn: args.string("arn"),
    RoleArn: args.optionalString("role_arn"),
    Input: args.optionalString("input"),
    InputPath: args.optionalString("input_path"),
    InputTransformer: transformer && {
      InputPathsMap: transformer.map("input_paths"),
      InputTemplate: transformer.string("input_template"),
    },
    RetryPolicy: retry && {
      MaximumRetryAttempts: retry.number("maximum_retry_attempts"),
      MaximumEventAgeInSeconds: retry.number("maximum_event_age_in_seconds"),
    },
    DeadLetterConfig: deadLetter && { Arn: deadLetter.string("arn") },
  };
}

function rule(args: Arguments): PutRuleCommandInput {
  return {
    Name: args.string("name"),
    Description: args.optionalString("description"),
    ScheduleExpression: args.optionalString("schedule_expression"),
    EventPattern: args.optionalString("event_pattern"),
    EventBusName: args.optionalString("event_bus_name"),
    State: args.optionalString("state") === "DISABLED" ? "DISABLED" : "ENABLED",
  };
}

export const eventsResources: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_event_rule: {
    arguments: [
      "name",
      "description",
      "schedule_expression",
      "event_pattern",
      "event_bus_name",
      "state",
      "tags",
    ],
    replacedBy: ["name", "event_bus_name"],
    async create(args, { clients, tags }) {
      const answer = await clients.events.send(new PutRuleCommand({ ...rule(args), Tags: tagList(tags) }));
      return { id: args.string("name"), arn: answer.RuleArn ?? "" };
    },
    async update(args, prior, { clients, tags }) {
      const ResourceARN = prior.string("arn");
      // Of a rule that is there PutRule ignores the tags (EventBridge API reference).
      await clients.events.send(new PutRuleCommand(rule(args)));
      await clients.events.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.events.send(new UntagResourceCommand({ ResourceARN, TagKeys }));
      return { id: args.string("name"), arn: ResourceARN };
    },
    async delete(attributes, { clients }) {
      await clients.events.send(
        new DeleteRuleCommand({
          Name: attributes.string("name"),
          EventBusName: attributes.optionalString("event_bus_name"),
        }),
      );
      return undefined;
    },
  },
  aws_cloudwatch_event_target: {
    arguments: [
      "rule",
      "target_id",
      "arn",
      "role_arn",
      "input",
      "input_path",
      "input_transformer",
      "retry_policy",
      "dead_letter_config",
      "event_bus_name",
    ],
    replacedBy: ["rule", "target_id", "event_bus_name"],
    async create(args, { clients }) {
      const answer = await clients.events.send(
        new PutTargetsCommand({
          Rule: args.string("rule"),
          EventBusName: args.optionalString("event_bus_name"),
          Targets: [target(args)],
        }),
      );
      const failed = answer.FailedEntries?.[0];
      if (failed !== undefined) {
        throw new Problem({
          code: "TargetRefused",
          blame: "bug",
          message: `EventBridge refused the target: ${failed.ErrorCode} ${failed.ErrorMessage}`,
          where: `${args.string("rule")}/${args.string("target_id")}`,
          next: "fix the target in stacks/",
        });
      }
      return { id: `${args.string("rule")}-${args.string("target_id")}` };
    },
    async delete(attributes, { clients }) {
      await clients.events.send(
        new RemoveTargetsCommand({
          Rule: attributes.string("rule"),
          EventBusName: attributes.optionalString("event_bus_name"),
          Ids: [attributes.string("target_id")],
        }),
      );
      return undefined;
    },
  },
};
