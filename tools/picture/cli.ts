import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Argument, Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { PAGES } from "../docs/pages";
import { openPage } from "./chromium";
import { commentPage, PHONE } from "./comment-page";
import { draw } from "./draw";
import { DIGEST, drawReport, PICTURE as REPORT } from "./report-picture";

const PICTURE = "pull-request.png";

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

/** Writes the generated files of docs/. */
async function main(): Promise<void> {
  const write = (name: string, content: string): void => {
    writeWhole(join(projectRoot(), "docs", name), content);
    process.stdout.write(`docs/${name}\n`);
  };
  for (const [name, content] of Object.entries(await draw())) write(name, content);
  for (const [name, page] of Object.entries(PAGES)) write(name, await page());
}

const program = new Command("npm run docs --")
  .description(
    "Writes the generated files of docs/: accounts, roles and who may do what; commands, configuration and errors.",
  )
  .action(main);

/** Of the comment on a pull request. */
const LEFT = join("rehearsal-out", "pull-request.md");

program
  .command("comment")
  .addArgument(
    // The help is the same in every folder.
    new Argument("[file]", "the comment that a rehearsal left").default(join(projectRoot(), LEFT), LEFT),
  )
  .description(`draw the comment on a pull request as a phone shows it: docs/${PICTURE}; needs Chromium`)
  .action(drawComment);

program
  .command("report")
  .description(`draw the report in the README: ${REPORT}, and its page's hash in ${DIGEST}; needs Chromium`)
  .action(() => {
    drawReport();
    process.stdout.write(`${REPORT}\n${DIGEST}\n`);
  });

void runProgram(program);
