import type { Point } from "../evaluation";
import { number } from "../format";
import { html, type Html } from "../html";
import { axisTitles, PLOT, SIZE } from "./axes";
import { linear, range, ticks } from "./scale";

/** Points of one version, told apart by colour, dash and mark. */
export interface Series {
  readonly name: string;
  /** 1 to 4; a version has the same in every chart. */
  readonly colour: number;
  readonly points: readonly Point[];
}

interface Options {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Of both axes; default: what the points take, and 0 of the second. */
  readonly domain?: readonly [number, number];
  /** What perfect, or no, skill would be. */
  readonly reference?: "diagonal";
  readonly style: "line" | "dots";
}

/** Curves or dots of several versions over the same axes. */
export function xyChart(series: readonly Series[], options: Options): Html {
  const { title, x: xTitle, y: yTitle, style, reference } = options;
  const all = series.flatMap(({ points }) => points);
  const xRange = options.domain ?? range(all.map(([x]) => x));
  const yRange = options.domain ?? range([0, ...all.map(([, y]) => y)]);
  const x = linear(xRange, [PLOT.left, PLOT.right]);
  const y = linear(yRange, [PLOT.bottom, PLOT.top]);
  const names = series.map(({ name }) => name).join(", ");
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${SIZE.width} ${SIZE.height}"
      role="img"
      aria-label="${title}: ${yTitle} against ${xTitle}, of ${names}"
    >
      ${ticks(xRange).map(
        (tick) =>
          html`<g class="tick"
            ><line x1="${x(tick)}" x2="${x(tick)}" y1="${PLOT.top}" y2="${PLOT.bottom}" /><text
              x="${x(tick)}"
              y="${PLOT.bottom + 15}"
              text-anchor="middle"
              >${number(tick, 2)}</text
            ></g
          >`,
      )}
      ${ticks(yRange).map(
        (tick) =>
          html`<g class="tick"
            ><line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}" /><text
              x="${PLOT.left - 6}"
              y="${y(tick) + 4}"
              text-anchor="end"
              >${number(tick, 2)}</text
            ></g
          >`,
      )}
      ${
        reference === "diagonal" &&
        html`<line
          class="reference"
          x1="${x(xRange[0])}"
          y1="${y(xRange[0])}"
          x2="${x(xRange[1])}"
          y2="${y(xRange[1])}"
        />`
      }
      ${series.map(({ points, colour }) =>
        style === "line"
          ? html`<polyline
              class="series series-${colour}"
              points="${points.map(([px, py]) => `${x(px)},${y(py)}`).join(" ")}"
            />`
          : points.map(
              ([px, py]) => html`<circle class="dot series-${colour}" cx="${x(px)}" cy="${y(py)}" r="3" />`,
            ),
      )}
      ${axisTitles(xTitle, yTitle)}
    </svg>
    ${series.length > 1 && legend(series)}
  </figure>`;
}

/** Which colour is whose. */
function legend(series: readonly Series[]): Html {
  return html`<ul class="legend">
    ${series.map(
      ({ name, colour }) =>
        html`<li>
          <svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
            <line class="series series-${colour}" x1="0" y1="4" x2="24" y2="4" />
          </svg>
          ${name}
        </li>`,
    )}
  </ul>`;
}
