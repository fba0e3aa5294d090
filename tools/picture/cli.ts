import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import { draw } from "./draw";

/** Writes the generated files of docs/. */
async function main(): Promise<void> {
  for (const [name, content] of Object.entries(await draw())) {
    writeFileSync(join(projectRoot(), "docs", name), content);
    process.stdout.write(`docs/${name}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(describeProblem(error));
  process.exitCode = 1;
});
