import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { nextStrike } from "../environments/next-strike";
import { versionNamed } from "./compare";
import { isReadBy, liveOf } from "./live";
import type { Decision, Version } from "./ports";
import { versionReport, type VersionReport } from "./version-report";

/** What is to become of a version. */
export interface Judgement {
  readonly version: Version;
  readonly decision: Decision;
}

/** What judgements do to an environment. */
export interface Effect {
  readonly environment: string;
  /** The version that its next inference takes, without them and with them; null for none. */
  readonly before: number | null;
  readonly after: number | null;
  /** When its schedule strikes next, ISO 8601; null where it has none. */
  readonly nextRunAt: string | null;
}

/** What `approve`, `reject` and `rollback model` print with `--json`. */
export interface JudgementReport {
  readonly verb: string;
  readonly ok: true;
  readonly model: string;
  readonly reason: string;
  /** The versions as they are now. Empty where all were so already. */
  readonly judged: readonly VersionReport[];
  readonly effects: readonly Effect[];
}

/** What comes of the judgements in every environment that reads the group's versions. */
export function effectsOf(
  versions: readonly Version[],
  judgements: readonly Judgement[],
  environments: readonly Environment[],
  now: Date,
): readonly Effect[] {
  const judged = versions.map((version): Version => {
    const judgement = judgements.find((one) => one.version.number === version.number);
    return judgement === undefined ? version : { ...version, approval: judgement.decision };
  });
  return environments.map(({ name, readsVersionsOf, inferencePipeline: { schedule } }) => {
    const live = (of: readonly Version[]) => liveOf(of, readsVersionsOf).version?.number ?? null;
    const strike = schedule === undefined ? undefined : nextStrike(schedule, now);
    return {
      environment: name,
      before: live(versions),
      after: live(judged),
      nextRunAt: strike?.toISOString() ?? null,
    };
  });
}

/**
 * What makes an environment go back to an earlier version: all newer ones that it could take are rejected, and the
 * earlier one is approved where it is not.
 * @param to default: the version that was approved before the one in use
 * @throws Problem `NoVersion`, `NothingToGoBackTo`
 */
export function rollbackOf(
  versions: readonly Version[],
  { name, readsVersionsOf, modelPackageGroup: { arn } }: Environment,
  to: string | undefined,
): readonly Judgement[] {
  const inUse = liveOf(versions, readsVersionsOf).version;
  const older = versions.filter(({ number }) => inUse !== undefined && number < inUse.number);
  const target = to === undefined ? liveOf(older, readsVersionsOf).version : versionNamed(to, versions, name);
  if (inUse === undefined || target === undefined || target.number >= inUse.number) {
    throw new Problem({
      code: "NothingToGoBackTo",
      blame: "user",
      message:
        inUse === undefined
          ? `${name} uses no version yet.`
          : target === undefined
            ? `${name} uses version ${inUse.number}, and no earlier one is approved.`
            : `${name} uses version ${inUse.number}: version ${target.number} is not an earlier one.`,
      where: arn,
      next:
        inUse !== undefined && target !== undefined
          ? `To go forward: npm run deploy -- approve ${target.number} --env ${name} --reason TEXT`
          : `npm run deploy -- models --env ${name} lists the versions; name an earlier one with --to.`,
    });
  }
  if (!isReadBy(target, readsVersionsOf)) {
    throw new Problem({
      code: "NothingToGoBackTo",
      blame: "user",
      message: `${name} does not read version ${target.number}, which ${target.metadata["environment"] ?? "somebody else"} trained.`,
      where: `reads_versions_of in the file of ${name}`,
      next: "Name a version of an environment that it reads.",
    });
  }
  const newer = versions.filter(
    (version) =>
      version.number > target.number && version.approval === "Approved" && isReadBy(version, readsVersionsOf),
  );
  return [
    // The target first: at no moment is there no version to run.
    ...(target.approval === "Approved" ? [] : [{ version: target, decision: "Approved" } as const]),
    ...newer.map((version) => ({ version, decision: "Rejected" }) as const),
  ];
}

/** The report of judgements that were recorded. */
export function judgementReport(
  verb: string,
  model: string,
  reason: string,
  judged: readonly Version[],
  effects: readonly Effect[],
): JudgementReport {
  return { verb, ok: true, model, reason, judged: judged.map(versionReport), effects };
}
