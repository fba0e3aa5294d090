import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentsFolder } from "../../environments/load";

/** Prod first: it can stand alone, as the last model's does where the count is odd. */
const NAMES = ["prod", "dev"] as const;
/** Of the example: registry, prod, dev. */
const ACCOUNTS = ["333333333333", "222222222222", "111111111111"] as const;
const FIRST_ACCOUNT = 100_000_000_000;

/** Writes files for many environments: the example's two, for one model in its three accounts after another. */
export function writeEnvironments(folder: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const model = Math.floor(index / NAMES.length);
    const file = `${NAMES[index % NAMES.length]}.tfvars.json`;
    const place = join(folder, `model-${model}`);
    mkdirSync(place, { recursive: true });
    const example = readFileSync(join(environmentsFolder(), file), "utf8");
    writeFileSync(join(place, file), renamed(example, model));
  }
}

/** Another model's accounts, and names for all that belongs to one model. */
function renamed(example: string, model: number): string {
  const moved = ACCOUNTS.reduce(
    (text, account, index) =>
      text.replaceAll(account, String(FIRST_ACCOUNT + model * ACCOUNTS.length + index)),
    example,
  );
  return moved.replaceAll("mammography", `model-${model}`).replaceAll("mammo-severity", `model-${model}`);
}

/** What belongs to one model of those that share the example's accounts, and its names of it. */
const OWN = /mammography-severity-model|mammography-model-notification|mammo-[a-z-]+/g;

/** Roles that act for all of these models. */
export interface SharedRoles {
  readonly deploy_role_arn: string;
  readonly plan_role_arn: string;
  readonly registry_plan_role_arn: string;
}

/** Writes a prod file for each of many models. They share the example's accounts, buckets and key. */
export function writeModels(folder: string, count: number, roles: SharedRoles): void {
  const example = JSON.parse(
    readFileSync(join(environmentsFolder(), "prod.tfvars.json"), "utf8"),
  ) as Readonly<Record<string, unknown>>;
  const { kms_key, ...rest } = example;
  for (let model = 0; model < count; model += 1) {
    const own = JSON.stringify(rest).replaceAll(OWN, (name) => `${name}-${model}`);
    const place = join(folder, `model-${model}`);
    mkdirSync(place, { recursive: true });
    const content = { ...(JSON.parse(own) as object), kms_key, ...roles };
    writeFileSync(join(place, "prod.tfvars.json"), JSON.stringify(content));
  }
}
