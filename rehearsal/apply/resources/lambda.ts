import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Architecture, Runtime } from "@aws-sdk/client-lambda";
import type { Arguments } from "../arguments";
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
    Environment: { Variables: args.block("environment")?.map("variables") ?? {} },
    DeadLetterConfig: deadLetters && { TargetArn: deadLetters.string("target_arn") },
    LoggingConfig: logging && {
      LogGroup: logging.optionalString("log_group"),
      LogFormat: logging.string("log_format") === "JSON" ? ("JSON" as const) : ("Text" as const),
    },
  };
}

function code(args: Arguments, folder: string): Uint8Array {
  return readFileSync(resolve(folder, args.string("filename")));
}

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
      "tags",
    ],
    replacedBy: ["function_name"],
    async create(args, { clients, folder, tags }) {
      const answer = await clients.lambda.send(
        new CreateFunctionCommand({
          ...configuration(args),
          Architectures: args.strings("architectures") as Architecture[] | undefined,
          Code: { ZipFile: code(args, folder) },
          Tags: tags,
        }),
      );
      return { id: args.string("function_name"), arn: answer.FunctionArn ?? "" };
    },
    async update(args, prior, { clients, folder }) {
      const FunctionName = args.string("function_name");
      await clients.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName,
          ZipFile: code(args, folder),
          Architectures: args.strings("architectures") as Architecture[] | undefined,
        }),
      );
      await clients.lambda.send(new UpdateFunctionConfigurationCommand(configuration(args)));
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
