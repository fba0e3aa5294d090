import { existsSync, readdirSync } from "node:fs";
import { join, parse, sep } from "node:path";
import { standInFor, type Purpose, type StandIns } from "sagemaker-local-accounts";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../../environments/environment";
import { modelFolder } from "../../environments/load";
import { frameworkOf } from "../../pipeline-defs/frameworks";
import { imageUri } from "../../pipeline-defs/images";

const FOLDER = "stand-ins";
const PURPOSES: readonly Purpose[] = ["process", "train", "serve"];

/**
 * Scripts of a model's folder that run in the place of its images: `stand-ins/<repository>/train.py`, `serve.py` or
 * `process.py`. The README of the local accounts says how each is called.
 */
export function standInsOf(modelName: string): StandIns {
  const folder = join(modelFolder(modelName), FOLDER);
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const found: Record<string, Partial<Record<Purpose, string>>> = {};
  for (const path of paths.sort()) {
    const { dir, base } = parse(path);
    const purpose = PURPOSES.find((name) => base === `${name}.py`);
    if (purpose === undefined) continue;
    const repository = dir.split(sep).join("/");
    found[repository] = { ...found[repository], [purpose]: join(folder, path) };
  }
  return found;
}

/**
 * What a rehearsal cannot run is said before it begins, not in the middle of it.
 * @throws Problem `NotRehearsed`
 */
export function requireStandIns(environment: Environment): void {
  const { name, framework } = environment.description;
  const { trains, serves, evaluates } = frameworkOf(environment.description);
  const standIns = standInsOf(name);
  const missing = (
    [
      [trains, "train"],
      [serves, "serve"],
      [evaluates, "process"],
    ] as const
  )
    .map(([image, purpose]) => ({ image: imageUri(image, environment), purpose }))
    .filter(({ image, purpose }) => !standInFor(image, purpose, standIns).runs);
  if (missing.length === 0) return;
  throw new Problem({
    code: "NotRehearsed",
    blame: "environment",
    message: `nothing on this machine stands in for framework "${framework}": ${missing.map(({ image, purpose }) => `${image} to ${purpose}`).join(", ")}`,
    where: `models/${name}/model.json, /framework`,
    next: `write Python scripts that do, such as models/${name}/${FOLDER}/REPOSITORY/train.py (docs/bring-your-own-model.md); or look at what would be deployed: npm run definitions -- --env NAME and npm run deploy -- plan --env NAME`,
  });
}
