import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import type { Environment } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { Problem } from "sagemaker-promotion-core/problem";
import type { TraceEvent } from "../../jenkins/trace";
import type { Call } from "../../jenkins/world";
import type { Actor } from "./actors";
import { lastLines, runToEnd } from "./commands";
import type { Log } from "./log";

/** What a build's commands act on. */
export interface BuildWorld {
  readonly endpoint: string;
  readonly environmentsFolder: string;
  /** The one that is rehearsed: the branch may deploy others too. */
  readonly model: string;
  /** Folder for what lies on the nodes. */
  readonly work: string;
  /** Whose credentials a node has; undefined where it has none. */
  readonly actorOf: (node: string) => Promise<Actor | undefined>;
  /** How many resources Terraform's half would change. */
  readonly planStack: () => Promise<number>;
  /** How many it has changed. */
  readonly applyStack: () => Promise<number>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What a build has found and done. */
export interface BuildFacts {
  readonly stackPlanned: number;
  readonly definitionsPlanned: number;
  readonly stackChanges: number;
  readonly definitionWrites: number;
}

/** What the rehearsal has done before, or its reader has. */
const DONE = /^npm (?:ci|run check|run synth)$/;
const CDKTF = /^npm run --silent deploy -- stacks .* \| xargs -n 1 npx cdktf deploy --auto-approve$/;
const DEPLOY = "npm run deploy -- ";
/** The branch whose builds a rehearsal plays. */
export const BRANCH = "main";

/**
 * Runs the commands of a build that deploys, for real but for these: what is installed, checked and synthesized is; the stack
 * is applied as all stacks of a rehearsal are, without the guard, so that plans have no half of Terraform's; and a plan is
 * looked for by git's tree, which what is rehearsed need not have.
 */
export class BuildCommands {
  private facts: BuildFacts = {
    stackPlanned: 0,
    definitionsPlanned: 0,
    stackChanges: 0,
    definitionWrites: 0,
  };

  constructor(private readonly world: BuildWorld) {}

  get found(): BuildFacts {
    return this.facts;
  }

  /** @throws Problem `BuildFailed`, and what applying the stack throws */
  async run({ command, environment, node }: Pick<Call, "command" | "environment" | "node">): Promise<void> {
    const { log } = this.world;
    if (DONE.test(command)) return log(`${node}: ${command}: taken as done`);
    if (CDKTF.test(command)) {
      const stackChanges = await this.world.applyStack();
      this.facts = { ...this.facts, stackChanges };
      return log(
        `${node}: npx cdktf deploy: applied as this rehearsal applies stacks, ${stackChanges} resources changed`,
      );
    }
    if (!command.startsWith(DEPLOY)) throw failed(command, "a rehearsal does not know this command");
    const words = command.slice(DEPLOY.length);
    const [verb = ""] = words.split(" ");
    const report = await this.deploy(rehearsed(verb, words, this.world.model), environment, node ?? "");
    if (verb === "plan") {
      const stackPlanned = await this.world.planStack();
      const definitionsPlanned = report.reduce((sum, { changes = 0 }) => sum + changes, 0);
      this.facts = { ...this.facts, stackPlanned, definitionsPlanned };
      return log(`${node}: ${DEPLOY}plan: ${stackPlanned} resources, ${definitionsPlanned} writes`);
    }
    if (verb !== "apply") return log(`${node}: ${DEPLOY}${verb}: done`);
    const definitionWrites = report.reduce((sum, { done = [] }) => sum + done.length, 0);
    this.facts = { ...this.facts, definitionWrites };
    log(`${node}: ${DEPLOY}apply: ${definitionWrites} writes`);
  }

  /** Keeps what a build hands from node to node, and nothing else. */
  happened(event: TraceEvent): void {
    const workspace = this.workspace(event.node ?? "");
    if (event.event === "deleteDir") rmSync(workspace, { recursive: true });
    if (event.event === "stash") this.stash(event.name, workspace);
    if (event.event === "unstash") cpSync(this.stashed(event.name), workspace, { recursive: true });
  }

  private stash(name: string, workspace: string): void {
    cpSync(workspace, this.stashed(name), { recursive: true });
  }

  private stashed(name: string): string {
    return join(this.world.work, "stashes", name);
  }

  private workspace(node: string): string {
    const folder = join(this.world.work, "nodes", node);
    makeFolder(join(folder, "plans"));
    return folder;
  }

  private async deploy(
    words: string,
    variables: Readonly<Record<string, string>>,
    node: string,
  ): Promise<readonly Report[]> {
    const actor = await this.world.actorOf(node);
    // The shell fills in what the command has of variables, as on a node.
    const { failure, stdout, stderr } = await runToEnd(
      "sh",
      ["-c", `"$NODE" "$RUN" operate/cli.ts ${words}`],
      {
        cwd: this.workspace(node),
        signal: this.world.signal,
        ...(actor === undefined ? {} : { credentials: actor.credentials }),
        environment: {
          // The checkout says itself which commit it is of.
          ...without(variables, "GIT_COMMIT"),
          NODE: process.execPath,
          RUN: join(projectRoot(), "run.mjs"),
          ENVIRONMENTS: this.world.environmentsFolder,
          AWS_ENDPOINT_URL: this.world.endpoint,
        },
      },
    );
    if (failure !== undefined)
      throw failed(`${DEPLOY}${words}`, `${failure}:\n${lastLines(stderr || stdout)}`);
    return words.endsWith(" --json") ? (JSON.parse(stdout) as Reports).environments : [];
  }
}

/** The members of `deploy --json` documents that are read here: one for each environment. */
interface Reports {
  readonly environments: readonly Report[];
}

interface Report {
  readonly changes?: number;
  readonly done?: readonly unknown[];
}

/** The command as it can be rehearsed, and asked for what it did. */
function rehearsed(verb: string, words: string, model: string): string {
  const ofModel = `${words} --model ${model}`;
  if (verb === "plan") return `${ofModel.replace(/ --(?:terraform|reviewed)\b/g, "")} --json`;
  // Whoever rehearses tries what is not committed yet.
  return verb === "apply" ? `${ofModel} --allow-dirty --json` : ofModel;
}

function without(variables: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([other]) => other !== name));
}

function failed(command: string, why: string): Problem {
  return new Problem({
    code: "BuildFailed",
    blame: "environment",
    message: `${command}: ${why}`,
    next: "fix what it says and rehearse again",
  });
}

/**
 * What a build of the Jenkinsfile runs to deploy an environment, by node, for where no Jenkinsfile can be run; the same for
 * one that another branch deploys, or none.
 */
export function deployingCommands({
  name,
  branch,
}: Pick<Environment, "name" | "branch">): readonly Pick<Call, "node" | "command">[] {
  const which = branch === BRANCH ? `--env all --branch ${BRANCH}` : `--env ${name}`;
  return [
    { node: "plan", command: `npm run deploy -- plan ${which} --terraform --reviewed --out plans` },
    {
      node: "deploy",
      command: `npm run --silent deploy -- stacks ${which} | xargs -n 1 npx cdktf deploy --auto-approve`,
    },
    {
      node: "deploy",
      command: `npm run deploy -- apply ${which} --reviewed plans --lock-timeout 900`,
    },
    { node: "deploy", command: `npm run deploy -- force-unlock ${which} --own` },
    { node: "plan", command: `npm run deploy -- status ${which}` },
  ];
}
