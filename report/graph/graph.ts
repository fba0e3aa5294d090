import { isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { flatten } from "sagemaker-pipeline-definitions/diff";

/** A step of a definition. */
export interface GraphStep {
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  /** As the definition has them, with what is known only when it runs. */
  readonly arguments: Json | undefined;
}

/** One step that another waits for; the branch, where a condition leads to it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly branch?: "if" | "else";
}

export interface Graph {
  /** In the order of the definition. */
  readonly steps: readonly GraphStep[];
  /** Without those that others imply. */
  readonly edges: readonly Edge[];
}

/** The steps of a definition and what waits for what; empty where it is none. */
export function graphOf(definition: Json): Graph {
  const flat = flatten(definition);
  if (flat === undefined) return { steps: [], edges: [] };
  const waits = new Map([...flat.steps].map(([name, step]) => [name, waitsFor(step, flat.steps)]));
  const edges = [...flat.steps.keys()].flatMap((name): Edge[] => {
    const own = [...(waits.get(name) ?? [])].map((from) => ({ from, to: name }));
    const place = flat.places.get(name) ?? null;
    if (place === null) return own;
    const branch = place.side === "ElseSteps" ? "else" : "if";
    return [...own, { from: place.condition, to: name, branch }];
  });
  return {
    steps: [...flat.steps].map(([name, step]) => ({
      name,
      type: typeof step.Type === "string" ? step.Type : "",
      description: typeof step.Description === "string" ? step.Description : undefined,
      arguments: step.Arguments,
    })),
    edges: withoutImplied(edges),
  };
}

/** The steps whose outputs a step reads, or that it names. */
function waitsFor(step: JsonObject, steps: ReadonlyMap<string, JsonObject>): Set<string> {
  const found = new Set<string>();
  const look = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isJsonObject(value)) return;
    const [, name] = typeof value.Get === "string" ? (/^Steps\.([^.]+)/.exec(value.Get) ?? []) : [];
    if (name !== undefined) found.add(name);
    Object.values(value).forEach(look);
  };
  look(step);
  const depends = Array.isArray(step.DependsOn) ? (step.DependsOn as readonly Json[]) : [];
  for (const one of depends) {
    const name = isJsonObject(one) ? one.Step : one;
    if (typeof name === "string") found.add(name);
  }
  return new Set([...found].filter((name) => steps.has(name) && name !== step.Name));
}

/** What can be reached on a longer way needs no line of its own. */
function withoutImplied(edges: readonly Edge[]): Edge[] {
  const next = (name: string): string[] => edges.filter(({ from }) => from === name).map(({ to }) => to);
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    next(from).some((one) => {
      if (one === to) return true;
      if (seen.has(one)) return false;
      seen.add(one);
      return reaches(one, to, seen);
    });
  return edges.filter(
    ({ from, to }) => !next(from).some((one) => one !== to && reaches(one, to, new Set([from]))),
  );
}
