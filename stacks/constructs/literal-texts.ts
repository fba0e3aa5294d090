import { TerraformElement, Tokenization } from "cdktf";
import type { IAspect } from "cdktf";
import type { IConstruct } from "constructs";

/** `${` and `%{`, unless `${` begins a reference of cdktf's, which it writes as `${TfToken[…]}` until it resolves it. */
const TEMPLATE = /\$\{(?!TfToken\[)|%\{/g;

/**
 * Makes every text of a stack mean itself. In Terraform's JSON all strings are templates, keys of maps too (HCL's JSON
 * syntax, "Expressions"), so a value with `${` in it would be evaluated; doubled, it is text (language reference,
 * "Escape Sequences"). All that a stack holds passes here, after its references were made and before cdktf resolves them.
 * Environment files cannot say `${` at all (environments/templates.ts); this is for whatever else a text is made of.
 */
export class LiteralTexts implements IAspect {
  visit(node: IConstruct): void {
    // A stack may be synthesized twice; its texts are escaped once.
    if (!TerraformElement.isTerraformElement(node) || Object.hasOwn(node, "toTerraform")) return;
    const toTerraform = node.toTerraform.bind(node) as () => unknown;
    node.toTerraform = () => literal(toTerraform());
  }
}

function literal(value: unknown): unknown {
  if (typeof value === "string") return value.replace(TEMPLATE, (opening) => `${opening[0]}${opening}`);
  if (typeof value !== "object" || value === null || Tokenization.isResolvable(value)) return value;
  if (Array.isArray(value)) return value.map(literal);
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [String(literal(key)), literal(child)]),
  );
}
