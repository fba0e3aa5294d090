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
