import type { Environment } from "../../../environments/environment";
import { deadLetterQueueArn, regionalArn, ruleArns, topicArn } from "../../arns";
import type { Statement } from "../../iam/policy-document";
import { anyAlarmName } from "../../names";
import { functionArns, functionLogArns } from "../function-scope";

/** What Terraform calls to create, read, change and destroy the promotion stack. */
export function deployInfrastructure(environment: Environment): Statement[] {
  return [
    ...rules(environment),
    ...functions(environment),
    ...alerts(environment),
    ...deadLetters(environment),
    ...alarms(environment),
  ];
}

function rules(environment: Environment): Statement[] {
  return [
    {
      Sid: "ManageRules",
      Effect: "Allow",
      Action: [
        "events:DeleteRule",
        "events:DescribeRule",
        "events:ListTagsForResource",
        "events:ListTargetsByRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "events:UntagResource",
      ],
      Resource: ruleArns(environment),
    },
  ];
}

function functions(environment: Environment): Statement[] {
  return [
    {
      Sid: "ManageFunctions",
      Effect: "Allow",
      Action: [
        "lambda:AddPermission",
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetPolicy",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
        "lambda:RemovePermission",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      Resource: functionArns(environment),
    },
    {
      Sid: "ManageLogGroups",
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: functionLogArns(environment),
    },
    {
      // DescribeLogGroups knows no resource.
      Sid: "FindLogGroups",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      Resource: "*",
    },
  ];
}

/** The topic alone: its key is the foundation's, and nobody seizes a key who may do nothing to any. */
function alerts(environment: Environment): Statement[] {
  const topic = topicArn(environment);
  return [
    {
      Sid: "ManageTopic",
      Effect: "Allow",
      Action: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:GetSubscriptionAttributes",
        "sns:GetTopicAttributes",
        "sns:ListSubscriptionsByTopic",
        "sns:ListTagsForResource",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
        "sns:Unsubscribe",
      ],
      // A subscription's ARN is its topic's and an id.
      Resource: [topic, `${topic}:*`],
    },
  ];
}

function deadLetters(environment: Environment): Statement[] {
  return [
    {
      Sid: "ManageQueue",
      Effect: "Allow",
      Action: [
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:GetQueueAttributes",
        "sqs:ListQueueTags",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      Resource: deadLetterQueueArn(environment),
    },
  ];
}

function alarms(environment: Environment): Statement[] {
  return [
    {
      Sid: "ManageAlarms",
      Effect: "Allow",
      Action: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:ListTagsForResource",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      Resource: regionalArn(environment, "cloudwatch", `alarm:${anyAlarmName(environment)}`),
    },
    {
      // CloudWatch asks for it on all alarms, whichever are named (denials of it name `alarm:*`).
      Sid: "FindAlarms",
      Effect: "Allow",
      Action: "cloudwatch:DescribeAlarms",
      Resource: regionalArn(environment, "cloudwatch", "alarm:*"),
    },
  ];
}
