import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import type { ListRulesCommandOutput } from "@aws-sdk/client-eventbridge";
import { paginateListInstanceProfiles, paginateListRoles } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, paginateListAliases, paginateListKeys } from "@aws-sdk/client-kms";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import {
  paginateListModelPackageGroups,
  paginateListModels,
  paginateListPipelines,
} from "@aws-sdk/client-sagemaker";
import { paginateListTopics } from "@aws-sdk/client-sns";
import { paginateListQueues } from "@aws-sdk/client-sqs";
import type { Clients } from "../apply/clients";

/** What stands in an account, by kind: the names of everything that someone created there. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/** The names on all pages of a list, sorted. */
async function names<Page>(
  pages: AsyncIterable<Page>,
  namesOn: (page: Page) => (string | undefined)[] | undefined,
): Promise<string[]> {
  const found: string[] = [];
  for await (const page of pages) {
    found.push(...(namesOn(page) ?? []).filter((name) => name !== undefined));
  }
  return found.sort();
}

async function liveKeys({ kms: client }: Clients): Promise<string[]> {
  const ids = await names(paginateListKeys({ client }, {}), ({ Keys }) => Keys?.map(({ KeyId }) => KeyId));
  const described = await Promise.all(ids.map((KeyId) => client.send(new DescribeKeyCommand({ KeyId }))));
  return described
    .flatMap(({ KeyMetadata: key }) =>
      key?.KeyState !== "PendingDeletion" && key?.KeyManager === "CUSTOMER" ? (key.Arn ?? []) : [],
    )
    .sort();
}

/** The SDK has no paginator for rules. */
async function* pagesOfRules({ events }: Clients): AsyncGenerator<ListRulesCommandOutput> {
  let NextToken: string | undefined;
  do {
    const page: ListRulesCommandOutput = await events.send(new ListRulesCommand({ NextToken }));
    yield page;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

/** Counts an account as its administrator would, service by service. What AWS itself owns is left out. */
export async function takeInventory(clients: Clients): Promise<Inventory> {
  const { cloudwatch, s3, iam, kms, lambda, sns, sqs, logs, sagemaker } = clients;
  const lists = {
    buckets: names(paginateListBuckets({ client: s3 }, {}), ({ Buckets }) =>
      Buckets?.map(({ Name }) => Name),
    ),
    roles: names(paginateListRoles({ client: iam }, {}), ({ Roles }) =>
      Roles?.filter(({ Path }) => !Path?.startsWith("/aws-service-role/")).map(({ RoleName }) => RoleName),
    ),
    instanceProfiles: names(paginateListInstanceProfiles({ client: iam }, {}), ({ InstanceProfiles }) =>
      InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName),
    ),
    keys: liveKeys(clients),
    aliases: names(paginateListAliases({ client: kms }, {}), ({ Aliases }) =>
      Aliases?.map(({ AliasName }) => AliasName).filter((name) => !name?.startsWith("alias/aws/")),
    ),
    rules: names(pagesOfRules(clients), ({ Rules }) => Rules?.map(({ Name }) => Name)),
    functions: names(paginateListFunctions({ client: lambda }, {}), ({ Functions }) =>
      Functions?.map(({ FunctionName }) => FunctionName),
    ),
    topics: names(paginateListTopics({ client: sns }, {}), ({ Topics }) =>
      Topics?.map(({ TopicArn }) => TopicArn),
    ),
    queues: names(paginateListQueues({ client: sqs }, {}), ({ QueueUrls }) => QueueUrls),
    alarms: names(paginateDescribeAlarms({ client: cloudwatch }, {}), ({ MetricAlarms }) =>
      MetricAlarms?.map(({ AlarmName }) => AlarmName),
    ),
    logGroups: names(paginateDescribeLogGroups({ client: logs }, {}), ({ logGroups }) =>
      // Jobs make those of SageMaker, which keep their logs as SageMaker keeps the jobs' records.
      logGroups
        ?.map(({ logGroupName }) => logGroupName)
        .filter((name) => !name?.startsWith("/aws/sagemaker/")),
    ),
    pipelines: names(paginateListPipelines({ client: sagemaker }, {}), ({ PipelineSummaries }) =>
      PipelineSummaries?.map(({ PipelineName }) => PipelineName),
    ),
    models: names(paginateListModels({ client: sagemaker }, {}), ({ Models }) =>
      Models?.map(({ ModelName }) => ModelName),
    ),
    modelPackageGroups: names(
      paginateListModelPackageGroups({ client: sagemaker }, {}),
      ({ ModelPackageGroupSummaryList: groups }) =>
        groups?.map(({ ModelPackageGroupName }) => ModelPackageGroupName),
    ),
  };
  const entries = Object.entries(lists).map(async ([kind, list]) => [kind, await list] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** How many things an inventory holds. */
export function count(inventory: Inventory): number {
  return Object.values(inventory).reduce((sum, list) => sum + list.length, 0);
}
