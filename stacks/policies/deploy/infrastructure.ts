import type { Environment } from "../../../environments/environment";
import { regionalArn, topicArn } from "../../arns";
import type { Statement } from "../../iam/policy-document";
import { approvalRuleName, failureRuleName, retrainingRuleName, scheduleRuleName } from "../../names";
import { functionArns, functionLogArns } from "../function-scope";

/** What Terraform calls to create, read, change and destroy the promotion stack. */
export function deployInfrastructure(environment: Environment): Statement[] {
  return [...rules(environment), ...functions(environment), ...alerts(environment)];
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
      Resource: [
        scheduleRuleName(environment),
        retrainingRuleName(environment),
        failureRuleName(environment),
        approvalRuleName(environment),
      ].map((name) => regionalArn(environment, "events", `rule/${name}`)),
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
