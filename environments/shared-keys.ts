import type { Remark } from "sagemaker-promotion-core/finding";
import type { ParsedFile } from "./parsed-file";
import { STATE_GROUP, stateOwnerOf } from "./state-owner";

/** What the environments of a model share: a file leaves it out where the model's prod file says it. */
const SHARED_KEYS = [
  "aws_region",
  "model_artifacts_bucket",
  "model_package_group_name",
  "terraform_state_bucket",
] as const;

/**
 * Fills in what files leave to their model's prod file, so that a change of what they share is a change in one file. A key
 * with an invalid value is not left out.
 */
export function shareKeys(files: readonly ParsedFile[]): ParsedFile[] {
  return files.map((file) => {
    const owner = stateOwnerOf(file, files);
    const shared = missingShared(file).map((key) => [key, owner?.sound[key]] as const);
    const said = shared.filter(([, value]) => value !== undefined);
    return { ...file, sound: { ...file.sound, ...Object.fromEntries(said) } };
  });
}

/** The shared keys that a file lacks. */
export function missingShared({ sound, findings }: ParsedFile) {
  const invalid = new Set(findings.map(({ pointer }) => pointer));
  return SHARED_KEYS.filter((key) => sound[key] === undefined && !invalid.has(`/${key}`));
}

/**
 * Gives files that leave out `model_name` the one of the prod files in their folder, so that a model's name, which most
 * other names are made of, is said once. Where these say none, or several, it is a finding.
 */
export function shareModelNames(files: readonly ParsedFile[]): ParsedFile[] {
  return files.map((file) => {
    if (!leavesOutModel(file)) return file;
    const prods = files.filter((other) => folderOf(other) === folderOf(file) && mayBeProd(other));
    const names = new Set(prods.flatMap(({ sound }) => sound.model_name ?? []));
    const [name] = names;
    if (name !== undefined && names.size === 1)
      return { ...file, sound: { ...file.sound, model_name: name } };
    // A prod file whose errors hide its name: those are reported already.
    if (names.size === 0 && prods.length > 0) return file;
    return { ...file, findings: [...file.findings, file.locate(missingName(prods))] };
  });
}

/** The folder of a file, with the slash behind it; empty for the one that is searched. */
export function folderOf({ source }: ParsedFile): string {
  return source.path.slice(0, source.path.lastIndexOf("/") + 1);
}

/** Whether a file leaves its model's name to another. A prod file may not, and an invalid name is not left out. */
function leavesOutModel({ sound, findings }: ParsedFile): boolean {
  const { env_group: group, model_name: name } = sound;
  const invalid = findings.some(({ pointer }) => pointer === "/model_name");
  return name === undefined && !invalid && group !== undefined && group !== STATE_GROUP;
}

function mayBeProd({ sound, findings }: ParsedFile): boolean {
  return sound.env_group === STATE_GROUP || (sound.env_group === undefined && findings.length > 0);
}

function missingName(prods: readonly ParsedFile[]): Remark {
  const said = prods.flatMap(({ sound, source }) =>
    sound.model_name === undefined ? [] : [`"${sound.model_name}" (${source.path})`],
  );
  const about = { pointer: "/model_name", found: "no such key" };
  if (said.length === 0) {
    return {
      ...about,
      expected: `the model's name, since no file of this folder has env_group "${STATE_GROUP}" and says it`,
      fix: `add "model_name", or put the model's ${STATE_GROUP} file beside this one`,
    };
  }
  return {
    ...about,
    expected: `the model's name, since the ${STATE_GROUP} files of this folder are of several: ${said.join(", ")}`,
    fix: `add "model_name", or give each model a folder of its own`,
  };
}
