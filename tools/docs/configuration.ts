import environmentSchema from "../../environments/environment.schema.json";
import modelSchema from "../../models/model.schema.json";
import { generated, plain } from "./markdown";

/** What is read of a schema, and of the schema of a value. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly then?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A value's schema with what it refers to; its own words come first. */
function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace("#/$defs/", "");
  return name === undefined ? schema : { ...root.$defs?.[name], ...schema };
}

/** When a key has to be there, or what stands for it; the description says the defaults that depend on other keys. */
function presence(key: string, value: Schema, of: Schema): string {
  if (of.required?.includes(key) === true) return "required";
  if (of.then?.required?.includes(key) === true) return "required in the prod file";
  return value.default === undefined ? "" : `\`${JSON.stringify(value.default)}\``;
}

/** Rows for the keys of an object, those of objects and lists of objects in it behind their own. */
function rows(of: Schema, root: Schema, path = ""): string[] {
  return Object.entries(of.properties ?? {}).flatMap(([key, found]) => {
    const value = resolve(found, root);
    const name = `${path}${key}`;
    const row = [
      `\`${name}\``,
      plain(value.title ?? ""),
      presence(key, value, of),
      plain(value.description ?? ""),
    ];
    const item = value.items === undefined ? {} : resolve(value.items, root);
    return [`| ${row.join(" | ")} |`, ...rows(value, root, `${name}.`), ...rows(item, root, `${name}[].`)];
  });
}

function section(title: string, schema: Schema): string[] {
  const head = ["| key | looks like | required, or default | says |", "| --- | --- | --- | --- |"];
  return [`## ${title}`, "", plain(schema.description ?? ""), "", ...head, ...rows(schema, schema), ""];
}

/** Every key of the files that users write, from the schemas that hold these files. */
export function configurationPage(): string {
  return (
    [
      "# Configuration",
      "",
      generated("environments/environment.schema.json and models/model.schema.json"),
      "",
      "`x.y` is the key `y` of the object `x`, and `x[].y` that of each object in the list `x`. Editors that know JSON Schema",
      "complete these keys; what is wrong with a file is told with file, line and what to do.",
      "",
      ...section("Environment files", environmentSchema),
      ...section("A model's description", modelSchema),
    ]
      .join("\n")
      .trimEnd() + "\n"
  );
}
