import { html, type Html } from "../html";

/** The size of a chart with two axes, and where in it the points lie. */
export const SIZE = { width: 320, height: 240 } as const;
export const PLOT = { left: 54, right: 308, top: 10, bottom: 202 } as const;

/** What the two axes are. */
export function axisTitles(x: string, y: string): Html {
  return html`<text
      class="axis"
      x="${(PLOT.left + PLOT.right) / 2}"
      y="${SIZE.height - 6}"
      text-anchor="middle"
    >
      ${x}
    </text>
    <text
      class="axis"
      transform="translate(11 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)"
      text-anchor="middle"
    >
      ${y}
    </text>`;
}
