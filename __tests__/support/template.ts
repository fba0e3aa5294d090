import { type TerraformStack, Testing } from "cdktf";
import type { Statement } from "../../stacks/iam/policy-document";
import { like, listOf } from "../../stacks/iam/match";

export { listOf };

type Json = { readonly [key: string]: unknown };

/** A resource block of a synthesized stack: its address, and its arguments by their Terraform names. */
export interface Resource {
  readonly address: string;
  readonly arguments: Json;
}

/** The Terraform JSON of one stack, for assertions. */
export class Template {
  readonly text: string;
  private readonly document: Json;

  private constructor(stack: TerraformStack) {
    this.text = Testing.synth(stack);
    this.document = JSON.parse(this.text) as Json;
  }

  static of(stack: TerraformStack): Template {
    return new Template(stack);
  }

  /** Types of all resources, sorted. */
  types(): string[] {
    return Object.keys(record(this.document["resource"])).sort();
  }

  hasDataSources(): boolean {
    return "data" in this.document;
  }

  resources(type: string): Resource[] {
    const named = record(record(this.document["resource"])[type]);
    return Object.entries(named).map(([name, body]) => ({
      address: `${type}.${name}`,
      arguments: record(body),
    }));
  }

  /** The only resource of the type, or the only one whose address begins `type.name`. */
  resource(type: string, name = ""): Json {
    const found = this.resources(type).filter(({ address }) => address.startsWith(`${type}.${name}`));
    const [only] = found;
    if (only === undefined || found.length > 1) {
      throw new Error(
        `expected one ${type}.${name}…, found ${found.map(({ address }) => address).join(", ") || "none"}`,
      );
    }
    return only.arguments;
  }

  provider(): Json {
    const [provider] = record(this.document["provider"])["aws"] as Json[];
    return record(provider);
  }

  terraform(): Json {
    return record(this.document["terraform"]);
  }

  /** Every policy document in the stack, with where it stands. */
  policies(): { readonly where: string; readonly statements: readonly Statement[] }[] {
    return this.types().flatMap((type) =>
      this.resources(type).flatMap(({ address, arguments: body }) =>
        ["policy", "assume_role_policy", "resource_policy"].flatMap((key) =>
          typeof body[key] === "string"
            ? [{ where: `${address}.${key}`, statements: statementsOf(body[key]) }]
            : [],
        ),
      ),
    );
  }
}

/** The statements of a policy document as JSON text. */
export function statementsOf(policy: unknown): readonly Statement[] {
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

/**
 * Sids of the allowing statements that cover an action on a resource. Conditions are not evaluated: what they ask is
 * asserted where it matters.
 */
export function allowedBy(statements: readonly Statement[], action: string, resource: string): string[] {
  return statements
    .filter(
      ({ Effect, Action, Resource }) =>
        Effect === "Allow" &&
        listOf(Action).some((pattern) => like(pattern, action)) &&
        listOf(Resource).some((pattern) => like(pattern, resource)),
    )
    .map(({ Sid }) => Sid);
}

function record(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}
