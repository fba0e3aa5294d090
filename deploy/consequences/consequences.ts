import { basename } from "node:path/posix";
import type { Json } from "sagemaker-pipeline-definitions";
import { terminalLines, type Change } from "sagemaker-pipeline-definitions/diff";
import { costCeiling, type CostCeiling } from "../../pipeline-defs/cost/ceiling";
import { usdText } from "../../pipeline-defs/cost/money";
import { CODE_TAG_PREFIX, DEFINITION_HASH_TAG, GIT_COMMIT_TAG } from "../desired";
import type { Plan, PlannedPipeline } from "../plan";
import { inOrder, worstOf, type Consequence, type ConsequenceClass } from "./classes";
import { meaningOf } from "./definition-rules";
import { consequenceOf, type ResourceChange } from "./resource-rules";
import { changedScripts, type ScriptChange } from "./scripts";
import { verdict } from "./verdict";

/** What a plan leads to. */
export interface ConsequencesReport {
  /** In one sentence. */
  readonly verdict: string;
  /** Absent where nothing changes. */
  readonly worst?: ConsequenceClass;
  /** What changes, as people count: a pipeline that is updated and tagged is one change. */
  readonly changes: number;
  /** Whether Terraform's half is in it. */
  readonly terraform: boolean;
  /** The worst first; each change once. */
  readonly consequences: readonly Consequence[];
  readonly scripts: readonly ScriptChange[];
}

/** What is known beside the plan. */
export interface Beside {
  /** The plan's changed scripts, with their lines. */
  readonly scripts?: readonly ScriptChange[];
  /** Terraform's half. */
  readonly resources?: readonly ResourceChange[];
}

/** Every change of the plan in exactly one class. */
export function consequencesOf(plan: Plan, { scripts, resources }: Beside = {}): ConsequencesReport {
  const costs = plan.pipelines.map((planned) => costChange(planned));
  const list = inOrder([
    ...(resources ?? []).map(consequenceOf),
    ...plan.pipelines.flatMap(ofPipeline),
    ...costs.flatMap((cost) => (cost === undefined ? [] : [cost.consequence])),
    ...ofScripts(plan),
  ]);
  const worst = worstOf(list);
  return {
    verdict: verdict({
      created: plan.pipelines.filter(({ action }) => action === "create").length,
      costs: costs.flatMap((cost) => (cost === undefined ? [] : [cost.usd])),
      consequences: list,
    }),
    ...(worst === undefined ? {} : { worst: worst.class }),
    changes:
      plan.code.filter(({ action }) => action !== "none").length +
      plan.pipelines.filter(({ action, tags, labels }) => action !== "none" || tags.length > 0 || labels)
        .length +
      (resources ?? []).length,
    terraform: resources !== undefined,
    consequences: list,
    scripts: scripts ?? changedScripts(plan),
  };
}

function ofPipeline(planned: PlannedPipeline): Consequence[] {
  const { pipeline, action, owner, differences, cache, outputs, tags, labels } = planned;
  const subject = pipeline.kind;
  if (action === "create") {
    return [
      {
        class: "runs-otherwise",
        subject,
        what: `+ ${pipeline.name}`,
        why: "there was none: it can be started from now on",
      },
    ];
  }
  const moved = outputs.filter(
    ({ step }) => !differences.some((change) => change.kind === "output" && change.step === step),
  );
  return [
    ...(owner === undefined
      ? []
      : [
          {
            class: "runs-otherwise",
            subject,
            what: `! takes over a pipeline that ${owner}`,
            why: "somebody counts on what was there, of which a copy is kept",
          } as const,
        ]),
    ...differences.map((change): Consequence => ({
      subject,
      what: lineOf(change),
      ...meaningOf(change, subject),
    })),
    ...cache.map((effect): Consequence => ({
      class: "loses-cache",
      subject,
      what: terminalLines({ changes: [], cache: [effect], outputs: [] }).join(" "),
      why: "an execution runs it again, or re-uses what it should not",
    })),
    ...moved.map((output): Consequence => ({
      class: "runs-otherwise",
      subject,
      what: terminalLines({ changes: [], cache: [], outputs: [output] }).join(" "),
      why: "who reads the old address finds nothing new there",
    })),
    ...tags
      .filter(({ key }) => action === "none" || !isRecord(key))
      .map(({ key, from, to }): Consequence => ({
        class: "cosmetic",
        subject,
        what: `~ tag ${key}: ${from ?? "(none)"} → ${to}`,
        why: "a label",
      })),
    ...(action === "none" && labels
      ? [
          {
            class: "cosmetic",
            subject,
            what: "~ the newest version gets its label",
            why: "commit, plan and who, for whoever looks back",
          } as const,
        ]
      : []),
  ];
}

