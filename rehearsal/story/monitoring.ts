import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { present } from "./chapter";
import type { EndedExecution } from "./executions";
import type { World } from "./world";

/** One entry of `constraint_violations.json`, in Model Monitor's documented form. */
export interface Violation {
  readonly feature_name: string;
  readonly constraint_check_type: string;
  readonly description: string;
}

/** What the monitor wrote of a batch: statistics, constraint violations, drift; text by file name. */
export async function monitoringOf(
  world: World,
  execution: EndedExecution,
): Promise<ReadonlyMap<string, string>> {
  const { clients } = await world.people.scientist(world.prod);
  const Bucket = world.prod.dataBucket;
  const Prefix = `${world.prod.modelName}/monitoring/${execution.arn.split("/").at(-1)}/`;
  const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const files = new Map<string, string>();
  for (const { Key = "" } of page.Contents ?? []) {
    const answer = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    files.set(Key.slice(Prefix.length), present(await answer.Body?.transformToString(), Key));
  }
  return files;
}

/** The violations among what the monitor wrote. Amazon's analyzer writes no file where there are none. */
export function violationsIn(files: ReadonlyMap<string, string>): readonly Violation[] {
  const text = files.get("constraint_violations.json");
  return text === undefined ? [] : (JSON.parse(text) as { violations: Violation[] }).violations;
}
