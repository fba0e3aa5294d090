import { basename } from "node:path/posix";
import { isJsonList, isJsonObject, type Json } from "sagemaker-pipeline-definitions";

/** An address of a file that a job runs, as definitions of the Python SDK hold it. */
const SCRIPT = /^s3:\/\/[^/]+\/(?:.+\/)?(?:[\w.-]+\.(?:py|sh|r|ipynb|jar|whl)|sourcedir\.tar\.gz)$/i;
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/;
/** Members of SageMaker's requests that name the role which a job runs as. */
const ROLE_MEMBERS = ["RoleArn", "ExecutionRoleArn"];
/** Step types whose role is no role of SageMaker's. */
const OTHER_SERVICES = ["EMR", "EMRServerless"];

/** What a definition names that is another in each environment. */
export interface Named {
  /** Roles that its jobs run as, in the order in which they stand there. */
  readonly roles: readonly string[];
  /** Addresses of files that its jobs run, likewise. */
  readonly scripts: readonly string[];
}

/** A text without the quotes of JSON, in which the Python SDK puts hyperparameters. */
export function unquoted(text: string): string {
  return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** The roles and scripts that definitions name, each once. */
export function namedIn(definitions: readonly Json[]): Named {
  const roles = new Set<string>();
  const scripts = new Set<string>();
  const walk = (json: Json, member?: string): void => {
    if (typeof json === "string") {
      if (SCRIPT.test(unquoted(json))) scripts.add(unquoted(json));
      if (ROLE_MEMBERS.includes(member ?? "") && ROLE.test(json)) roles.add(json);
    } else if (isJsonList(json)) {
      for (const item of json) walk(item);
    } else if (isJsonObject(json)) {
      const isOther = OTHER_SERVICES.some((type) => type === json["Type"]);
      for (const [name, value] of Object.entries(json))
        if (!isOther || name !== "Arguments") walk(value, name);
    }
  };
  for (const definition of definitions) walk(definition);
  return { roles: [...roles], scripts: [...scripts] };
}

/** Paths below `scripts/` by the files' addresses; files of one name lie in folders of their own. */
export function scriptPaths(scripts: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    scripts.map((uri) => {
      const name = basename(uri);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [uri, count === 1 ? name : `${count}/${name}`];
    }),
  );
}

/** A definition with other texts in the places of some. */
export function withTexts(json: Json, other: (text: string) => string | undefined): Json {
  if (typeof json === "string") return other(json) ?? json;
  if (isJsonList(json)) return json.map((item) => withTexts(item, other));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withTexts(value, other)]));
}
