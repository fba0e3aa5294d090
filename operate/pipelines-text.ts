import { HASH_CHARACTERS } from "../deploy/consequences/words";
import type { PipelineKind } from "../deploy/desired";
import type { PipelineVersionReport } from "../deploy/pipeline-version";
import { table } from "../deploy/table";
import type { Paint } from "../deploy/text";
import { principal } from "./principal";
import { moment } from "./when";

/** The versions of one pipeline for a person. */
export function pipelinesText(
  kind: PipelineKind,
  versions: readonly PipelineVersionReport[],
  paint: Paint,
): string {
  const heading = `${paint("bold", kind)}\n`;
  if (versions.length === 0) return `${heading}  not deployed\n`;
  const rows = versions.map((version) => [
    String(version.version),
    moment(new Date(version.createdAt)),
    originText(version),
  ]);
  return `${heading}${table(rows)}`;
}

/** A version in a sentence: `pipeline version 3 of 2026-07-01 10:00 UTC, commit 0a1b, by ada`. */
export function pipelineVersionText(version: PipelineVersionReport | null): string {
  if (version === null) return "no version of the pipeline that is still there";
  return `pipeline version ${version.version} of ${moment(new Date(version.createdAt))}, ${originText(version)}`;
}

function originText({ commit, plan, by, rollback }: PipelineVersionReport): string {
  if (commit === null || by === null) return "without a label: nobody says from which commit, or who";
  const planned = plan === null ? "" : `, plan ${plan.slice(0, HASH_CHARACTERS)}`;
  const back = rollback === null ? "" : `, back from ${rollback.from} to ${rollback.to}: ${rollback.reason}`;
  return `commit ${commit.slice(0, HASH_CHARACTERS)}${planned}, by ${principal(by)}${back}`;
}
