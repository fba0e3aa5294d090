import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeProblem, Problem } from "../environments/problem";
import { projectRoot } from "../environments/project-root";
import { pythonEnvironment } from "./accounts/python";
import { sparkEnvironment } from "./accounts/spark";
import { castStory } from "./story/casting";
import { CHAPTERS } from "./story/chapters";
import { parseOptions } from "./story/options";
import { findTerraform } from "./terraform/tools";
import type { StoryOptions } from "./story/options";
import { claimOutFolder } from "./story/out-folder";
import { openStage } from "./story/stage";
import type { Stage } from "./story/stage";
import { tellStory } from "./story/tell";
import type { StoryResult } from "./story/tell";
import { summary, terminalAudience } from "./story/terminal";

const INTERRUPTED = 130;

/** What a signal has to stop, whichever of it exists already. */
const running: { stage?: Stage; release?: () => void } = {};

async function stopEverything(): Promise<void> {
  await running.stage?.close();
  running.release?.();
}

function stopOn(signal: NodeJS.Signals): void {
  process.once(signal, () => {
    process.stderr.write("\nstopping …\n");
    // A second Ctrl-C does not wait.
    process.once(signal, () => process.exit(INTERRUPTED));
    stopEverything()
      .catch((error: unknown) => process.stderr.write(describeProblem(error)))
      .finally(() => process.exit(INTERRUPTED));
  });
}

function dataFile(options: StoryOptions): string | undefined {
  if (options.data === undefined) return undefined;
  const file = resolve(options.data);
  if (existsSync(file)) return file;
  throw new Problem({
    code: "NoDataFile",
    blame: "user",
    message: "the data file does not exist",
    where: file,
    next: "pass the path of mammographic_masses.data, or leave --data out to use the packaged data set",
  });
}

async function rehearse(options: StoryOptions): Promise<StoryResult> {
  // People read the story on stdout; with --json that is the document's alone, and progress goes to stderr.
  const output = options.json ? process.stderr : process.stdout;
  const noColor = (process.env["NO_COLOR"] ?? "") !== "";
  const say = (text: string): void => void output.write(`${text}\n`);

  const data = dataFile(options);
  const terraform = options.terraform ? await findTerraform(say) : undefined;
  const claimed = claimOutFolder(resolve(options.out ?? join(projectRoot(), "rehearsal-out")));
  running.release = () => claimed.release();
  const out = claimed.folder;
  const casting = castStory(options.monitoring, out);
  const spark = [casting.dev, casting.prod].some(({ processingEngine }) => processingEngine === "spark");
  const { python } = await (spark ? sparkEnvironment : pythonEnvironment)(say);
  const stage = await openStage({ python, casting, dataFile: data, terraform, out });
  running.stage = stage;

  const chapters = CHAPTERS.filter((chapter) => chapter.id <= options.last);
  const story = await tellStory(
    chapters,
    stage.world,
    terminalAudience(output, noColor),
    () => performance.now() / 1000,
  );
  await stage.archive();
  output.write(summary(story, out, output, noColor));
  if (options.keep) await keepRunning(stage, say);
  return story;
}

/** Prints how to reach the accounts, and waits for Ctrl-C. */
function keepRunning({ world }: Stage, say: (text: string) => void): Promise<never> {
  say(
    [
      "The accounts keep running until Ctrl-C. In another terminal:",
      `  export AWS_ENDPOINT_URL=${world.endpoint} AWS_REGION=${world.prod.region} AWS_SECRET_ACCESS_KEY=test`,
      `  export AWS_ACCESS_KEY_ID=${world.dev.account}   # administrator of dev`,
      `  export AWS_ACCESS_KEY_ID=${world.prod.account}   # … of prod`,
      `  export AWS_ACCESS_KEY_ID=${world.registryAccount}   # … of the registry`,
    ].join("\n"),
  );
  return new Promise(() => undefined);
}

async function main(): Promise<void> {
  stopOn("SIGINT");
  stopOn("SIGTERM");
  try {
    const options = parseOptions(process.argv.slice(2), CHAPTERS.length);
    const story = await rehearse(options);
    if (options.json) process.stdout.write(`${JSON.stringify(story, null, 2)}\n`);
    process.exitCode = story.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(describeProblem(error));
    process.exitCode = 1;
  } finally {
    await stopEverything();
  }
}

void main();
