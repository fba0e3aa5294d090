import type { Command } from "commander";
import type { FindEvidence } from "../deploy/evidence";

const LOOK = "Look, which only reads:";
const CHANGE = "Change:";
const ACT = "Act:";

/** A verb, as the list of all verbs has it. */
export interface Verb {
  /** Its heading in the list. */
  readonly group: string;
  readonly about: string;
  /** Most of a verb is the AWS SDK: it is loaded when somebody asks for the verb. */
  readonly load: () => Promise<Command>;
}

/** Most environments ask for none. */
/** Loaded when it is asked for, as the verbs are. */
export const findEvidence: FindEvidence = async (...asked) =>
  (await import("./aws/evidence.js")).findEvidence(...asked);

/** Every verb of `npm run deploy`. What looks only reads. */
export const VERBS: Readonly<Record<string, Verb>> = {
  status: {
    group: LOOK,
    about: "what is live and who approved it, what ran, what runs next, what waits for whom",
    load: async () => (await import("./commands/status.js")).statusCommand(),
  },
  runs: {
    group: LOOK,
    about: "the last executions: when, how long, by whom, and why they failed",
    load: async () => (await import("./commands/runs.js")).runsCommand(),
  },
  why: {
    group: LOOK,
    about: "why an execution failed: the cause, the end of its job's log, the next step",
    load: async () => (await import("./commands/why.js")).whyCommand(),
  },
  watch: {
    group: LOOK,
    about: "follow an execution to its end",
    load: async () => (await import("./commands/executions.js")).watchCommand(),
  },
  models: {
    group: LOOK,
    about: "the versions: metric, who trained, who approved and why, which is live where",
    load: async () => (await import("./commands/models.js")).modelsCommand(),
  },
  pipelines: {
    group: LOOK,
    about: "the pipelines' versions: commit, plan, who deployed each and when, what was put back and why",
    load: async () => (await import("./commands/pipelines.js")).pipelinesCommand(),
  },
  compare: {
    group: LOOK,
    about: "two versions side by side: metrics, data, code, settings, baselines",
    load: async () => (await import("./commands/compare.js")).compareCommand(),
  },
  trace: {
    group: LOOK,
    about: "from a prediction, execution, version or commit to the whole chain and back",
    load: async () => (await import("./commands/trace.js")).traceCommand(),
  },
  report: {
    group: LOOK,
    about: "one page of all of it, to look at in a browser and to hand on: a file",
    load: async () => (await import("./commands/report.js")).reportCommand(),
  },
  doctor: {
    group: LOOK,
    about: "credentials, roles, pipelines, versions, alerts, bucket, state, quotas: a tick or what to do",
    load: async () => (await import("./commands/doctor.js")).doctorCommand(),
  },
  plan: {
    group: CHANGE,
    about: "show what an apply would change, and what that leads to; changes nothing",
    load: async () => (await import("../deploy/commands/plan.js")).planCommand(findEvidence),
  },
  review: {
    group: CHANGE,
    about: "say on a pull request what a merge does, from plans that were kept",
    load: async () => (await import("./commands/review.js")).reviewCommand(),
  },
  apply: {
    group: CHANGE,
    about: "upload scripts, create or update pipelines, only where they differ",
    load: async () => (await import("../deploy/commands/apply.js")).applyCommand(findEvidence),
  },
  destroy: {
    group: CHANGE,
    about: "delete the pipelines, the models they created and the uploaded scripts",
    load: async () => (await import("../deploy/commands/destroy.js")).destroyCommand(),
  },
  "force-unlock": {
    group: CHANGE,
    about: "free the lock of a run that has died",
    load: async () => (await import("../deploy/commands/force-unlock.js")).forceUnlockCommand(),
  },
  check: {
    group: LOOK,
    about: "confirm that an environment's file names an account; asks AWS nothing",
    load: async () => (await import("../deploy/commands/check.js")).checkCommand(),
  },
  stacks: {
    group: LOOK,
    about: "name the stacks of environments, for cdktf; asks AWS nothing",
    load: async () => (await import("../deploy/commands/stacks.js")).stacksCommand(),
  },
  data: {
    group: ACT,
    about: "upload data to where the pipelines read it, or list it",
    load: async () => (await import("./commands/data.js")).dataCommand(),
  },
  run: {
    group: ACT,
    about: "start a pipeline",
    load: async () => (await import("./commands/executions.js")).runCommand(),
  },
  retry: {
    group: ACT,
    about: "let an execution that failed or was stopped go on there",
    load: async () => (await import("./commands/executions.js")).retryCommand(),
  },
  stop: {
    group: ACT,
    about: "stop an execution",
    load: async () => (await import("./commands/executions.js")).stopCommand(),
  },
  approve: {
    group: ACT,
    about: "let a version be used from the next inference on",
    load: async () => (await import("./commands/judge.js")).approveCommand(),
  },
  reject: {
    group: ACT,
    about: "keep a version from being used, also one that is in use",
    load: async () => (await import("./commands/judge.js")).rejectCommand(),
  },
  rollback: {
    group: ACT,
    about: "go back to an earlier version of the model, or of a pipeline",
    load: async () => (await import("./commands/judge.js")).rollbackCommand(),
  },
};
