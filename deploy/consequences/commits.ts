import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path/posix";
import { promisify } from "node:util";
import { unpackTar } from "sagemaker-promotion-core/tar";
import { parseModel } from "../../models/parse";
import { MODULES, type Script } from "../../pipeline-defs/code-assets";
import { descriptionFile, programArchive } from "../code-files";
import { isOwnFile, programOf } from "../own-files";

/** Versions of a script that are looked through, the newest first. */
const MOST_VERSIONS = 200;
/** Of a script, and of all that a commit holds of them. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A file that a job was given. */
interface Given {
  readonly file: string;
  /** SHA-256, hex. */
  readonly sha256: string;
  /** `model_name` */
  readonly model: string;
}

/**
 * The content of a file that a job was given, from the commits of a checkout: as one holds it, or as it is made of what
 * one holds. Undefined where none does.
 * @throws Error where there is no git, or no checkout
 */
export async function committed(given: Given, folder: string): Promise<Uint8Array | undefined> {
  return (await committedScript(given, folder)) ?? (await committedMade(given, folder));
}

async function committedScript({ file, sha256, model }: Given, folder: string): Promise<Buffer | undefined> {
  const log = await logOf(
    folder,
    ["--format=", "--raw", "--no-abbrev"],
    [`ml/${file}`, `:(glob)models/${model}/**/${file}`],
  );
  const blobs = log.matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]*[1-9a-f][0-9a-f]*) /gm);
  for (const blob of new Set([...blobs].map(([, id = ""]) => id))) {
    const content = await git(folder, "cat-file", "blob", blob);
    if (sha256Of(content) === sha256) return content;
  }
  return undefined;
}

/** The model's description, and script mode's source: no commit holds them as they are. */
async function committedMade(
  { file, sha256, model }: Given,
  folder: string,
): Promise<Uint8Array | undefined> {
  const log = await logOf(folder, ["--format=%H"], ["ml", `models/${model}`]);
  for (const commit of log.match(/^.+$/gm) ?? []) {
    const made = await madeAt(commit, model, folder).catch(() => []);
    const found = made.find(({ filename, content }) => filename === file && sha256Of(content) === sha256);
    if (found !== undefined) return found.content;
  }
  return undefined;
}

/** Rejects where the commit holds no such model. */
async function madeAt(commit: string, model: string, folder: string): Promise<readonly Script[]> {
  const archive = await git(folder, "archive", "--format=tar", commit, "ml", `models/${model}`);
  const entries = unpackTar(archive);
  const filesIn = (place: string): ReadonlyMap<string, Script> =>
    new Map(
      entries
        .filter(({ name }) => dirname(name) === place)
        .map(({ name, body }) => [basename(name), { filename: basename(name), content: body }]),
    );
  const [shared, all] = [filesIn("ml"), filesIn(`models/${model}`)];
  const own = new Map([...all].filter(([name]) => isOwnFile(name)).sort());
  const text = Buffer.from(fileOf(all, "model.json").content).toString();
  const description = parseModel({
    name: model,
    file: { path: "model.json", text },
    scripts: [...own.keys()].filter((name) => name.endsWith(".py")),
  });
  if (!("task" in description)) return [];
  const program = programOf(description, own, (filename) => fileOf(shared, filename));
  const modules = Object.values(MODULES).flatMap((name) => own.get(name) ?? shared.get(name) ?? []);
  const told = descriptionFile({ description });
  return program === undefined ? [told] : [told, programArchive(program.files, modules, told)];
}

function fileOf(files: ReadonlyMap<string, Script>, name: string): Script {
  const found = files.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The commits that changed something at these places, the newest first. */
async function logOf(folder: string, format: readonly string[], paths: readonly string[]): Promise<string> {
  const args = ["log", "--all", `-${MOST_VERSIONS}`, ...format, "--", ...paths];
  return (await git(folder, ...args)).toString();
}

async function git(cwd: string, ...args: readonly string[]): Promise<Buffer> {
  const options = { cwd, encoding: "buffer", maxBuffer: MOST_BYTES } as const;
  return (await promisify(execFile)("git", ["--no-optional-locks", ...args], options)).stdout;
}
