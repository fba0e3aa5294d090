import { Argument, Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { definitions } from "./definitions";
import { deploy } from "./deploy";
import { drift } from "./drift";
import { lambda } from "./lambda";
import { preprocess } from "./preprocess";
import { rehearsal } from "./rehearsal";
import { runBenches } from "./run";
import type { Benches } from "./run";
import { synth } from "./synth";
import { types } from "./types";

const BENCHES: Benches = { synth, definitions, deploy, types, preprocess, drift, lambda, rehearsal };

const program = new Command("npm run bench --")
  .description("Measures whole processes beside what they are compared with, and holds them to their goals.")
  .addArgument(new Argument("[names...]", "default: all").choices(Object.keys(BENCHES)))
  .option("--json", "print one JSON document on stdout")
  .addHelpText(
    "after",
    "\nExit codes: 0 every goal is met, 1 one is missed or a program failed, 2 wrong usage.",
  )
  .action(async (names: string[], { json = false }: { readonly json?: boolean }) => {
    const chosen = Object.entries(BENCHES).filter(([name]) => names.length === 0 || names.includes(name));
    const met = await runBenches(Object.fromEntries(chosen), {
      json,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    });
    if (!met) process.exitCode = 1;
  });

void runProgram(program);
