import { basename } from "node:path/posix";
import { projectRoot } from "../../environments/project-root";
import { scriptsIn } from "../../pipeline-defs/layout";
import type { Plan } from "../plan";
import { committed } from "./commits";
import { linesBetween } from "./lines";

/** A script of which another content is deployed than should be. */
export interface ScriptChange {
  readonly file: string;
  /** What is deployed: SHA-256, hex. */
  readonly from: string;
  readonly to: string;
  /** What should be there. */
  readonly bytes: number;
  /**
   * The lines that differ, as `diff -u` has them from the first `@@`; of an archive, each file's below its name. Absent
   * where no commit of this checkout holds what is deployed. It comes from git, since neither the role that plans nor the
   * one that deploys may decrypt data.
   */
  readonly diff?: string;
}

/** The scripts that another version is deployed of, by the definitions that are there. */
export function changedScripts({ code, pipelines }: Plan): ScriptChange[] {
  return code.flatMap(({ object: { key, sha256, content } }) => {
    const file = basename(key);
    const deployed = pipelines.flatMap(({ observed }) => scriptsIn(observed?.definition ?? ""));
    const hashes = new Set(deployed.flatMap((one) => (one.filename === file ? [one.sha256] : [])));
    return [...hashes]
      .filter((hash) => hash !== sha256)
      .map((from) => ({ file, from, to: sha256, bytes: content.byteLength }));
  });
}

/** The same with the lines that differ, where git knows them. */
export async function changedLines(plan: Plan, folder = projectRoot()): Promise<ScriptChange[]> {
  const contents = new Map(plan.code.map(({ object: { sha256, content } }) => [sha256, content]));
  const model = plan.desired.environment.modelName;
  const found: ScriptChange[] = [];
  for (const change of changedScripts(plan)) {
    const linesOf = async ({ file, from: sha256, to }: ScriptChange): Promise<string | undefined> => {
      const [before, after] = [await committed({ file, sha256, model }, folder), contents.get(to)];
      return before === undefined || after === undefined ? undefined : linesBetween(file, before, after);
    };
    const diff = await linesOf(change).catch(() => undefined);
    found.push(diff === undefined ? change : { ...change, diff });
  }
  return found;
}
