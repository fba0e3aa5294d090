import { isJsonObject, type Json } from "sagemaker-pipeline-definitions";
import { replacedBy } from "../apply/resources";
import { isSame, type Pair } from "./row";

/**
 * What becomes of a resource whose own arguments differ. What it refers to may be replaced too; Terraform's plan tells of
 * that.
 */
export interface ResourceDifference {
  /** Its stack and its Terraform address. */
  readonly address: string;
  readonly action: "create" | "update" | "replace" | "delete";
  readonly changed: readonly ArgumentDifference[];
}

interface ArgumentDifference {
  readonly argument: string;
  readonly from?: Json;
  readonly to?: Json;
}

export function compareResource({ name, base, head }: Pair<Json>): ResourceDifference {
  if (base === undefined) return { address: name, action: "create", changed: [] };
  if (head === undefined) return { address: name, action: "delete", changed: [] };
  const changed = argumentsOf(base, head);
  const type = name.split(" ").at(-1)?.split(".")[0] ?? "";
  const forcing = replacedBy(type);
  const replaces = changed.some(({ argument }) => forcing.includes(argument));
  return { address: name, action: replaces ? "replace" : "update", changed };
}

/** A stack's section that is no object is one argument without a name. */
function argumentsOf(base: Json, head: Json): ArgumentDifference[] {
  if (!isJsonObject(base) || !isJsonObject(head)) return [{ argument: "", from: base, to: head }];
  return [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .sort()
    .filter((argument) => !isSame(base[argument], head[argument]))
    .map((argument) => {
      const [from, to] = [base[argument], head[argument]];
      return { argument, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    });
}
