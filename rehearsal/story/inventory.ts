import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListAliasesCommand, ListKeysCommand, DescribeKeyCommand } from "@aws-sdk/client-kms";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import {
  ListModelPackageGroupsCommand,
  ListModelsCommand,
  ListPipelinesCommand,
} from "@aws-sdk/client-sagemaker";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import type { Clients } from "../apply/clients";

/** What stands in an account, by kind: the names of everything that someone created there. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

function names(list: readonly (string | undefined)[] | undefined): string[] {
  return (list ?? []).filter((name): name is string => name !== undefined).sort();
}

async function liveKeys(clients: Clients): Promise<string[]> {
  const page = await clients.kms.send(new ListKeysCommand({}));
  const described = await Promise.all(
    (page.Keys ?? []).map(({ KeyId }) => clients.kms.send(new DescribeKeyCommand({ KeyId }))),
  );
  const live = described.filter(
    ({ KeyMetadata: key }) => key?.KeyState !== "PendingDeletion" && key?.KeyManager === "CUSTOMER",
  );
  return names(live.map(({ KeyMetadata: key }) => key?.Arn));
}

/** Counts an account as its administrator would, service by service. What AWS itself owns is left out. */
export async function takeInventory(clients: Clients): Promise<Inventory> {
  const [buckets, roles, aliases, keys, rules, functions, topics, logGroups, pipelines, models, groups] =
    await Promise.all([
      clients.s3.send(new ListBucketsCommand({})),
      clients.iam.send(new ListRolesCommand({})),
      clients.kms.send(new ListAliasesCommand({})),
      liveKeys(clients),
      clients.events.send(new ListRulesCommand({})),
      clients.lambda.send(new ListFunctionsCommand({})),
      clients.sns.send(new ListTopicsCommand({})),
      clients.logs.send(new DescribeLogGroupsCommand({})),
      clients.sagemaker.send(new ListPipelinesCommand({})),
      clients.sagemaker.send(new ListModelsCommand({})),
      clients.sagemaker.send(new ListModelPackageGroupsCommand({})),
    ]);
  return {
    buckets: names(buckets.Buckets?.map((bucket) => bucket.Name)),
    roles: names(
      roles.Roles?.filter((role) => !role.Path?.startsWith("/aws-service-role/")).map(
        (role) => role.RoleName,
      ),
    ),
    keys,
    aliases: names(aliases.Aliases?.map((alias) => alias.AliasName)).filter(
      (name) => !name.startsWith("alias/aws/"),
    ),
    rules: names(rules.Rules?.map((rule) => rule.Name)),
    functions: names(functions.Functions?.map((lambda) => lambda.FunctionName)),
    topics: names(topics.Topics?.map((topic) => topic.TopicArn)),
    logGroups: names(logGroups.logGroups?.map((group) => group.logGroupName)),
    pipelines: names(pipelines.PipelineSummaries?.map((pipeline) => pipeline.PipelineName)),
    models: names(models.Models?.map((model) => model.ModelName)),
    modelPackageGroups: names(
      groups.ModelPackageGroupSummaryList?.map((group) => group.ModelPackageGroupName),
    ),
  };
}

/** How many things an inventory holds. */
export function count(inventory: Inventory): number {
  return Object.values(inventory).reduce((sum, list) => sum + list.length, 0);
}
