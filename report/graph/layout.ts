import type { Edge, Graph } from "./graph";

/** Pixels. */
export const STEP = { width: 166, height: 50 } as const;
const GAP = { x: 14, y: 34 } as const;
/** The room of a line that passes by. */
const LANE = 10;
const MARGIN = 6;

interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** A line from step to step, through the lanes beside the steps that it passes. */
export interface Line {
  readonly edge: Edge;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** A place in a layer: a step, or a line that passes. */
interface Cell {
  readonly id: string;
  readonly width: number;
}

/**
 * Layers from top to bottom: a step lies below all that it waits for. Pipelines have some ten steps in two columns, which a
 * phone shows without scrolling sideways; a general layout such as dagre's would be a hundred times this code.
 */
export function layOut({ steps, edges }: Graph): Layout {
  const depth = depths(
    steps.map(({ name }) => name),
    edges,
  );
  const layers: Cell[][] = [];
  const place = (layer: number, cell: Cell): void => void (layers[layer] ??= []).push(cell);
  for (const { name } of steps) place(depth.get(name) ?? 0, { id: name, width: STEP.width });
  const ways = edges.map((edge) => {
    const [top, bottom] = [depth.get(edge.from) ?? 0, depth.get(edge.to) ?? 0];
    const between = Array.from({ length: Math.max(0, bottom - top - 1) }, (_, index) => {
      const id = `${edge.from} to ${edge.to} ${index}`;
      place(top + 1 + index, { id, width: LANE });
      return id;
    });
    return { edge, way: [edge.from, ...between, edge.to] };
  });
  const ordered = order(
    layers,
    ways.flatMap(({ way }) => way.slice(1).map((to, index) => [way[index] ?? "", to] as const)),
  );
  return drawn(ordered, ways, new Set(steps.map(({ name }) => name)));
}

function depths(names: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const known = new Map<string, number>();
  const depthOf = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    // Where steps wait for each other, which SageMaker refuses, the first one that is asked for begins.
    known.set(name, 0);
    const before = edges.filter(({ to }) => to === name).map(({ from }) => depthOf(from) + 1);
    known.set(name, Math.max(0, ...before));
    return known.get(name) ?? 0;
  };
  names.forEach(depthOf);
  return known;
}

/** Each layer in the order of what its cells hang on, which keeps lines from crossing. */
function order(layers: readonly Cell[][], links: readonly (readonly [from: string, to: string])[]): Cell[][] {
  const position = new Map<string, number>();
  return layers.map((layer) => {
    const weight = ({ id }: Cell, index: number): number => {
      const above = links.filter(([, to]) => to === id).map(([from]) => position.get(from) ?? 0);
      return above.length === 0 ? index : above.reduce((sum, one) => sum + one, 0) / above.length;
    };
    const sorted = layer
      .map((cell, index) => ({ cell, weight: weight(cell, index) }))
      .sort((one, other) => one.weight - other.weight)
      .map(({ cell }) => cell);
    sorted.forEach(({ id }, index) => position.set(id, sorted.length === 1 ? 0.5 : index));
    return sorted;
  });
}

function drawn(
  layers: readonly Cell[][],
  ways: readonly { readonly edge: Edge; readonly way: readonly string[] }[],
  steps: ReadonlySet<string>,
): Layout {
  const widthOf = (layer: readonly Cell[]): number =>
    layer.reduce((sum, { width }) => sum + width, 0) + GAP.x * (layer.length - 1);
  const width = Math.max(STEP.width, ...layers.map(widthOf)) + 2 * MARGIN;
  const places = new Map<string, { readonly x: number; readonly y: number; readonly width: number }>();
  layers.forEach((layer, depth) => {
    let x = (width - widthOf(layer)) / 2;
    for (const cell of layer) {
      places.set(cell.id, { x, y: MARGIN + depth * (STEP.height + GAP.y), width: cell.width });
      x += cell.width + GAP.x;
    }
  });
  const at = (id: string) => places.get(id) ?? { x: 0, y: 0, width: 0 };
  return {
    width,
    height: layers.length * (STEP.height + GAP.y) - GAP.y + 2 * MARGIN,
    boxes: [...places].flatMap(([name, { x, y }]) => (steps.has(name) ? [{ name, x, y }] : [])),
    lines: ways.map(({ edge, way }) => ({
      edge,
      points: way.flatMap((id, index): [number, number][] => {
        const { x, y, width: wide } = at(id);
        const middle = x + wide / 2;
        const ends: [number, number][] = [
          [middle, y],
          [middle, y + STEP.height],
        ];
        if (index === 0) return ends.slice(1);
        return index === way.length - 1 ? ends.slice(0, 1) : ends;
      }),
    })),
  };
}
