import { codeSpan, escapeMarkdown, markdownRow } from "sagemaker-pipeline-definitions/diff";
import type { PlanFile } from "../deploy/bound/plan-file";
import type { PlanShown } from "../deploy/bound/shown";
import { HASH_CHARACTERS } from "../deploy/consequences/words";
import type { ResourceChange } from "../deploy/consequences/resource-rules";
import { count } from "../deploy/text";
import { usdText } from "../pipeline-defs/cost/money";
import { fence, type Block, type Fold } from "./fold";
import { permissionChanges } from "./permissions";

/** The parts about one environment that open on a click; none about what does not change. */
export function environmentFolds({ environment, shown, stacks }: PlanFile): Fold[] {
  const resources = stacks?.changes ?? [];
  const folds = [
    ...pipelinesFold(shown),
    ...terraformFold(resources),
    ...permissionsFold(resources),
    ...costFold(shown),
    { title: "the plan as text", blocks: [fence(shown.text.trimEnd().split("\n"))] },
  ];
  return folds.map(({ title, blocks }) => ({ title: `${environment}: ${title}`, blocks }));
}

function changedPipelines({ pipelines }: PlanShown) {
  return pipelines.filter(({ action }) => action !== "none");
}

function pipelinesFold(shown: PlanShown): Fold[] {
  const changed = changedPipelines(shown);
  if (changed.length + shown.scripts.length === 0) return [];
  const tables = changed.flatMap(({ kind, action, name, rows }): Block[] => [
    { lines: [`**${escapeMarkdown(kind)}**: ${action} ${codeSpan(name)}`] },
    {
      head: "| | What | Before | After |\n| --- | --- | --- | --- |",
      lines: rows.map((row) => markdownRow(row).trimEnd()),
    },
  ]);
  const scripts = shown.scripts.flatMap(({ title, diff }): Block[] => [
    { lines: [escapeMarkdown(title)] },
    ...(diff === undefined ? [] : [fence(diff.trimEnd().split("\n"), "diff")]),
  ]);
  return [{ title: count(changed.length, "pipeline"), blocks: [...tables, ...scripts] }];
}

/** The worst first. */
const GROUPS: readonly (readonly [title: string, is: (actions: readonly string[]) => boolean])[] = [
  ["delete", (actions) => actions.includes("delete") && !actions.includes("create")],
  ["replace", (actions) => actions.includes("delete") && actions.includes("create")],
  ["update", (actions) => actions.includes("update")],
  ["create", (actions) => actions.includes("create") && !actions.includes("delete")],
  ["other", (actions) => !actions.some((action) => ["create", "update", "delete"].includes(action))],
];

function terraformFold(resources: readonly ResourceChange[]): Fold[] {
  const groups = GROUPS.flatMap(([title, is]) => {
    const of = resources.filter(({ actions }) => is(actions));
    return of.length === 0 ? [] : [{ title, of }];
  });
  if (groups.length === 0) return [];
  const numbers = groups.map(({ title, of }) => `${of.length} to ${title}`).join(", ");
  return [
    {
      title: `Terraform, ${numbers}`,
      blocks: groups.map(({ title, of }) => ({ head: `**${title}**\n`, lines: of.map(resourceLine) })),
    },
  ];
}

function resourceLine({ address, actions, values }: ResourceChange): string {
  const names = actions.includes("update") ? Object.keys(values) : [];
  return `- ${codeSpan(address)}${names.length === 0 ? "" : `: ${names.map(codeSpan).join(", ")}`}`;
}

function permissionsFold(resources: readonly ResourceChange[]): Fold[] {
  const changes = permissionChanges(resources);
  if (changes.length === 0) return [];
  const sum = (side: "gained" | "lost"): number =>
    changes.reduce((all, change) => all + change[side].length, 0);
  return [
    {
      title: `permissions, ${sum("gained")} gained, ${sum("lost")} lost`,
      blocks: changes.map(({ subject, gained, lost }) => ({
        head: `${codeSpan(subject)}\n`,
        lines: [
          ...gained.map((words) => `- gains ${codeSpan(words)}`),
          ...lost.map((words) => `- loses ${codeSpan(words)}`),
        ],
      })),
    },
  ];
}

function costFold(shown: PlanShown): Fold[] {
  const changed = changedPipelines(shown);
  if (changed.length === 0) return [];
  const usd = (cost: number | null): string => (cost === null ? "" : usdText(cost));
  return [
    {
      title: "cost of an execution, at most",
      blocks: [
        {
          head: "| | Before | After |\n| --- | --- | --- |",
          lines: changed.map(
            ({ kind, cost }) => `| ${escapeMarkdown(kind)} | ${usd(cost.before)} | ${usd(cost.after)} |`,
          ),
        },
        {
          lines: changed.flatMap(({ kind, costs }) =>
            costs.map((text) => `- ${escapeMarkdown(`${kind}: ${text.replace(/^cost: /, "")}`)}`),
          ),
        },
      ],
    },
  ];
}

/** Ids short enough for a phone. */
export function short(id: string): string {
  return id.slice(0, HASH_CHARACTERS);
}
