import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, naming, writeWhole } from "sagemaker-promotion-core/files";
import { ConfigurationError } from "sagemaker-promotion-core/finding";
import { Problem } from "sagemaker-promotion-core/problem";
import { environmentFiles, readEnvironmentFile } from "../../environments/load";
import { parseEnvironments, type ParsedEnvironments } from "../../environments/parse";
import environmentSchema from "../../environments/environment.schema.json";
import type { Models } from "../../models/load";
import { parseModel } from "../../models/parse";
import type { NewFile } from "./environment-files";
import { layOut } from "./json-layout";
import { DATA_FILE } from "./propose";
import type { Proposal } from "./proposal";

/** The folders that a new model comes into. */
export interface Places {
  readonly models: string;
  readonly environments: string;
}

const NAME = environmentSchema.properties.model_name;

/**
 * Checks that a name is one for a model, and that nothing has it.
 * @param existing the project's environments
 * @throws Problem `InvalidName`, `NameTaken`
 */
export function checkName(name: string, places: Places, existing: ParsedEnvironments): void {
  if (!new RegExp(NAME.pattern).test(name) || name.length > NAME.maxLength) {
    throw new Problem({
      code: "InvalidName",
      blame: "user",
      message: `"${name}" is no name for a model`,
      next: `give it ${NAME.title}`,
    });
  }
  // Some disks tell no case apart, and names of buckets have none.
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  const folders = [places.models, places.environments].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter(same)
          .map((found) => join(folder, found))
      : [],
  );
  const used = existing.models
    .filter((model) => same(model.name))
    .flatMap(({ environments }) => environments);
  const taken = [...folders, ...used.map((environment) => `${environment.name}.tfvars.json`)];
  if (taken.length === 0) return;
  throw new Problem({
    code: "NameTaken",
    blame: "user",
    message: `there is a model of the name ${name} already`,
    where: taken.join(", "),
    next: "give the new one another name; what is there is not touched",
  });
}

/** Everything that a new model is made of. */
export interface NewModel {
  readonly name: string;
  readonly proposal: Proposal;
  readonly data: string;
  readonly environments: readonly NewFile[];
}

/**
 * Checks a new model as every command will, then writes it: all of it or nothing.
 * @returns the paths of its files
 * @throws ConfigurationError for what the checks find; Problem `NameTaken`
 */
export function makeModel(model: NewModel, places: Places, models: Models): readonly string[] {
  const { name, environments, data } = model;
  const text = layOut({ $schema: "../model.schema.json", ...model.proposal.model });
  check(name, text, environments, models, places.environments);
  const folders = [
    {
      folder: join(places.models, name),
      files: { "model.json": text, [DATA_FILE]: data },
    },
    {
      folder: join(places.environments, name),
      files: Object.fromEntries(environments.map((file) => [file.path.slice(name.length + 1), file.text])),
    },
  ];
  writeFolders(folders);
  return folders.flatMap(({ folder, files }) => Object.keys(files).map((file) => join(folder, file)));
}

function check(name: string, text: string, files: readonly NewFile[], models: Models, folder: string): void {
  const file = { path: `models/${name}/model.json`, text };
  const parsed = parseModel({ name, file, scripts: [] });
  if (!("name" in parsed)) throw new ConfigurationError(parsed, "models/model.schema.json");
  const withIt: Models = {
    names: [...models.names, name],
    find: (asked) => (asked === name ? parsed : models.find(asked)),
  };
  const there = environmentFiles(folder).map((path) => ({
    path,
    text: readEnvironmentFile(join(folder, path)),
  }));
  const named = [...there, ...files].map((one) => ({
    ...one,
    name: one.path.replace(/\.tfvars\.json$/, ""),
  }));
  parseEnvironments(named, withIt);
}

interface NewFolder {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Makes folders that are not there yet, all of them or none: each is written under another name first. */
function writeFolders(folders: readonly NewFolder[]): void {
  const staged = folders.map(({ folder, files }) => ({ folder, files, beside: besideOf(folder) }));
  const done: string[] = [];
  try {
    for (const { beside, files } of staged) {
      for (const [file, content] of Object.entries(files)) writeWhole(join(beside, file), content);
    }
    for (const { beside, folder } of staged) {
      if (existsSync(folder)) throw taken(folder);
      naming(folder, () => renameSync(beside, folder));
      done.push(folder);
    }
  } catch (error) {
    for (const folder of done) rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    for (const { beside } of staged) rmSync(beside, { recursive: true, force: true });
  }
}

/** On the same disk, and where no command looks for models or environments. */
function besideOf(folder: string): string {
  const parent = join(folder, "..");
  makeFolder(parent);
  return `${parent}.${process.pid}.tmp`;
}

function taken(folder: string): Problem {
  return new Problem({
    code: "NameTaken",
    blame: "user",
    message: "somebody has made the same folder meanwhile",
    where: folder,
    next: "look at it, then give the new model another name; nothing has been written",
  });
}
