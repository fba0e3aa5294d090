import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Violation } from "../results/findings";
import { dataPrefix, type WorkFolder } from "../../pipeline-defs/layout";
import { assertDefined } from "./assert";
import type { StoryContext } from "./context";

/** Where an execution writes to, with a slash at the end. */
export function folderOf(
  { prod }: StoryContext,
  execution: { readonly arn: string },
  folder: WorkFolder,
): string {
  return `s3://${prod.dataBucket}/${dataPrefix(prod, folder)}${execution.arn.split("/").at(-1)}/`;
}

/** What an execution wrote to a folder: text by its path below it. */
export async function writtenBy(
  context: StoryContext,
  execution: { readonly arn: string },
  folder: WorkFolder,
): Promise<ReadonlyMap<string, string>> {
  const { clients } = await context.actors.scientist(context.prod);
  const Bucket = context.prod.dataBucket;
  const Prefix = folderOf(context, execution, folder).slice(`s3://${Bucket}/`.length);
  const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const files = new Map<string, string>();
  for (const { Key = "" } of page.Contents ?? []) {
    const answer = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    files.set(Key.slice(Prefix.length), assertDefined(await answer.Body?.transformToString(), Key));
  }
  return files;
}

/** The violations among what the monitor wrote. Amazon's analyzer writes no file where there are none. */
export function violationsIn(files: ReadonlyMap<string, string>): readonly Violation[] {
  const text = files.get("constraint_violations.json");
  return text === undefined ? [] : (JSON.parse(text) as { violations: Violation[] }).violations;
}
