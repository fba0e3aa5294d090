import type { Bin } from "../distribution";
import { percent } from "../format";
import { html, type Html } from "../html";
import { linear, rounded } from "./scale";

const SIZE = { width: 320, height: 130 } as const;
const PLOT = { left: 4, right: 316, top: 8, bottom: 104 } as const;

/** Two data sets over the same bins, bar beside bar; what only the batch has stands out. */
export function histogram(title: string, bins: readonly Bin[]): Html {
  const most = Math.max(...bins.flatMap(({ reference, batch }) => [reference, batch]), 0.01);
  const y = linear([0, most], [PLOT.bottom, PLOT.top]);
  const width = (PLOT.right - PLOT.left) / Math.max(1, bins.length);
  const every = Math.ceil(bins.length / 7);
  return html`<svg
    class="histogram"
    viewBox="0 0 ${SIZE.width} ${SIZE.height}"
    role="img"
    aria-label="${title}: ${bins.map(inWords).join("; ")}"
  >
    ${bins.map(({ label, reference, batch, isOutside }, index) => {
      const x = PLOT.left + index * width;
      const bar = rounded(width * 0.4);
      return html`<g>
        <rect
          class="of-reference"
          x="${rounded(x + width * 0.08)}"
          y="${y(reference)}"
          width="${bar}"
          height="${rounded(PLOT.bottom - y(reference))}"
        />
        <rect
          class="of-batch ${isOutside ? "outside" : "inside"}"
          x="${rounded(x + width * 0.5)}"
          y="${y(batch)}"
          width="${bar}"
          height="${rounded(PLOT.bottom - y(batch))}"
        />
        ${(isOutside || index % every === 0) && html`<text class="${isOutside ? "label outside" : "label"}" x="${rounded(x + width / 2)}" y="${PLOT.bottom + 15}" text-anchor="middle">${label.length > 8 ? `${label.slice(0, 7)}…` : label}</text>`}
      </g>`;
    })}
    <line class="base" x1="${PLOT.left}" x2="${PLOT.right}" y1="${PLOT.bottom}" y2="${PLOT.bottom}" />
  </svg>`;
}

function inWords({ label, reference, batch }: Bin): string {
  return `${label}: ${percent(reference)} of the reference, ${percent(batch)} of the batch`;
}
