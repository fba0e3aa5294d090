import { propertyShapes, shapeOf } from "./service-model";
import type { Shape } from "./shape";

/** One step along a property's path: a member, a position in a list, or the name of an item or a key. */
export type PathPart =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "item"; readonly index: number }
  | { readonly kind: "named"; readonly name: string };

const NEXT = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** The parts of a path such as `InputDataConfig[0].ChannelName`; undefined where the text is no path. */
export function parsePath(path: string): readonly PathPart[] | undefined {
  const parts: PathPart[] = [];
  for (let at = 0; at < path.length; at = NEXT.lastIndex) {
    NEXT.lastIndex = at;
    const [, name, index, single, double] = NEXT.exec(path) ?? [];
    const key = single ?? double;
    if (name !== undefined) parts.push({ kind: "member", name });
    else if (index !== undefined) parts.push({ kind: "item", index: Number(index) });
    else if (key !== undefined) parts.push({ kind: "named", name: key });
    else return undefined;
  }
  return parts;
}

/** What a path leads to: a shape, or the first part that does not exist, with the parts that do. */
type Property =
  | { readonly found: true; readonly shape: Shape; readonly name: string }
  | { readonly found: false; readonly at: string; readonly known: readonly string[] };

/**
 * The property of a step type at a path, by the service model of the response that it is read from.
 * @returns undefined where the model does not know the step type's properties
 */
export function propertyOf(stepType: string, path: string): Property | undefined {
  const roots = propertyShapes(stepType);
  if (roots.length === 0) return undefined;
  const members = Object.assign({}, ...roots.map((root) => shapeOf(root).members ?? {})) as Readonly<
    Record<string, string>
  >;
  let shape: Shape = { type: "structure", members };
  let name = "";
  for (const part of parsePath(path) ?? []) {
    const next = nextShape(shape, part);
    if (next === undefined)
      return { found: false, at: describe(part), known: Object.keys(shape.members ?? {}) };
    name = next;
    shape = shapeOf(next);
  }
  return { found: true, shape, name };
}

function nextShape(shape: Shape, part: PathPart): string | undefined {
  switch (part.kind) {
    case "member":
      return Object.hasOwn(shape.members ?? {}, part.name) ? shape.members?.[part.name] : undefined;
    case "item":
      return shape.member;
    case "named":
      return shape.member ?? shape.value;
  }
}

function describe(part: PathPart): string {
  return part.kind === "item" ? `[${part.index}]` : part.kind === "named" ? `['${part.name}']` : part.name;
}
