import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  type Statistic,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import type { Arguments } from "../arguments";
import { removedTags, tagList } from "../resource-type";
import type { ResourceType } from "../resource-type";

function alarm(args: Arguments): PutMetricAlarmCommandInput {
  const dimensions = Object.entries(args.map("dimensions"));
  return {
    AlarmName: args.string("alarm_name"),
    AlarmDescription: args.optionalString("alarm_description"),
    Namespace: args.string("namespace"),
    MetricName: args.string("metric_name"),
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Statistic: args.string("statistic") as Statistic,
    Period: args.number("period"),
    EvaluationPeriods: args.number("evaluation_periods"),
    Threshold: args.number("threshold"),
    ComparisonOperator: args.string("comparison_operator") as ComparisonOperator,
    TreatMissingData: args.optionalString("treat_missing_data"),
    AlarmActions: args.strings("alarm_actions"),
  };
}

export const cloudwatchResources: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_metric_alarm: {
    arguments: [
      "alarm_name",
      "alarm_description",
      "namespace",
      "metric_name",
      "dimensions",
      "statistic",
      "period",
      "evaluation_periods",
      "threshold",
      "comparison_operator",
      "treat_missing_data",
      "alarm_actions",
      "tags",
    ],
    replacedBy: ["alarm_name"],
    async create(args, { clients, tags }) {
      const { account, partition, region } = clients;
      const name = args.string("alarm_name");
      await clients.cloudwatch.send(new PutMetricAlarmCommand({ ...alarm(args), Tags: tagList(tags) }));
      return { id: name, arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}` };
    },
    async update(args, prior, { clients, tags }) {
      const ResourceARN = prior.string("arn");
      // Of an alarm that is there PutMetricAlarm ignores the tags (CloudWatch API reference).
      await clients.cloudwatch.send(new PutMetricAlarmCommand(alarm(args)));
      await clients.cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) {
        await clients.cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys }));
      }
      return { id: args.string("alarm_name"), arn: ResourceARN };
    },
    async delete(attributes, { clients }) {
      await clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [attributes.string("id")] }));
      return undefined;
    },
  },
};
