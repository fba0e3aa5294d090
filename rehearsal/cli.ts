import { join, resolve } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { describeProblem, machineProblem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../environments/project-root";
import { MEBIBYTE, requireUserFile } from "sagemaker-promotion-core/user-file";
import { ShellAccess } from "sagemaker-local-accounts";
import { passedOn } from "./against/arguments";
import { againstMarkdown } from "./against/markdown";
import { rehearseAgainst } from "./against/rehearse-against";
import type { AgainstReport } from "./against/report";
import { againstText } from "./against/text";
import { differencesFromReference, type Recorded } from "./story/record";
import { rehearsalPython } from "./python";
import { RehearsalReport } from "./report/rehearsal-report";
import { rehearsableModels, scenarioFor } from "./story/scenario";
import { requireStandIns } from "./story/stand-ins";
import { CHAPTERS, chaptersTo } from "./story/chapters";
import { parseOptions, type StoryOptions } from "./story/options";
import { findTerraform } from "./terraform/tools";
import { claimOutFolder } from "./story/out-folder";
import { ownPipelineNotes } from "./story/own-pipelines";
import { startTestBed, type TestBed } from "./story/test-bed";
import { runStory, type StoryResult } from "./story/run-story";
import { summary, terminalReporter } from "./story/terminal";
import { leaveAws } from "sagemaker-promotion-core/without-aws";
import { variable } from "sagemaker-promotion-core/variable";

/** Exit codes as a shell gives them: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** How often the credentials for a shell are renewed; the sessions among them last an hour. */
const RENEWAL_MILLISECONDS = 30 * 60_000;

/** What a signal has to stop, as far as it has started. */
const running: {
  testBed?: TestBed | undefined;
  /** Of two rehearsals, which end in their own order. */
  comparison?: { readonly stopping: AbortController; readonly ended: Promise<unknown> };
  release?: () => void;
  interrupted: boolean;
} = { interrupted: false };

async function stopEverything(): Promise<void> {
  running.comparison?.stopping.abort();
  await running.comparison?.ended.catch(() => undefined);
  await running.testBed?.close();
  running.release?.();
}

function stopOn(signal: keyof typeof SIGNALS): void {
  process.once(signal, () => {
    running.interrupted = true;
    process.stderr.write("\nstopping …\n");
    // A second Ctrl-C does not wait.
    process.once(signal, () => process.exit(SIGNALS[signal]));
    stopEverything()
      .catch((error: unknown) => process.stderr.write(describeProblem(error)))
      .finally(() => process.exit(SIGNALS[signal]));
  });
}

/** Stops when stdout is closed, as `head` does. */
function stopWhenUnread(): void {
  // A closed terminal takes no more text; everything must stop in order all the same.
  process.stderr.on("error", () => undefined);
  process.stdout.once("error", (error: NodeJS.ErrnoException) => {
    running.interrupted = true;
    if (error.code !== "EPIPE")
      process.stderr.write(describeProblem(machineProblem(error, "standard output") ?? error));
    void stopEverything().finally(() => process.exit(1));
    // Writes that are still under way fail too.
    process.stdout.on("error", () => undefined);
  });
}

/** Never resolves: the signal's handler ends the process when everything has stopped. */
function untilStopped(): Promise<never> {
  return new Promise(() => undefined);
}

/** Because Python reads it whole. */
const LONGEST_DATA = 16 * MEBIBYTE;

function dataFile(options: StoryOptions): string | undefined {
  if (options.data === undefined) return undefined;
  const file = resolve(options.data);
  requireUserFile(file, {
    code: "NoDataFile",
    what: "the data file",
    limit: LONGEST_DATA,
    next: "pass the path of a CSV file of the model's columns, or leave --data out to use the model's own",
  });
  return file;
}

/** People read progress on stdout; with --json stdout is for the document only, and progress goes to stderr. */
function outputOf({ json }: StoryOptions): NodeJS.WriteStream {
  return json ? process.stderr : process.stdout;
}

function sayTo(output: NodeJS.WriteStream): (text: string) => void {
  return (text) => void output.write(`${text}\n`);
}

function claimOut({ out }: StoryOptions): string {
  const claimed = claimOutFolder(resolve(out ?? join(projectRoot(), "rehearsal-out")));
  running.release = () => claimed.release();
  return claimed.folder;
}

async function rehearse(options: StoryOptions): Promise<StoryResult> {
  const output = outputOf(options);
  const noColor = variable("NO_COLOR") !== undefined;
  const say = sayTo(output);

  const data = dataFile(options);
  const terraform = options.terraform ? await findTerraform(say) : undefined;
  const out = claimOut(options);
  const scenario = scenarioFor(options.monitoring, out, undefined, options.model);
  const ownNotes = await ownPipelineNotes(scenario.dev);
  if (ownNotes === undefined) requireStandIns(scenario.dev);
  const { description } = scenario.dev;
  say(`model ${description.name}: ${description.title}`);
  for (const note of [...scenario.notes, ...(ownNotes ?? [])]) say(`note: ${note}`);
  const spark = [scenario.dev, scenario.prod].some(({ processingEngine }) => processingEngine === "spark");
  const { python } = await rehearsalPython(say, { spark });
  const testBed = await startTestBed({ python, scenario, dataFile: data, terraform, out });
  running.testBed = testBed;

  const reporter = new RehearsalReport(testBed.context, terminalReporter(output, noColor));
  const story = await runStory(
    chaptersTo(options.last, { keep: options.keep, own: ownNotes !== undefined }),
    testBed.context,
    reporter.chronicle,
    () => performance.now() / 1000,
    () => running.interrupted,
  );
  if (running.interrupted) return untilStopped();
  await testBed.archive();
  await testBed.record(story);
  const { told } = passedOn(options, data, CHAPTERS.length);
  const report = await reporter.write(story, told);
  const recorded: Recorded = {
    whole: story.ok && story.chapters.length === CHAPTERS.length,
    differences: differencesFromReference(
      scenario.models.flatMap(({ environments }) => environments),
      options.terraform,
    ),
  };
  testBed.context.saveFile("record.json", `${JSON.stringify(recorded, null, 2)}\n`);
  output.write(summary(story, out, output, noColor));
  say(`Report: ${report}`);
  if (options.keep) await keepRunning(testBed, scenario.folder, say);
  return story;
}

/** Rehearses another version and this one, and writes what differs to `against.md` and `against.json`. */
async function rehearseBoth(options: StoryOptions, ref: string): Promise<AgainstReport> {
  const say = sayTo(outputOf(options));
  const passed = passedOn(options, dataFile(options), CHAPTERS.length);
  const out = claimOut(options);
  const stopping = new AbortController();
  const ended = rehearseAgainst({ ref, out, ...passed, say, signal: stopping.signal });
  running.comparison = { stopping, ended };
  const report = await ended;
  writeWhole(join(out, "against.md"), againstMarkdown(report));
  writeWhole(join(out, "against.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (!options.json) say(`\n${againstText(report)}`);
  say(`The comparison for a pull request: ${join(out, "against.md")}; for programs: against.json`);
  return report;
}

/** Lets a shell reach the accounts, prints how, and waits for Ctrl-C. */
async function keepRunning(
  testBed: TestBed,
  environmentsFolder: string,
  say: (text: string) => void,
): Promise<never> {
  const { out, endpoint } = testBed.context;
  const access = new ShellAccess({
    out,
    endpoint,
    profile: "planner",
    variables: { ENVIRONMENTS: environmentsFolder },
  });
  const profiles = await testBed.profiles();
  access.write(profiles);
  setInterval(() => {
    testBed
      .profiles()
      .then((renewed) => access.write(renewed))
      .catch((error: unknown) => process.stderr.write(describeProblem(error)));
  }, RENEWAL_MILLISECONDS);
  say(
    [
      "The accounts keep running until Ctrl-C. In another terminal, whatever it is set up for:",
      `  ${access.command}`,
      `with the profiles ${profiles.map(({ name }) => name).join(", ")}; planner, who reads only, is the default:`,
      "  npm run deploy -- status               what is live, who approved it, what waits for whom",
      "  npm run deploy -- runs --env prod      what ran",
      "  npm run deploy -- why --env prod       why the last one that failed did",
      "  npm run deploy -- trace 2 --env prod   version 2: data, training, who approved it, its predictions",
      "  npm run deploy -- plan --env prod      what an apply would change",
      "  AWS_PROFILE=jenkins npm run deploy -- apply --env prod",
      "  AWS_PROFILE=dev npm run deploy -- run train --env dev --watch",
      "  aws --profile dev s3 ls",
      "The file and its credentials are gone when the accounts are.",
    ].join("\n"),
  );
  return untilStopped();
}

/** Stands for every model in place of a name. */
const ALL = "all";

/** The story of every model, one after the other, each in a folder of its own; a broken one keeps no other from being told. */
async function rehearseAll(
  options: StoryOptions,
): Promise<{ readonly document: object; readonly ok: boolean }> {
  const base = resolve(options.out ?? join(projectRoot(), "rehearsal-out"));
  const stories: Record<string, StoryResult> = {};
  for (const model of rehearsableModels()) {
    stories[model] = await rehearse({ ...options, model, out: join(base, model) });
    await running.testBed?.close();
    running.testBed = undefined;
    running.release?.();
  }
  return { document: { models: stories }, ok: Object.values(stories).every(({ ok }) => ok) };
}

/** What `--json` prints, and whether the story of the working tree holds. */
async function play(options: StoryOptions): Promise<{ readonly document: object; readonly ok: boolean }> {
  if (options.model === ALL) return rehearseAll(options);
  if (options.against === undefined) {
    const story = await rehearse(options);
    return { document: story, ok: story.ok };
  }
  const report = await rehearseBoth(options, options.against);
  return { document: report, ok: report.comparison?.stories.head?.failed == null };
}

async function main(): Promise<void> {
  leaveAws();
  stopOn("SIGHUP");
  stopOn("SIGINT");
  stopOn("SIGTERM");
  stopWhenUnread();
  try {
    const options = parseOptions(process.argv.slice(2), CHAPTERS.length);
    const { document, ok } = await play(options);
    if (options.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    // What fails while everything is being stopped is not worth reporting.
    if (running.interrupted) return;
    process.stderr.write(describeProblem(error));
    process.exitCode = 1;
  } finally {
    if (!running.interrupted) await stopEverything();
  }
}

void main();
