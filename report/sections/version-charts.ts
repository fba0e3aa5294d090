import { barChart } from "../charts/bar-chart";
import { gridChart } from "../charts/grid-chart";
import { intervalChart } from "../charts/interval-chart";
import { xyChart, type Series } from "../charts/xy-chart";
import type { Evaluation, Point } from "../evaluation";
import { number } from "../format";
import { html, type Html, type Part } from "../html";
import { fold, table } from "../parts";
import type { VersionView } from "../view";
import { metricTitle } from "./glance";

/** As many features as a chart of their importance shows. */
const SHOWN_FEATURES = 12;

/** What tells versions apart at a glance: of each task the charts that it has. */
export function versionCharts(versions: readonly VersionView[]): Html {
  const decides = versions[0]?.measured.metrics[0]?.name;
  const measured = versions.flatMap(({ version, measured: { metrics } }) => {
    const metric = metrics.find(({ name }) => name === decides);
    return metric === undefined ? [] : [{ name: `version ${version}`, metric }];
  });
  const axes = { domain: [0, 1], style: "line" } as const;
  const even = { ...axes, reference: "diagonal" } as const;
  return html`<div class="charts">
      ${measured.length > 0 && intervalChart(metricTitle(decides ?? ""), measured)}
      ${curves(versions, ({ roc }) => roc, { ...even, title: "ROC curve", x: "false positive rate", y: "true positive rate" })}
      ${curves(versions, ({ precisionRecall }) => precisionRecall, { ...axes, title: "Precision and recall", x: "recall", y: "precision" })}
      ${curves(versions, ({ calibration }) => calibration, { ...even, title: "Calibration", x: "mean score", y: "share that came true" })}
      ${curves(versions, ({ residuals }) => residuals, { style: "line", title: "Residuals", x: "actual less predicted", y: "share of rows" })}
      ${versions.map(({ version, measured: { predictedAgainstActual: grid } }) => grid !== undefined && gridChart(`Predicted against actual, version ${version}`, grid, "actual", "predicted"))}
      ${versions.map(confusion)}
      ${versions.map(({ version, measured: { importance } }) => importance.length > 0 && barChart(`Importance, version ${version}`, importance.slice(0, SHOWN_FEATURES)))}
    </div>
    ${groups(versions, metricTitle(decides ?? ""))}`;
}

function curves(
  versions: readonly VersionView[],
  pointsOf: (evaluation: Evaluation) => readonly Point[],
  options: Parameters<typeof xyChart>[1],
): Part {
  const series = versions
    .map(({ version, measured }, index): Series => {
      return { name: `version ${version}`, colour: index + 1, points: pointsOf(measured) };
    })
    .filter(({ points }) => points.length > 0);
  return series.length > 0 && xyChart(series, options);
}

function confusion({ version, measured: { confusion: matrix } }: VersionView): Part {
  if (matrix === undefined) return false;
  const { classes, counts } = matrix;
  return html`<figure class="chart">
    <figcaption>Confusion matrix, version ${version}</figcaption>
    <table class="confusion">
      <caption>
        True classes in rows, predicted classes in columns
      </caption>
      <thead>
        <tr>
          <td></td>
          ${classes.map((name) => html`<th scope="col">said ${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          (row, index) =>
            html`<tr>
              <th scope="row">is ${classes[index] ?? ""}</th>
              ${row.map((count, column) => html`<td class="${column === index ? "right" : "wrong"}">${count}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

/** The metric by the values of each feature that has few: who is served worse. */
function groups(versions: readonly VersionView[], title: string): Part {
  const keys = new Map(
    versions.flatMap(({ measured }) => measured.groups).map((one) => [`${one.feature}: ${one.value}`, one]),
  );
  if (keys.size === 0) return false;
  const cells = ({ measured }: VersionView, feature: string, value: string): Part[] => {
    const group = measured.groups.find((one) => one.feature === feature && one.value === value);
    return [group?.metric === undefined ? "–" : number(group.metric), group?.rows ?? "–"];
  };
  return fold(
    `${title} by group`,
    table(
      `${title} of each version by the values of features that have few`,
      [
        "Group",
        ...versions.flatMap(({ version }) => [
          { title: `Version ${version}`, isNumber: true },
          { title: "Rows", isNumber: true },
        ]),
      ],
      [...keys].map(([key, { feature, value }]) => [
        key,
        ...versions.flatMap((version) => cells(version, feature, value)),
      ]),
    ),
  );
}
