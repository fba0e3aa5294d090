import { Command, Option } from "commander";
import { describeProblem, knownProblem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { ALL, selectEnvironments, type Selected } from "../../environments/select";
import { failureReport } from "../report";
import { summaryText, type SummaryRow } from "../summary";
import { Turns } from "../turns";
import { confirmed, referenceOf, told, work, type Summary, type Told, type Work } from "./command";
import { OneQuestion } from "./one-question";

/** What a verb takes that is about one environment or several. */
export interface ManyOptions {
  readonly env: readonly string[];
  readonly model?: string;
  readonly branch?: string;
  /** Whose copies of the environments, for the verbs that take it. */
  readonly as?: string;
  readonly json?: true;
}

/** As many environments as are worked on at the same time: each makes calls of its own. */
const AT_ONCE = 5;

/** How a verb does with several. */
export interface Manner {
  /** Default 5. */
  readonly atOnce?: number;
  /** The table at the end. Default: as text. */
  readonly table?: (rows: readonly SummaryRow[]) => string;
  /** Goes around the whole run. */
  readonly around?: (told: Told, run: (told: Told) => Promise<number>) => Promise<number>;
}

/** `--env`, as often as one likes. */
export function environmentsOption(): Option {
  return new Option(
    "--env <name>",
    "environment: a name in environments/ (prod), the path of a file, or all; again for several",
  ).argParser((name: string, before: readonly string[] = []) => [...before, name]);
}

/** `--model`, beside it. */
export function modelOption(): Option {
  return new Option("--model <name>", "of these environments only those of one model");
}

/** `--branch`, beside it. */
export function branchOption(): Option {
  return new Option("--branch <name>", "of these environments only those that a git branch deploys");
}

/** A verb about one environment or several, with the options that all of them take. */
export function environmentsVerb(name: string): Command {
  return new Command(name)
    .addOption(environmentsOption().makeOptionMandatory())
    .option("--json", "print one JSON document on stdout, errors included");
}

/** Whether several may be meant: what is printed is then made for several, however many there are. */
export function isSeveral({ env, model, branch }: ManyOptions): boolean {
  return env.length !== 1 || env[0] === ALL || model !== undefined || branch !== undefined;
}

/**
 * Runs a verb in each environment that is meant. Of several, each is told whole and in its place, and one that fails stops
 * no other; then comes a table. A branch's take turns, in the order of a promotion. Exit code 1 where one failed, else 2
 * where one ended with 2.
 * @param run gets the environment as it was named
 */
export function inEach(
  verb: string,
  options: ManyOptions,
  run: (work: Work, reference: string) => Promise<number>,
  { around = (job, then) => then(job), ...manner }: Manner = {},
): Promise<void> {
  const { env, as, json } = options;
  const [only = ""] = env;
  if (!isSeveral(options)) {
    const one = { env: only, as };
    return work(verb, { ...one, json }, (job) =>
      around(job, (wrapped) => run({ ...job, ...wrapped }, referenceOf(one))),
    );
  }
  const turns = options.branch === undefined ? manner : { ...manner, atOnce: 1 };
  return told(verb, { json }, (job) =>
    around(job, (wrapped) => inSeveral(verb, selectEnvironments(options), wrapped, { json, run, ...turns })),
  );
}

interface Several extends Pick<Manner, "atOnce" | "table"> {
  readonly json?: true | undefined;
  readonly run: (work: Work, reference: string) => Promise<number>;
}

/** Runs it in each of several, and tells of all. */
export async function inSeveral(
  verb: string,
  selected: readonly Selected[],
  { terminal, progress, print }: Told,
  { json, run, atOnce = AT_ONCE, table = (rows) => summaryText(rows, terminal.paint) }: Several,
): Promise<number> {
  const turns = new Turns(atOnce);
  const question = new OneQuestion(
    selected.map(({ name }) => name),
    (text, names) => confirmed(terminal, text, "the environments' names", names.join(" ")),
  );
  const parts: Part[] = [];
  let shown = 0;
  const show = (): void => {
    for (let part = parts[shown]; part !== undefined; part = parts[(shown += 1)]) {
      if (part.said !== "") terminal.err(`${terminal.paint("bold", part.row.environment)}\n${part.said}`);
      if (json !== true && part.text !== "") terminal.out(`${part.text}\n`);
    }
  };
  await Promise.all(
    selected.map((one, index) =>
      turns.run(async () => {
        const told = { terminal, progress, agrees: (text: string) => question.agrees(one.name, text) };
        parts[index] = await partOf(verb, one, { ...told, turns, run });
        question.ended(one.name);
        show();
      }),
    ),
  );
  const ok = parts.every(({ code }) => code !== EXIT.failed);
  print({ verb, ok, environments: parts.map(({ report }) => report) }, table(parts.map(({ row }) => row)));
  return ok ? Math.max(...parts.map(({ code }) => code)) : EXIT.failed;
}

/** What became of one environment. */
interface Part {
  readonly code: number;
  readonly report: object;
  readonly text: string;
  /** What it says on stderr. */
  readonly said: string;
  readonly row: SummaryRow;
}

interface PartRun extends Pick<Work, "terminal" | "progress" | "agrees"> {
  readonly turns: Turns;
  readonly run: (work: Work, reference: string) => Promise<number>;
}

async function partOf(
  verb: string,
  one: Selected,
  { terminal, progress, agrees, turns, run }: PartRun,
): Promise<Part> {
  const { name } = one;
  const started = Date.now();
  let said = "";
  let printed: { report: object; text: string; summary?: Summary | undefined } | undefined;
  const partly = (code: number, report: object, text: string, summary: Summary): Part => {
    const seconds = (Date.now() - started) / 1000;
    return {
      code,
      report,
      text,
      said,
      row: { environment: name, failed: code === EXIT.failed, seconds, ...summary },
    };
  };
  try {
    if ("error" in one) throw one.error;
    if (one.warnings.length > 0) said += `warnings:\n${formatFindings(one.warnings)}`;
    const code = await run(
      {
        environment: one.environment,
        model: one.model,
        terminal: { ...terminal, err: (text) => void (said += text) },
        progress: (text) => progress(`${name}: ${text}`),
        print: (report, text, summary) => void (printed = { report, text, summary }),
        agrees: (text) => {
          const asked = `${said}${text}`;
          said = "";
          return turns.aside(() => agrees(asked));
        },
      },
      name,
    );
    return partly(code, printed?.report ?? {}, printed?.text ?? "", printed?.summary ?? { outcome: "done" });
  } catch (error) {
    said += describeProblem(error);
    return partly(EXIT.failed, failureReport(verb, name, error), "", failed(error));
  }
}

function failed(error: unknown): Summary {
  const problem = knownProblem(error);
  if (problem === undefined) return { outcome: "failed" };
  return { outcome: `failed: ${problem.code}`, next: problem.next };
}
