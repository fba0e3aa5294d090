import { codeSpan, escapeMarkdown } from "sagemaker-pipeline-definitions/diff";
import { CLASSES, CLASS_TITLES } from "../deploy/consequences/classes";
import { redactJson } from "../deploy/redaction";
import { evidenceRows, waitingText } from "../deploy/evidence-text";
import type { LiveVersion } from "../deploy/evidence";
import { metricText } from "../deploy/metric";
import { shortHashes } from "../deploy/consequences/words";
import { environmentFolds, short } from "./environment-folds";
import { foldsText } from "./fold";
import type { PullRequest } from "./github";
import { marker, type Build } from "./publish";
import type { Rehearsed } from "./rehearsed";
import type { Missing, Reviewed } from "./reviewed";

/** Most characters of a comment; GitHub takes 65,536. */
export const MOST_CHARACTERS = 60_000;

/** What a comment is made of. */
export interface CommentInput {
  readonly pull: PullRequest;
  readonly build: Build;
  /** In the order in which they were asked for. */
  readonly environments: readonly (Reviewed | Missing)[];
  /** Who has approved the head, by login. */
  readonly approvals: readonly string[];
  /** Where base and head were rehearsed. */
  readonly rehearsed?: Rehearsed;
  /** Where the build's log is. */
  readonly url?: string;
}

export interface CommentText {
  readonly verdict: string;
  /** Whether there is a plan of every environment. */
  readonly ok: boolean;
  readonly body: string;
}

/**
 * The one comment about all environments: what a reader on a phone needs comes first, the rest opens on a click. Secrets go
 * before anything is laid out or cut: half a secret is not known for one.
 * @param secrets values that must not be seen, beside what looks like a secret
 */
export function commentText(given: CommentInput, secrets: readonly string[] = []): CommentText {
  const input = redactJson(given, secrets);
  const { environments, build } = input;
  const plans = environments.filter(isReviewed);
  const ok = plans.length === environments.length;
  const changed = plans.filter(({ plan }) => plan.shown.changes > 0);
  const verdict = verdictOf(environments);
  if (ok && changed.length === 0 && input.rehearsed === undefined) {
    return { verdict, ok, body: `${marker(build)}\n${escapeMarkdown(verdict)}\n` };
  }
  const head = [
    marker(build),
    headText(environments, verdict),
    todoText(input),
    consequencesTable(changed),
    changed.map(servingText).join(""),
    evidenceText(input.rehearsed, plans.flatMap(ranBefore)),
    "",
  ].join("\n");
  const foot = footText(input);
  const folds = [...changed.flatMap(({ plan }) => environmentFolds(plan)), ...(input.rehearsed?.folds ?? [])];
  const left = MOST_CHARACTERS - head.length - foot.length;
  return { verdict, ok, body: `${head}${foldsText(folds, left, wholeText(input))}${foot}` };
}

function isReviewed(environment: Reviewed | Missing): environment is Reviewed {
  return "plan" in environment;
}

function verdictOf(environments: readonly (Reviewed | Missing)[]): string {
  const names = environments.map(({ environment }) => environment).join(", ");
  const changed = environments.some((one) => !isReviewed(one) || one.plan.shown.changes > 0);
  if (!changed) return `${names}: no changes, what is there is what should be there.`;
  return environments.map((one) => `${one.environment}: ${environmentVerdict(one)}`).join("; ");
}

function environmentVerdict(one: Reviewed | Missing): string {
  if (!isReviewed(one)) return "no plan";
  return one.plan.shown.verdict;
}

function headText(environments: readonly (Reviewed | Missing)[], verdict: string): string {
  if (environments.length === 1) return `### ${escapeMarkdown(verdict)}\n`;
  const lines = environments.map(
    (one) => `- **${escapeMarkdown(one.environment)}**: ${escapeMarkdown(environmentVerdict(one))}\n`,
  );
  return `### What a merge does\n\n${lines.join("")}`;
}

