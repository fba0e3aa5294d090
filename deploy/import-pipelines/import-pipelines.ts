import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { readDefinition } from "sagemaker-pipeline-definitions/cli";
import { writeWhole } from "sagemaker-promotion-core/files";
import { isProblem, Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { modelFolder } from "../../environments/load";
import { ownDefinition } from "../../pipeline-defs/own-pipelines/build";
import { loadOwnPipelines, PIPELINES_FILE, SCRIPTS_FOLDER } from "../../pipeline-defs/own-pipelines/load";
import { assetOf } from "../../pipeline-defs/code-assets";
import { codeUri } from "../../pipeline-defs/layout";
import { checkCaller } from "../check";
import { settingsOf } from "../desired";
import { pipelinesCode, sourcesOf, type Source } from "./pipelines-code";
import { namedIn, scriptPaths, unquoted, withTexts, type Named } from "./script-uris";
import type { LivePipelines } from "./live-pipelines";

/**
 * Writes a model's `pipelines.ts` from definitions in files.
 * @returns what the reader should know, a line each
 * @throws Problem `PipelinesThere`, `UnreadableFile`, `NotJson`, `RepeatedKey`, `NotADefinition`
 */
export async function importFiles(files: readonly string[], environment: Environment): Promise<string> {
  refuseOverwriting(environment);
  const given = files.map((file) => ({ name: basename(file), json: readDefinition(file) }));
  return writePipelines(sourcesOf(given), environment, () => Promise.resolve("it is not here"));
}

/**
 * Writes a model's `pipelines.ts` from pipelines that live in the environment's account, and their scripts beside it.
 * @returns what the reader should know, a line each
 * @throws Problem `PipelinesThere`, `WrongAccount`, `UnknownPipeline`, and what the calls report
 */
export async function importLive(
  names: readonly string[],
  environment: Environment,
  aws: LivePipelines,
): Promise<string> {
  refuseOverwriting(environment);
  await checkCaller(
    environment,
    aws,
    `credentials of account ${environment.account} that may read the pipelines`,
  );
  const given: { readonly name: string; readonly json: Json }[] = [];
  for (const name of names) given.push({ name, json: await liveDefinition(name, environment, aws) });
  return writePipelines(sourcesOf(given), environment, async (uri, path) => {
    try {
      writeWhole(path, await aws.read(uri));
      return undefined;
    } catch (error) {
      if (!isProblem(error)) throw error;
      return error.message;
    }
  });
}

async function liveDefinition(name: string, environment: Environment, aws: LivePipelines): Promise<Json> {
  const found = await aws.pipelines.describe(name);
  if (found !== undefined) return JSON.parse(found.definition) as Json;
  throw new Problem({
    code: "UnknownPipeline",
    blame: "user",
    message: `There is no pipeline ${name} in account ${environment.account}, Region ${environment.region}.`,
    where: environment.name,
    next: "Give the name that SageMaker has for it, or the environment of its account and Region. Nothing was written.",
  });
}

function refuseOverwriting({ modelName }: Environment): void {
  if (!existsSync(placeOf(modelName, PIPELINES_FILE))) return;
  throw new Problem({
    code: "PipelinesThere",
    blame: "user",
    message: `The model ${modelName} has pipelines of its own already.`,
    where: `models/${modelName}/${PIPELINES_FILE}`,
    next: "Move the file away, or go on with it. Nothing was written.",
  });
}

function placeOf(modelName: string, ...path: readonly string[]): string {
  return join(modelFolder(modelName), ...path);
}

/** Puts a script in its place; why it could not be. */
type Fetch = (uri: string, path: string) => Promise<string | undefined>;

async function writePipelines(
  sources: readonly Source[],
  environment: Environment,
  fetch: Fetch,
): Promise<string> {
  const { modelName } = environment;
  const named = namedIn(sources.map(({ definition }) => definition));
  const there = new Map<string, string>();
  const notes: string[] = [];
  for (const [uri, path] of scriptPaths(named.scripts)) {
    const place = placeOf(modelName, SCRIPTS_FOLDER, path);
    const obstacle = existsSync(place) ? undefined : await fetch(uri, place);
    if (obstacle === undefined) there.set(uri, path);
    else
      notes.push(
        `note: ${uri} stays as it is: ${obstacle}. Put it in models/${modelName}/${SCRIPTS_FOLDER}/${path} and write context.script(${JSON.stringify(path)}) in its place.\n`,
      );
  }
  for (const role of named.roles)
    notes.push(`note: ${role} becomes the execution role of each environment: context.roleArn\n`);
  const kinds = sources.map(({ kind }) => kind);
  if (!kinds.includes("train") || !kinds.includes("inference"))
    notes.push(
      `note: the other pipeline stays the generated one; it expects versions as the generated training registers them.\n`,
    );
  const { code, notes: own } = pipelinesCode(sources, named, there);
  const path = placeOf(modelName, PIPELINES_FILE);
  writeWhole(path, code);
  try {
    await requireSame(sources, environment, named, there);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return `${own}${notes.join("")}wrote models/${modelName}/${PIPELINES_FILE}\n`;
}

/** Loads what was written, and holds what it builds against where it comes from. */
async function requireSame(
  sources: readonly Source[],
  environment: Environment,
  { roles }: Named,
  there: ReadonlyMap<string, string>,
): Promise<void> {
  const own = await loadOwnPipelines(environment.modelName);
  if (own === undefined) return;
  for (const { kind, name, definition } of sources) {
    const { roleArn } = settingsOf(environment, kind);
    const generated = () => {
      throw new RangeError("an imported pipeline is not the generated one");
    };
    const built = ownDefinition(kind, own, { environment, gitCommit: "", generated });
    const expected = withTexts(definition, (text) => {
      if (roles.includes(text)) return roleArn;
      const script = own.scripts.get(there.get(unquoted(text)) ?? "");
      if (script === undefined) return undefined;
      const uri = codeUri(environment, assetOf(script));
      return text === unquoted(text) ? uri : JSON.stringify(uri);
    });
    if (canonicalJson(built) === canonicalJson(expected)) continue;
    throw new Problem({
      code: "ImportDiffers",
      blame: "bug",
      message: "The code compiles to another definition than the one it was made from.",
      where: name,
      next: "Report it with the definition. Nothing was written but scripts.",
    });
  }
}
