import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { measure } from "./measure";
import type { Program } from "./measure";
import type { Outcome } from "./outcome";

/** How many times the floor the library may take to type-check. */
const GOAL = 3;
const ROUNDS = 7;
const FLOOR = "import the SDK's types";
const LIBRARY = "packages/pipeline-definitions";

/** Below the project, so that packages are found; a folder of its own, so that it is part of nothing else. */
const home = join(projectRoot(), "dist", "bench-types");

/** `tsc --noEmit` with the project's settings on some files alone. */
function tsc(name: string, include: string): Program {
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { types: ["node"] },
    include: [include],
    exclude: ["**/node_modules", "**/dist", "**/__tests__"],
  };
  writeFileSync(join(home, `${name}.json`), JSON.stringify(config));
  const compiler = join(projectRoot(), "node_modules", "typescript", "bin", "tsc");
  return { command: [process.execPath, compiler, "--noEmit", "--project", join(home, `${name}.json`)] };
}

/** Type-checking the library, beside a file that imports from the SDK what every step's types come from. */
export async function types(): Promise<Outcome> {
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, "floor.ts"),
    'import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";\nexport type Floor = CreateTrainingJobRequest;\n',
  );
  const samples = await measure(
    { [FLOOR]: tsc("floor", "floor.ts"), [LIBRARY]: tsc("library", `../../${LIBRARY}/**/*.ts`) },
    ROUNDS,
  );
  return {
    tables: [samples],
    ratios: [{ what: "type-check the library", ours: LIBRARY, peer: FLOOR }],
    goals: [
      {
        what: "type-checking the library, times importing the SDK's types",
        bound: "at most",
        limit: GOAL,
        measured: samples[LIBRARY].cpu / samples[FLOOR].cpu,
      },
    ],
  };
}
