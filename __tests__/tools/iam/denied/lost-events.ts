import { scheduleRuleName } from "../../../../stacks/names";
import { topicArn } from "../../../../stacks/arns";
import {
  alarmOf,
  cloudWatch,
  dev,
  eventBridge,
  model,
  prod,
  prodDeploy,
  prodExecution,
  prodLambda,
  prodPlan,
  queueOf,
  ruleOf,
  STRANGER_ACCOUNT,
  stranger,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const QUEUE = queueOf(prod, `${model}-dead-letters`);
const OVERDUE = alarmOf(prod, `${model}/inference-overdue`);
const SEND = "sqs:SendMessage";
const ofAccount = (account: string) => ({ "aws:SourceAccount": account });
const ofRule = (rule: string) => ({ "aws:SourceArn": rule });
const schedule = ofRule(ruleOf(prod, scheduleRuleName(prod)));

/** Events that reached no target, and the alarms that tell of them. */
export const LOST_EVENTS: readonly DeniedCall[] = [
  {
    who: eventBridge,
    does: SEND,
    on: QUEUE,
    with: ofRule(ruleOf(prod, "of-others")),
    because: "the queue keeps events of this promotion's rules",
    but: { with: schedule },
  },
  {
    who: prodExecution,
    does: SEND,
    on: QUEUE,
    because: "a job has nothing to keep there",
    but: { who: prodLambda },
  },
  {
    who: prodLambda,
    does: SEND,
    on: queueOf(prod, "of-others"),
    because: "functions keep their events in the promotion's queue",
    but: { on: QUEUE },
  },
  {
    who: stranger,
    does: SEND,
    on: QUEUE,
    because: "nobody else sets off its alarm",
    but: { who: prodLambda },
  },
  {
    who: cloudWatch,
    does: "sns:Publish",
    on: topicArn(prod),
    with: ofAccount(STRANGER_ACCOUNT),
    because: "another account's alarms are not ours",
    but: { with: ofAccount(prod.account) },
  },
  {
    who: eventBridge,
    does: "sns:Publish",
    on: topicArn(prod),
    because: "rules call functions, which say why",
    but: { who: prodLambda },
  },
  ...["sqs:DeleteQueue", "sqs:SetQueueAttributes"].map((does): DeniedCall => ({
    who: prodDeploy,
    does,
    on: queueOf(prod, `${model}-eu-dead-letters`),
    because: "other queues of the account are not its business, nor those of a model whose name begins alike",
    but: { on: QUEUE },
  })),
  {
    who: prodDeploy,
    does: SEND,
    on: QUEUE,
    because: "a deployment has nothing to keep there",
    but: { who: prodLambda },
  },
  ...["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"].map((does): DeniedCall => ({
    who: prodDeploy,
    does,
    on: alarmOf(prod, `${model}-eu/inference-overdue`),
    because: "other alarms of the account are not its business, nor those of a model whose name begins alike",
    but: { on: OVERDUE },
  })),
  {
    who: prodDeploy,
    does: "cloudwatch:DescribeAlarms",
    on: alarmOf(dev, "any"),
    because: "prod's deployment looks at prod's alarms",
    but: { on: OVERDUE },
  },
  {
    who: prodPlan,
    does: "cloudwatch:PutMetricAlarm",
    on: OVERDUE,
    because: "a plan changes nothing",
    but: { who: prodDeploy },
  },
  {
    who: prodPlan,
    does: "sqs:SetQueueAttributes",
    on: QUEUE,
    because: "a plan changes nothing",
    but: { who: prodDeploy },
  },
];
