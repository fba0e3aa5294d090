import type { Metric } from "../evaluation";
import { number } from "../format";
import { html, type Html } from "../html";
import { linear, ticks } from "./scale";

/** A metric of one version, on a line of its own. */
export interface Measured {
  readonly name: string;
  readonly metric: Metric;
}

const WIDTH = 320;
const ROW = 30;
const PLOT = { left: 84, right: 310, top: 6 } as const;

/** The same metric of several versions, each with the bounds of its true value: whether they overlap is seen at once. */
export function intervalChart(title: string, measured: readonly Measured[]): Html {
  const bounds = measured.flatMap(({ metric: { value, interval } }) => [
    value,
    ...(interval === undefined ? [] : [interval.lower, interval.upper]),
  ]);
  const [least, most] = [Math.min(...bounds), Math.max(...bounds)];
  const room = (most - least || Math.abs(most) || 1) * 0.08;
  const domain = [least - room, most + room] as const;
  const x = linear(domain, [PLOT.left, PLOT.right]);
  const bottom = PLOT.top + measured.length * ROW;
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${bottom + 22}"
      role="img"
      aria-label="${title}: ${measured.map(inWords).join("; ")}"
    >
      ${ticks(domain).map(
        (tick) =>
          html`<g class="tick"
            ><line x1="${x(tick)}" x2="${x(tick)}" y1="${PLOT.top}" y2="${bottom}" /><text
              x="${x(tick)}"
              y="${bottom + 15}"
              text-anchor="middle"
              >${number(tick)}</text
            ></g
          >`,
      )}
      ${measured.map(({ name, metric: { value, interval } }, index) => {
        const y = PLOT.top + (index + 0.5) * ROW;
        return html`<g>
          <text class="label" x="${PLOT.left - 10}" y="${y + 4}" text-anchor="end">${name}</text>
          ${interval && html`<line class="bounds series-${index + 1}" x1="${x(interval.lower)}" x2="${x(interval.upper)}" y1="${y}" y2="${y}" />`}
          <circle class="dot series-${index + 1}" cx="${x(value)}" cy="${y}" r="6" />
        </g>`;
      })}
    </svg>
  </figure>`;
}

function inWords({ name, metric: { value, interval } }: Measured): string {
  return `${name} ${number(value)}${interval === undefined ? "" : `, between ${number(interval.lower)} and ${number(interval.upper)}`}`;
}
