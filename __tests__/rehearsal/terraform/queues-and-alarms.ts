import {
  DescribeAlarmsCommand,
  ListTagsForResourceCommand as ListAlarmTagsCommand,
} from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, ListQueuesCommand, ListQueueTagsCommand } from "@aws-sdk/client-sqs";
import type { Clients } from "../../../rehearsal/apply/clients";
import { all, answer, type Snapshot } from "./answers";

/** Queues of an account. */
export async function queues({ sqs }: Clients): Promise<Snapshot> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const entries = QueueUrls.map(async (QueueUrl) => [
    `sqs ${QueueUrl.split("/").at(-1)}`,
    await all({
      attributes: sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] })),
      tags: sqs.send(new ListQueueTagsCommand({ QueueUrl })),
    }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}

/** Alarms of an account. */
export async function alarms({ cloudwatch }: Clients): Promise<Snapshot> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  const entries = MetricAlarms.map(async (alarm) => [
    `cloudwatch ${alarm.AlarmName}`,
    {
      alarm,
      tags: await answer(cloudwatch.send(new ListAlarmTagsCommand({ ResourceARN: alarm.AlarmArn }))),
    },
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Snapshot;
}
