import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentFiles, environmentsFolder, readEnvironmentFile } from "../../environments/load";

/** Keys of the environment files with values of their own; undefined takes a key out. */
export type Scenario = Readonly<Record<string, unknown>>;

/** The scenario that changes nothing. */
export const AS_IT_IS = "as-it-is";

/**
 * The files as they are, and over them what gives other stacks. Keys that only name something, only say that it is there
 * already, or only change pipeline definitions need no scenario: what they leave is scanned anyway.
 */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  [AS_IT_IS]: {},
  "model-monitor": { monitoring: "model-monitor" },
  "iam-blog": { iam_mode: "blog" },
  "jenkins-elsewhere": {
    jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins-server-role",
    jenkins_external_id: "deployments",
  },
  people: {
    deployers: ["arn:aws:iam::444444444444:role/deployer"],
    planners: ["arn:aws:iam::444444444444:role/reviewer"],
  },
  "reads-prod-alone": { reads_versions_of: ["prod"] },
  "require-evidence": { require_evidence: true },
  "retrain-on-any-failure": { retrain_on: "any-failure" },
  spark: { processing_engine: "spark" },
  "state-lock-table": { terraform_state_lock_table: "terraform-locks" },
  vpc: { vpc: { subnets: ["subnet-0a1b2c3d"], security_group_ids: ["sg-0a1b2c3d"] } },
  "no-events-role": { events_role: undefined },
};

/** Writes every environment file to a folder, as a scenario has it. */
export function writeScenario(folder: string, scenario: Scenario): void {
  for (const file of environmentFiles()) {
    const content = JSON.parse(readEnvironmentFile(join(environmentsFolder(), file))) as Scenario;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify({ ...content, ...scenario }, undefined, 2));
  }
}
