#!/usr/bin/env node
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { importCommand, validateCommand } from "./commands";

void runProgram(
  new Command("sagemaker-pipeline-definitions")
    .description("Judges and imports SageMaker pipeline definitions.")
    .addCommand(validateCommand())
    .addCommand(importCommand())
    .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused, 2 wrong usage."),
);
