import { seconds } from "../format";
import { html, type Html } from "../html";
import { toneOf, type Tone } from "../parts";
import type { Graph, GraphStep } from "./graph";
import { layOut, STEP, type Line } from "./layout";

/** How a step went: undefined where the execution did not come to it. */
type Went = { readonly status: string; readonly seconds: number | null } | undefined;

interface Options {
  /** Says what the picture shows to whoever cannot see it. */
  readonly title: string;
  readonly went: (step: string) => Went;
  /** Steps in which the sources differ from what is deployed. */
  readonly changed: ReadonlySet<string>;
  /** The place in the page that tells of a step. */
  readonly anchorOf: (step: string) => string;
}

/** A pipeline's steps as a picture: each leads to what is told of it. */
export function drawing(graph: Graph, { title, went, changed, anchorOf }: Options): Html {
  const { width, height, boxes, lines } = layOut(graph);
  const steps = new Map(graph.steps.map((step) => [step.name, step]));
  const isTaken = ({ edge: { from, to } }: Line): boolean =>
    went(from) !== undefined && went(to) !== undefined;
  return html`<svg
    class="graph"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="group"
    aria-label="${title}"
  >
    ${lines.map((line) => lineMarkup(line, isTaken(line)))}
    ${boxes.map(({ name, x, y }) => {
      const step = steps.get(name);
      return (
        step && stepMarkup(step, { x, y, went: went(name), isChanged: changed.has(name), to: anchorOf(name) })
      );
    })}
  </svg>`;
}

const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✕", warn: "!", info: "●", quiet: "" };

function stepMarkup(
  { name, type }: GraphStep,
  { x, y, went, isChanged, to }: { x: number; y: number; went: Went; isChanged: boolean; to: string },
): Html {
  const tone = went === undefined ? "quiet" : toneOf(went.status);
  const took = went?.seconds == null ? "" : ` · ${seconds(went.seconds)}`;
  const shown = went === undefined ? type : `${SIGNS[tone]} ${type}${took}`;
  // Who hears the page is told what is seen, and then what the colour says.
  const heard = [went?.status ?? "not taken", ...(isChanged ? ["changed since it was deployed"] : [])];
  return html`<a href="#${to}" class="step ${tone}" aria-label="${name} ${shown}: ${heard.join(", ")}">
    <rect
      x="${x}"
      y="${y}"
      width="${STEP.width}"
      height="${STEP.height}"
      rx="${type === "Condition" ? 24 : 7}"
    />
    <text class="name" x="${x + STEP.width / 2}" y="${y + 21}">${fitted(name)}</text>
    <text class="told" x="${x + STEP.width / 2}" y="${y + 38}">${shown}</text>
    ${isChanged && html`<circle class="changed" cx="${x + STEP.width - 4}" cy="${y + 4}" r="6" />`}
  </a>`;
}

/** As many characters as a step's box has room for. */
const ROOM = 21;

function fitted(name: string): string {
  return name.length > ROOM ? `${name.slice(0, ROOM - 1)}…` : name;
}

function lineMarkup({ edge: { branch }, points }: Line, isTaken: boolean): Html {
  const [first = [0, 0], ...rest] = points;
  let [fromX, fromY] = first;
  const curves = rest.map(([x, y]) => {
    const middle = (fromY + y) / 2;
    const curve = x === fromX ? `L${x} ${y}` : `C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
    [fromX, fromY] = [x, y];
    return curve;
  });
  const [x, y] = [fromX, fromY];
  const [startX, startY] = first;
  const labelX = branch === undefined ? 0 : startX + (x - startX) * 0.5;
  return html`<g class="line ${isTaken ? "taken" : "untaken"}" aria-hidden="true">
    <path d="M${startX} ${startY}${curves.join("")}" />
    <path class="head" d="M${x - 4} ${y - 7}L${x} ${y}L${x + 4} ${y - 7}z" />
    ${branch !== undefined && html`<text x="${labelX + 6}" y="${startY + 14}">${branch}</text>`}
  </g>`;
}
