import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { draw } from "./draw";

/** Writes the generated files of docs/. */
async function main(): Promise<void> {
  for (const [name, content] of Object.entries(await draw())) {
    writeFileSync(join(projectRoot(), "docs", name), content);
    process.stdout.write(`docs/${name}\n`);
  }
}

const program = new Command("npm run docs --")
  .description(
    "Writes the generated files of docs/: which accounts and roles there are, and who may do what.",
  )
  .action(main);

void runProgram(program);
