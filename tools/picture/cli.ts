import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { openPage } from "./chromium";
import { commentPage, PHONE } from "./comment-page";
import { draw } from "./draw";

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
  for (const [name, content] of Object.entries(await draw())) {
    writeWhole(join(projectRoot(), "docs", name), content);
    process.stdout.write(`docs/${name}\n`);
  }
}

const program = new Command("npm run docs --")
  .description(
    "Writes the generated files of docs/: which accounts and roles there are, and who may do what.",
  )
  .action(main);

program
  .command("comment")
  .argument(
    "[file]",
    "the comment that a rehearsal left",
    join(projectRoot(), "rehearsal-out", "pull-request.md"),
  )
  .description(`draw the comment on a pull request as a phone shows it: docs/${PICTURE}; needs Chromium`)
  .action(drawComment);

void runProgram(program);