/** What a human must do. */
function todoText({ environments, approvals, pull }: CommentInput): string {
  const plans = environments.filter(isReviewed);
  const guarded = plans.filter(({ isProtected }) => isProtected);
  const names = guarded.map(({ environment }) => environment).join(", ");
  const lines = [
    ...environments.flatMap((one) =>
      isReviewed(one)
        ? []
        : [`**${escapeMarkdown(one.environment)} has no plan**: ${escapeMarkdown(one.why)}`],
    ),
    approvals.length === 0
      ? "Still to be approved: read what follows, then approve this pull request."
      : `Approved by ${approvals.map((login) => escapeMarkdown(login)).join(", ")}.`,
    ...plans.flatMap(({ environment, plan: { evidence } }) =>
      (evidence?.waiting ?? []).map((version) => escapeMarkdown(`${environment}: ${waitingText(version)}.`)),
    ),
    ...(guarded.length === 0
      ? []
      : [
          `After the merge into ${codeSpan(pull.target)}, Jenkins asks once more for ${escapeMarkdown(names)}. It applies what is planned here, or shows what differs and asks about that.`,
        ]),
  ];
  return `**To do**\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

/** Changes of one class that the table names; the folds have all. Those that do nothing are counted. */
const mostNamed = (name: (typeof CLASSES)[number]): number => (name === "cosmetic" ? 0 : 3);

function consequencesTable(changed: readonly Reviewed[]): string {
  const rows = CLASSES.flatMap((name) => {
    const items = changed.flatMap(({ environment, plan }) =>
      plan.shown.consequences
        .filter((consequence) => consequence.class === name)
        .map(({ subject, what }) => ({ environment, subject, what })),
    );
    if (items.length === 0) return [];
    const named = items.slice(0, mostNamed(name)).map(({ environment, subject, what }) => {
      const where = changed.length === 1 ? subject : `${environment}, ${subject}`;
      return `${codeSpan(where)} ${escapeMarkdown(clipped(shortHashes(what)))}`;
    });
    const more = items.length - named.length;
    const rest =
      more === 0 ? [] : [named.length === 0 ? `${more} that change nothing that runs` : `and ${more} more`];
    return [`| **${escapeMarkdown(titleOf(name))}** | ${[...named, ...rest].join("<br>")} |\n`];
  });
  return rows.length === 0 ? "" : `| | |\n| --- | --- |\n${rows.join("")}`;
}

/** The class without its explanation. */
function titleOf(name: (typeof CLASSES)[number]): string {
  return CLASS_TITLES[name].split(":")[0] ?? name;
}

const CELL_CHARACTERS = 160;

function clipped(text: string): string {
  return text.length <= CELL_CHARACTERS ? text : `${text.slice(0, CELL_CHARACTERS)}…`;
}

/** The model that predicts now, beside the one that will. */
function servingText({ environment, plan: { evidence } }: Reviewed): string {
  if (evidence === undefined || evidence.liveUnseen !== null) return "";
  const { live, liveNow } = evidence;
  const row = (name: string, of: (version: LiveVersion) => string): string =>
    `| ${name} | ${[liveNow, live].map((one) => (one === null ? "none" : escapeMarkdown(of(one)))).join(" | ")} |\n`;
  return [
    `| ${escapeMarkdown(environment)}: model | now | after the merge |\n| --- | --- | --- |\n`,
    row("version", ({ version }) => String(version)),
    row("metric", ({ metric }) => (metric === null ? "not recorded" : metricText(metric))),
    row("trained by", ({ trainedBy }) => trainedBy ?? "not recorded"),
    "\n",
  ].join("");
}

/** What ran in the environment before, in sentences. */
function ranBefore({ environment, plan: { evidence } }: Reviewed): string[] {
  if (evidence === undefined) return [];
  return evidenceRows(evidence).map(([subject, text]) =>
    escapeMarkdown(`${environment}: ${subject === "" ? "" : `${subject}: `}${text}`),
  );
}

function evidenceText(rehearsed: Rehearsed | undefined, ran: readonly string[]): string {
  const lines = [...(rehearsed === undefined ? [] : [`rehearsed: ${rehearsed.verdict}`]), ...ran];
  return lines.length === 0 ? "" : `**Evidence**\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
}

function footText({ pull, build, environments, url }: CommentInput): string {
  const plans = environments.filter(isReviewed).map(({ environment, plan, id }) => {
    const serial = plan.stacks?.serial ?? null;
    const state = serial === null ? "no state" : `serial ${serial}`;
    return `${escapeMarkdown(environment)}: plan ${codeSpan(short(id))}, tree ${codeSpan(short(plan.tree))}, ${state}, expires ${plan.expires}`;
  });
  const commits = `head ${codeSpan(short(build.head))}, base ${codeSpan(short(pull.base))}`;
  const link = url === undefined ? [] : [`[build ${build.number}](${encodeURI(url)})`];
  return `\n<sub>${[commits, ...plans, ...link].join(" · ")}</sub>\n`;
}

/** Where all of it is. */
function wholeText({ environments, url }: CommentInput): string {
  const command = `npm run deploy -- plan --env ${environments.map(({ environment }) => environment).join(" ")}`;
  return url === undefined ? codeSpan(command) : `[the build](${encodeURI(url)}), or ${codeSpan(command)}`;
}