/** An update changes the tags that name definition, commit and scripts by itself: they would only repeat it. */
function isRecord(key: string): boolean {
  return key === DEFINITION_HASH_TAG || key === GIT_COMMIT_TAG || key.startsWith(CODE_TAG_PREFIX);
}

function lineOf(change: Change): string {
  return terminalLines({ changes: [change], cache: [], outputs: [] }).join(" ");
}

interface CostChange {
  /** By so much an execution may cost more, or, below zero, less; undefined where that is not known. */
  readonly usd: number | undefined;
  readonly consequence: Consequence;
}

/** Undefined where an execution may cost as much as before. */
function costChange({
  pipeline,
  action,
  observed,
  differences,
  cost,
}: PlannedPipeline): CostChange | undefined {
  const told = (usd: number | undefined, what: string): CostChange => ({
    usd,
    consequence: {
      class: "costs",
      subject: pipeline.kind,
      what,
      why: "machines at their longest run time, with all attempts",
    },
  });
  if (action === "create") return told(cost.usd, `+ at most ${usdText(cost.usd)} an execution`);
  if (observed === undefined || differences.length === 0) return undefined;
  const before = ceilingBefore(observed.definition, cost.region);
  if (before === undefined) return told(undefined, "! what an execution cost before is not known");
  const news = cost.unknown.filter(({ step }) => !before.unknown.some((known) => known.step === step));
  if (news.length > 0) {
    return told(undefined, `! no known ceiling any more: ${news.map(({ step }) => step).join(", ")}`);
  }
  const usd = cost.usd - before.usd;
  if (usdText(Math.abs(usd)) === usdText(0)) return undefined;
  return told(usd, `~ at most ${usdText(before.usd)} → ${usdText(cost.usd)} an execution`);
}

/** What an execution of a definition's JSON text may cost; undefined where it is no definition. */
export function ceilingBefore(definition: string, region: string): CostCeiling | undefined {
  try {
    return costCeiling(JSON.parse(definition) as Json, region);
  } catch {
    return undefined;
  }
}

/** Scripts that are written though no definition changes for them: those of a change are in it. */
function ofScripts({ code, pipelines }: Plan): Consequence[] {
  return code.flatMap(({ object: { key }, action }): Consequence[] => {
    const subject = basename(key);
    const used = pipelines.some(({ observed }) => observed?.definition.includes(key) === true);
    const told = pipelines.some(
      (planned) => planned.action === "create" || JSON.stringify(planned.differences).includes(key),
    );
    if (action === "none") return [];
    if (action === "replace") {
      return [
        {
          class: "predictions-change",
          subject,
          what: "! was overwritten in S3, and is put back",
          why: "runs since then ran what nobody here knows",
        },
      ];
    }
    if (used) {
      return [
        {
          class: "runs-otherwise",
          subject,
          what: "+ is gone from S3, and is put back",
          why: "runs fail without it",
        },
      ];
    }
    return told
      ? []
      : [{ class: "predictions-change", subject, what: "+ is uploaded", why: "what runs it is not known" }];
  });
}
