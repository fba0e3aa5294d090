import type { Grid } from "../evaluation";
import { number } from "../format";
import { html, type Html } from "../html";
import { axisTitles, PLOT, SIZE } from "./axes";
import { linear, rounded } from "./scale";

/** How many rows lie where, the more the darker. */
export function gridChart(
  title: string,
  { xEdges, yEdges, counts }: Grid,
  xTitle: string,
  yTitle: string,
): Html {
  const [xFrom = 0, xTo = 1, yFrom = 0, yTo = 1] = [xEdges[0], xEdges.at(-1), yEdges[0], yEdges.at(-1)];
  const x = linear([xFrom, xTo], [PLOT.left, PLOT.right]);
  const y = linear([yFrom, yTo], [PLOT.bottom, PLOT.top]);
  const most = Math.max(1, ...counts.flat());
  const cells = counts.flatMap((row, column) =>
    row.map((count, level) => {
      const [left = 0, right = 0] = [xEdges[column], xEdges[column + 1]];
      const [low = 0, high = 0] = [yEdges[level], yEdges[level + 1]];
      return (
        count > 0 &&
        html`<rect
          class="cell"
          x="${x(left)}"
          y="${y(high)}"
          width="${rounded(x(right) - x(left))}"
          height="${rounded(y(low) - y(high))}"
          fill-opacity="${rounded(0.15 + 0.85 * (count / most))}"
        />`
      );
    }),
  );
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${SIZE.width} ${SIZE.height}"
      role="img"
      aria-label="${title}: ${yTitle} against ${xTitle}"
    >
      <rect
        class="frame"
        x="${PLOT.left}"
        y="${PLOT.top}"
        width="${PLOT.right - PLOT.left}"
        height="${PLOT.bottom - PLOT.top}"
      />
      ${cells}
      <line
        class="reference"
        x1="${x(Math.max(xFrom, yFrom))}"
        y1="${y(Math.max(xFrom, yFrom))}"
        x2="${x(Math.min(xTo, yTo))}"
        y2="${y(Math.min(xTo, yTo))}"
      />
      <text x="${PLOT.left}" y="${PLOT.bottom + 15}">${number(xFrom, 1)}</text>
      <text x="${PLOT.right}" y="${PLOT.bottom + 15}" text-anchor="end">${number(xTo, 1)}</text>
      <text x="${PLOT.left - 6}" y="${PLOT.bottom}" text-anchor="end">${number(yFrom, 1)}</text>
      <text x="${PLOT.left - 6}" y="${PLOT.top + 10}" text-anchor="end">${number(yTo, 1)}</text>
      ${axisTitles(xTitle, yTitle)}
    </svg>
  </figure>`;
}
