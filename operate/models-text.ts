import { arnResourceName } from "sagemaker-promotion-core/arn";
import type { Paint } from "../deploy/text";
import { intervalText, namedValue, percentText, valueText } from "../deploy/metric";
import { metricTitle } from "../models/metrics";
import type { ModelReport } from "./models";
import { principal } from "./principal";
import { table, type Cell } from "../deploy/table";
import type { VersionReport } from "./version-report";

/** Characters of a commit that are shown. */
const COMMIT = 8;

/** A model's versions for a person. */
export function modelsText({ model, group, versions }: ModelReport, paint: Paint): string {
  const heading = `${paint("bold", model)}  versions of ${arnResourceName(group)}\n`;
  if (versions.length === 0) return `${heading}  none yet\n`;
  // A model's metric is another one as a rule only where its description was changed.
  const [first, second] = new Set(versions.flatMap((one) => one.metric?.name ?? []));
  const metric = second === undefined ? first : undefined;
  const rows = versions.map((version): Cell[] => [
    String(version.version),
    approval(version, paint),
    version.metric === null
      ? ""
      : metric === undefined
        ? namedValue(version.metric)
        : valueText(version.metric),
    version.trainedBy ?? "",
    version.commit?.slice(0, COMMIT) ?? "",
    version.liveIn.join(", "),
    [...interval(version), ...judged(version)].join("\n"),
  ]);
  const last = versions.some(({ metric }) => metric?.interval != null) ? "interval, by whom" : "by whom";
  return `${heading}${table([["", "approval", metric === undefined ? "metric" : metricTitle(metric), "trained by", "commit", "live in", `${last}, why`], ...rows])}`;
}

function approval({ approval: status }: VersionReport, paint: Paint): Cell {
  if (status === "Approved") return { text: "approved", paint: (text) => paint("green", text) };
  if (status === "Rejected") return { text: "rejected", paint: (text) => paint("dim", text) };
  return { text: "waits", paint: (text) => paint("yellow", text) };
}

function interval({ metric }: VersionReport): string[] {
  if (metric?.interval == null) return [];
  return [`${intervalText(metric.interval)} (${percentText(metric.interval)})`];
}

function judged({ judgedBy, judgedAt, reason }: VersionReport): string[] {
  if (judgedAt === null) return [];
  const by = judgedBy === null ? "" : `, ${principal(judgedBy)}`;
  return [`${judgedAt.slice(0, 10)}${by}${reason === null ? "" : ":"}`, ...(reason === null ? [] : [reason])];
}
