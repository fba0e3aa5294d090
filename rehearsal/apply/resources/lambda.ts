import { resolve } from "node:path";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import type { Architecture, LambdaClient, Runtime, VpcConfig } from "@aws-sdk/client-lambda";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { Arguments } from "../arguments";
import { removedTags } from "../resource-type";
import type { ResourceType } from "../resource-type";

function configuration(args: Arguments) {
  const logging = args.block("logging_config");
  const deadLetters = args.block("dead_letter_config");
  return {
    FunctionName: args.string("function_name"),
    Description: args.optionalString("description"),
    Role: args.string("role"),
    Handler: args.string("handler"),
    Runtime: args.string("runtime") as Runtime,
    MemorySize: args.number("memory_size"),
    Timeout: args.number("timeout"),
    DeadLetterConfig: deadLetters && { TargetArn: deadLetters.string("target_arn") },
    LoggingConfig: logging && {
      LogGroup: logging.optionalString("log_group"),
      LogFormat: logging.string("log_format") === "JSON" ? ("JSON" as const) : ("Text" as const),
    },
  };
}

/** A function keeps its variables until it is given others; to remove them all, an empty set is sent. */
function environment(args: Arguments, prior?: Arguments): { Variables: Record<string, string> } | undefined {
  const Variables = args.block("environment")?.map("variables");
  if (Variables !== undefined) return { Variables };
  return prior?.block("environment") === undefined ? undefined : { Variables: {} };
}

/** A function stays in its VPC until it is given another; to take it out, an empty one is sent. */
function network(args: Arguments, prior?: Arguments): VpcConfig | undefined {
  const vpc = args.block("vpc_config");
  if (vpc !== undefined) {
    return {
      SubnetIds: vpc.strings("subnet_ids"),
      SecurityGroupIds: vpc.strings("security_group_ids"),
      // Terraform's provider sends its default.
      Ipv6AllowedForDualStack: false,
    };
  }
  return prior?.block("vpc_config") === undefined ? undefined : { SubnetIds: [], SecurityGroupIds: [] };
}

/** Lambda quotas, "Deployment package (.zip file archive) size": 50 MB where it is uploaded with the call. */
const LONGEST_ZIP = 50 * MEBIBYTE;

function code(args: Arguments, folder: string): Uint8Array {
  return readUserFile(resolve(folder, args.string("filename")), {
    what: `the code of ${args.string("function_name")}`,
    limit: LONGEST_ZIP,
    next: "write the stacks again: npm run synth",
  });
}

/** Seconds: as long as the provider waits by default, looking often, because here a function is there in no time. */
const waiting = (client: LambdaClient) => ({ client, minDelay: 0.2, maxDelay: 2, maxWaitTime: 600 });

export const lambdaResources: Readonly<Record<string, ResourceType>> = {
  aws_lambda_function: {
    arguments: [
      "function_name",
      "description",
      "role",
      "handler",
      "runtime",
      "architectures",
      "filename",
      "source_code_hash",
      "memory_size",
      "timeout",
      "environment",
      "logging_config",
      "dead_letter_config",
      "vpc_config",
      "tags",
    ],
    replacedBy: ["function_name"],
    async create(args, { clients, folder, tags }) {
      const answer = await clients.lambda.send(
        new CreateFunctionCommand({
          ...configuration(args),
          Environment: environment(args),
          VpcConfig: network(args),
          Architectures: args.strings("architectures") as Architecture[] | undefined,
          Code: { ZipFile: code(args, folder) },
          Tags: tags,
        }),
      );
      await waitUntilFunctionActiveV2(waiting(clients.lambda), { FunctionName: answer.FunctionName });
      return { id: args.string("function_name"), arn: answer.FunctionArn ?? "" };
    },
    async update(args, prior, { clients, folder, tags }) {
      const FunctionName = args.string("function_name");
      await clients.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName,
          ZipFile: code(args, folder),
          Architectures: args.strings("architectures") as Architecture[] | undefined,
        }),
      );
      // While one change is applied, Lambda refuses the next.
      await waitUntilFunctionUpdatedV2(waiting(clients.lambda), { FunctionName });
      await clients.lambda.send(
        new UpdateFunctionConfigurationCommand({
          ...configuration(args),
          Environment: environment(args, prior),
          VpcConfig: network(args, prior),
        }),
      );
      await waitUntilFunctionUpdatedV2(waiting(clients.lambda), { FunctionName });
      const Resource = prior.string("arn");
      await clients.lambda.send(new TagResourceCommand({ Resource, Tags: tags }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.lambda.send(new UntagResourceCommand({ Resource, TagKeys }));
      return { id: FunctionName, arn: prior.string("arn") };
    },
    async delete(attributes, { clients }) {
      await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: attributes.string("id") }));
      return undefined;
    },
  },
  aws_lambda_permission: {
    arguments: ["statement_id", "action", "function_name", "principal", "source_arn", "source_account"],
    replacedBy: ["statement_id", "action", "function_name", "principal", "source_arn", "source_account"],
    async create(args, { clients }) {
      await clients.lambda.send(
        new AddPermissionCommand({
          StatementId: args.string("statement_id"),
          Action: args.string("action"),
          FunctionName: args.string("function_name"),
          Principal: args.string("principal"),
          SourceArn: args.optionalString("source_arn"),
          SourceAccount: args.optionalString("source_account"),
        }),
      );
      return { id: args.string("statement_id") };
    },
    async delete(attributes, { clients }) {
      await clients.lambda.send(
        new RemovePermissionCommand({
          FunctionName: attributes.string("function_name"),
          StatementId: attributes.string("statement_id"),
        }),
      );
      return undefined;
    },
  },
};
