import { arnResourceName } from "sagemaker-promotion-core/arn";
import type { Paint } from "../deploy/text";
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
  const rows = versions.map((version): Cell[] => [
    String(version.version),
    approval(version, paint),
    version.auc?.toFixed(4) ?? "",
    version.trainedBy ?? "",
    version.commit?.slice(0, COMMIT) ?? "",
    version.liveIn.join(", "),
    judged(version),
  ]);
  return `${heading}${table([["", "approval", "AUC", "trained by", "commit", "live in", "by whom, why"], ...rows])}`;
}

function approval({ approval: status }: VersionReport, paint: Paint): Cell {
  if (status === "Approved") return { text: "approved", paint: (text) => paint("green", text) };
  if (status === "Rejected") return { text: "rejected", paint: (text) => paint("dim", text) };
  return { text: "waits", paint: (text) => paint("yellow", text) };
}

function judged({ judgedBy, judgedAt, reason }: VersionReport): string {
  if (judgedAt === null) return "";
  const by = judgedBy === null ? "" : `, ${principal(judgedBy)}`;
  return `${judgedAt.slice(0, 10)}${by}${reason === null ? "" : `:\n${reason}`}`;
}
