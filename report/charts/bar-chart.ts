import { number } from "../format";
import { html, type Html } from "../html";
import { linear } from "./scale";

const WIDTH = 320;
const ROW = 24;
const PLOT = { left: 110, right: 262 } as const;
/** Characters that a name has room for. */
const ROOM = 15;

/** Bars from left to right, one a name. */
export function barChart(
  title: string,
  bars: readonly { readonly name: string; readonly value: number }[],
): Html {
  const x = linear([0, Math.max(...bars.map(({ value }) => value), 0)], [0, PLOT.right - PLOT.left]);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${bars.length * ROW}"
      role="img"
      aria-label="${title}: ${bars.map(({ name, value }) => `${name} ${number(value)}`).join(", ")}"
    >
      ${bars.map(
        ({ name, value }, index) =>
          html`<g
            ><text class="label" x="${PLOT.left - 8}" y="${index * ROW + 16}" text-anchor="end"
              >${name.length > ROOM ? `${name.slice(0, ROOM - 1)}…` : name}</text
            ><rect
              class="bar"
              x="${PLOT.left}"
              y="${index * ROW + 5}"
              width="${Math.max(0, x(value))}"
              height="${ROW - 10}"
              rx="2"
            /><text class="value" x="${PLOT.left + Math.max(0, x(value)) + 6}" y="${index * ROW + 16}"
              >${number(value)}</text
            ></g
          >`,
      )}
    </svg>
  </figure>`;
}
