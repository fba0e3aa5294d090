import type { Environment } from "../../../environments/environment";
import { regionalArn, topicArn } from "../../arns";
import type { Statement } from "../../constructs/policy-document";
import { ALERT_KEY_TAG, alertKeyAlias } from "../../resource-names";

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
      Resource: regionalArn(environment, "events", `rule/${environment.modelName}-*`),
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
      Resource: regionalArn(environment, "lambda", `function:${environment.modelName}-*`),
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
      Resource: regionalArn(environment, "logs", `log-group:/aws/lambda/${environment.modelName}-*`),
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

function alerts(environment: Environment): Statement[] {
  const topic = topicArn(environment);
  const keys = regionalArn(environment, "kms", "key/*");
  const alias = regionalArn(environment, "kms", alertKeyAlias(environment));
  const { name, value } = ALERT_KEY_TAG;
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
    {
      // A key has no ARN before it is there; the tag it is created with is the limit.
      Sid: "CreateAlertKey",
      Effect: "Allow",
      Action: ["kms:CreateKey", "kms:TagResource"],
      Resource: "*",
      Condition: { StringEquals: { [`aws:RequestTag/${name}`]: value } },
    },
    {
      Sid: "ManageAlertKey",
      Effect: "Allow",
      Action: [
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
      Resource: keys,
      Condition: { StringEquals: { [`aws:ResourceTag/${name}`]: value } },
    },
    {
      // KMS asks for these on the alias as well as on its key.
      Sid: "ManageAlertKeyAlias",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: alias,
    },
    {
      // ListAliases knows no resource.
      Sid: "FindAliases",
      Effect: "Allow",
      Action: "kms:ListAliases",
      Resource: "*",
    },
  ];
}
