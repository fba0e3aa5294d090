import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { environmentsFolder } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { modelsFolder } from "../../models/load";

/** Prod first: it can stand alone, as the last model's does where the count is odd. */
const NAMES = ["prod", "dev"] as const;
/** Of the example: registry, prod, dev. */
const ACCOUNTS = ["333333333333", "222222222222", "111111111111"] as const;
const FIRST_ACCOUNT = 100_000_000_000;

/** What a program is told to read these environments, and the models that they name. */
export interface Folders {
  readonly ENVIRONMENTS: string;
  readonly MODELS: string;
}

/** Writes files for many environments: the example's two, for one model in its three accounts after another. */
export function writeEnvironments(folder: string, count: number): Folders {
  const own = ownNames();
  for (let index = 0; index < count; index += 1) {
    const model = Math.floor(index / NAMES.length);
    const name = NAMES[index % NAMES.length] ?? "prod";
    write(folder, model, name, renamed(moved(example(name), model), own, model));
  }
  return describe(folder, Math.ceil(count / NAMES.length));
}

/** Another model's accounts. */
function moved(text: string, model: number): string {
  return ACCOUNTS.reduce(
    (other, account, index) =>
      other.replaceAll(account, String(FIRST_ACCOUNT + model * ACCOUNTS.length + index)),
    text,
  );
}

/** Roles that act for all of these models. */
export interface SharedRoles {
  readonly deploy_role_arn: string;
  readonly plan_role_arn: string;
  readonly registry_plan_role_arn: string;
}

/** Writes a prod file for each of many models. They share the example's accounts, buckets and key. */
export function writeModels(folder: string, count: number, roles: SharedRoles): Folders {
  const own = ownNames();
  const { kms_key, ...rest } = JSON.parse(example("prod")) as Readonly<Record<string, unknown>>;
  for (let model = 0; model < count; model += 1) {
    const content = JSON.parse(renamed(JSON.stringify(rest), own, model)) as object;
    write(folder, model, "prod", JSON.stringify({ ...content, kms_key, ...roles }));
  }
  return describe(folder, count);
}

function example(name: string): string {
  return readFileSync(join(environmentsFolder(), `${name}.tfvars.json`), "utf8");
}

/** The example's names of what belongs to one model of those that share accounts; the model's own first. */
function ownNames(): readonly string[] {
  const file = JSON.parse(example("prod")) as Readonly<Record<string, string>>;
  return [
    file["model_name"] ?? "",
    file["pipelines_alert_topic_name"] ?? "",
    file["train_pipeline_name"] ?? "",
    file["inference_pipeline_name"] ?? "",
    arnResourceName(file["model_package_group_name"] ?? ""),
  ];
}

/** The longest names first: one may begin another. */
function renamed(text: string, own: readonly string[], model: number): string {
  const longest = own.toSorted((a, b) => b.length - a.length);
  // Letters, digits, hyphens and underscores alone (environment.schema.json).
  return text.replaceAll(new RegExp(longest.join("|"), "g"), (name) => `${name}-${model}`);
}

function write(folder: string, model: number, name: string, text: string): void {
  const place = join(folder, "environments", `model-${model}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${name}.tfvars.json`), text);
}

/** The example's description for each of the models. */
function describe(folder: string, count: number): Folders {
  const [model = ""] = ownNames();
  const folders = { ENVIRONMENTS: join(folder, "environments"), MODELS: join(folder, "models") };
  for (let index = 0; index < count; index += 1) {
    cpSync(join(modelsFolder(projectRoot()), model), join(folders.MODELS, `${model}-${index}`), {
      recursive: true,
    });
  }
  return folders;
}
