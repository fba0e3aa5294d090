import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Argument, Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { PAGES } from "../docs/pages";
import { openPage } from "./chromium";
import { commentPage, PHONE } from "./comment-page";
import { draw } from "./draw";

const PICTURE = "pull-request.png";
const REPORT = "report.png";

/** CSS pixels: of a window that shows what a report comes to, and of a phone's whole length of it. */
const WINDOW = { width: 1280, height: 940 } as const;
const LONG_PHONE = { width: PHONE.width, height: 2400 } as const;

/** Draws a comment as a phone shows it, above the first fold. */
function drawComment(file: string): void {
  const path = join(projectRoot(), "docs", PICTURE);
  const size = `--window-size=${PHONE.width},${PHONE.height}`;
  openPage(
    commentPage(readFileSync(file, "utf8")),
    size,
    "--force-device-scale-factor=1.5",
    `--screenshot=${path}`,
  );
  process.stdout.write(`docs/${PICTURE}\n`);
}

/** Draws a report as a window shows it, and beside it as others do: in the dark, and on a phone. */
function drawReport(file: string): void {
  const page = readFileSync(file, "utf8");
  const draw = (
    path: string,
    { width, height }: { width: number; height: number },
    ...more: string[]
  ): void => {
    openPage(page, `--window-size=${width},${height}`, `--screenshot=${path}`, ...more);
    process.stdout.write(`${relative(projectRoot(), path)}\n`);
  };
  const beside = (name: string): string => join(dirname(resolve(file)), name);
  draw(join(projectRoot(), "docs", REPORT), WINDOW);
  draw(beside("report-dark.png"), WINDOW, "--blink-settings=preferredColorScheme=0");
  draw(beside("report-phone.png"), LONG_PHONE);
}

/** Writes the generated files of docs/. */
async function main(): Promise<void> {
  const write = (name: string, content: string): void => {
    writeWhole(join(projectRoot(), "docs", name), content);
    process.stdout.write(`docs/${name}\n`);
  };
  for (const [name, content] of Object.entries(await draw())) write(name, content);
  for (const [name, page] of Object.entries(PAGES)) write(name, await page());
}

/** An argument for a file of a rehearsal; its help is the same in every folder. */
function leftBehind(says: string, name: string): Argument {
  const file = join(projectRoot(), "rehearsal-out", name);
  return new Argument("[file]", says).default(file, `rehearsal-out/${name}`);
}

const program = new Command("npm run docs --")
  .description(
    "Writes the generated files of docs/: accounts, roles and who may do what; commands, configuration and errors.",
  )
  .action(main);

program
  .command("comment")
  .addArgument(leftBehind("the comment that a rehearsal left", "pull-request.md"))
  .description(`draw the comment on a pull request as a phone shows it: docs/${PICTURE}; needs Chromium`)
  .action(drawComment);

program
  .command("report")
  .addArgument(leftBehind("the report that a rehearsal left", "report.html"))
  .description(
    `draw the report of a rehearsal: docs/${REPORT}, and beside the file in the dark and on a phone; needs Chromium`,
  )
  .action(drawReport);

void runProgram(program);
