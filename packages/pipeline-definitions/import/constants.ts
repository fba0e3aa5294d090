import type { Json } from "../json";
import type { IndexedDefinition } from "../validate/indexed-definition";
import type { Identifiers } from "./identifiers";

/**
 * Fields whose values people name once for many steps, with the name; an image is named after its
 * repository.
 */
const NAMES: ReadonlyMap<string, (value: string) => string> = new Map([
  ["RoleArn", () => "roleArn"],
  ["ExecutionRoleArn", () => "roleArn"],
  ["KmsKeyId", () => "kmsKeyId"],
  ["VolumeKmsKeyId", () => "kmsKeyId"],
  ["ImageUri", imageName],
  ["TrainingImage", imageName],
  ["Image", imageName],
]);

function imageName(uri: string): string {
  const repository = /([^/:@]+)(?:[:@][^/]*)?$/.exec(uri)?.[1] ?? "";
  return `${repository.replace(/^sagemaker-/, "")}-image`;
}

/**
 * Constants for roles, keys and images that a definition repeats. Those that the code then uses are
 * declared.
 */
export class Constants {
  private readonly counts = new Map<string, number>();
  private readonly declared = new Map<string, string>();

  constructor(
    indexed: IndexedDefinition,
    private readonly identifiers: Identifiers,
    private readonly text: (value: string) => string,
  ) {
    this.count(indexed.definition);
  }

  /** The constant for a field's value; undefined if the value occurs once, or for other fields. */
  for(field: string, value: Json): string | undefined {
    const name = NAMES.get(field);
    if (name === undefined || typeof value !== "string" || (this.counts.get(value) ?? 0) < 2)
      return undefined;
    const known = this.declared.get(value);
    if (known !== undefined) return known;
    const identifier = this.identifiers.claim(name(value), "Value");
    this.declared.set(value, identifier);
    return identifier;
  }

  /** @param code that uses them */
  declarations(code: string): readonly string[] {
    return [...this.declared]
      .filter(([, identifier]) => new RegExp(`\\b${identifier}\\b`).test(code))
      .map(([value, identifier]) => `const ${identifier} = ${this.text(value)};`);
  }

  private count(json: Json): void {
    if (json === null || typeof json !== "object") return;
    for (const [field, value] of Object.entries(json)) {
      if (typeof value !== "string") this.count(value);
      else if (NAMES.has(field)) this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    }
  }
}
