import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { count, takeInventory } from "../../../rehearsal/story/inventory";
import { answering } from "../../support/answering";

/** How each list names its items, and the tokens of its pages: the request's, and the answer's where it is another. */
const LISTS: Readonly<Record<string, readonly [items: string, name: string, token: string, next?: string]>> =
  {
    ListBucketsCommand: ["Buckets", "Name", "ContinuationToken"],
    ListRolesCommand: ["Roles", "RoleName", "Marker"],
    ListInstanceProfilesCommand: ["InstanceProfiles", "InstanceProfileName", "Marker"],
    ListKeysCommand: ["Keys", "KeyId", "Marker", "NextMarker"],
    ListAliasesCommand: ["Aliases", "AliasName", "Marker", "NextMarker"],
    ListRulesCommand: ["Rules", "Name", "NextToken"],
    ListFunctionsCommand: ["Functions", "FunctionName", "Marker", "NextMarker"],
    ListTopicsCommand: ["Topics", "TopicArn", "NextToken"],
    ListQueuesCommand: ["QueueUrls", "", "NextToken"],
    DescribeAlarmsCommand: ["MetricAlarms", "AlarmName", "NextToken"],
    DescribeLogGroupsCommand: ["logGroups", "logGroupName", "nextToken"],
    ListPipelinesCommand: ["PipelineSummaries", "PipelineName", "NextToken"],
    ListModelsCommand: ["Models", "ModelName", "NextToken"],
    ListModelPackageGroupsCommand: ["ModelPackageGroupSummaryList", "ModelPackageGroupName", "NextToken"],
  };

/** One item on each of two pages of every list. */
function answer(command: string, input: Readonly<Record<string, unknown>>): object {
  if (command === "DescribeKeyCommand") {
    return { KeyMetadata: { Arn: input["KeyId"], KeyManager: "CUSTOMER", KeyState: "Enabled" } };
  }
  const [items, name, token, next = token] = LISTS[command] ?? ["", "", ""];
  const listed = (item: string) => [name === "" ? item : { [name]: item }];
  if (input[token] !== undefined) return { [items]: listed("second") };
  return { [items]: listed("first"), [next]: "2" };
}

test("an inventory has what stands on any page", async () => {
  const region = "us-east-1";
  const inventory = await takeInventory({
    account: "111111111111",
    partition: "aws",
    region,
    cloudwatch: answering(new CloudWatchClient({ region }), answer),
    events: answering(new EventBridgeClient({ region }), answer),
    iam: answering(new IAMClient({ region }), answer),
    kms: answering(new KMSClient({ region }), answer),
    lambda: answering(new LambdaClient({ region }), answer),
    logs: answering(new CloudWatchLogsClient({ region }), answer),
    s3: answering(new S3Client({ region }), answer),
    sagemaker: answering(new SageMakerClient({ region }), answer),
    sns: answering(new SNSClient({ region }), answer),
    sqs: answering(new SQSClient({ region }), answer),
    destroy: () => undefined,
  });
  const kinds = Object.keys(LISTS).length;
  expect(Object.values(inventory)).toEqual(Array.from({ length: kinds }, () => ["first", "second"]));
  expect(count(inventory)).toBe(2 * kinds);
});
