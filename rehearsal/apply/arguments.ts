import { Problem } from "sagemaker-promotion-core/problem";

/** JSON values as Terraform's configuration holds them, references resolved. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A scalar as Terraform writes it into a string. */
export function stringOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A resource's arguments (or one nested block of them), read by type; a wrong type is a bug in our stacks. */
export class Arguments {
  constructor(
    readonly values: { readonly [key: string]: Json },
    private readonly where: string,
  ) {}

  string(key: string): string {
    const value = this.optionalString(key);
    if (value === undefined) throw this.wrong(key, "a string");
    return value;
  }

  optionalString(key: string): string | undefined {
    const value = this.values[key];
    if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
    throw this.wrong(key, "a string");
  }

  number(key: string): number | undefined {
    const value = this.values[key];
    if (value === undefined || value === null || typeof value === "number") return value ?? undefined;
    throw this.wrong(key, "a number");
  }

  boolean(key: string): boolean | undefined {
    const value = this.values[key];
    if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
    throw this.wrong(key, "true or false");
  }

  strings(key: string): string[] | undefined {
    const value = this.values[key];
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return [...value];
    throw this.wrong(key, "a list of strings");
  }

  /** A map of strings, such as tags or environment variables. */
  map(key: string): Record<string, string> {
    const value = this.values[key];
    if (value === undefined || value === null) return {};
    if (!isObject(value)) throw this.wrong(key, "a map of strings");
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, stringOf(item)]));
  }

  /** Nested blocks: Terraform JSON writes one block as an object and several as a list. */
  blocks(key: string): Arguments[] {
    const value = this.values[key];
    if (value === undefined || value === null) return [];
    const list: readonly Json[] = Array.isArray(value) ? value : [value];
    return list.map((item, index) => {
      if (!isObject(item)) throw this.wrong(key, "a block");
      return new Arguments(item, `${this.where}.${key}[${index}]`);
    });
  }

  block(key: string): Arguments | undefined {
    return this.blocks(key)[0];
  }

  private wrong(key: string, expected: string): Problem {
    return new Problem({
      code: "UnexpectedArgument",
      blame: "bug",
      message: `${this.where}.${key} is not ${expected}: ${JSON.stringify(this.values[key])}`,
      next: "fix the stack that emits it, or add this form to rehearsal/apply",
    });
  }
}
