import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalPython } from "../../../rehearsal/python";
import type { ApplyResult } from "../../../rehearsal/apply/apply";
import type { Clients } from "../../../rehearsal/apply/clients";
import { readConfiguration } from "../../../rehearsal/apply/configuration";
import type { Action } from "../../../rehearsal/apply/plan";
import type { Credentials } from "sagemaker-local-accounts";
import type { Scenario } from "../../../rehearsal/story/scenario";
import { accountsOf, foundations } from "../../../rehearsal/story/foundations";
import { startTestBed } from "../../../rehearsal/story/test-bed";
import type { TestBed } from "../../../rehearsal/story/test-bed";
import { synthesizedFolder } from "../../../rehearsal/story/stacks";
import type { StoryContext } from "../../../rehearsal/story/context";
import { findTerraform } from "../../../rehearsal/terraform/tools";
import type { Terraform } from "../../../rehearsal/terraform/tools";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { snapshotOf } from "./snapshot";
import type { Snapshot } from "./answers";

/** A Terraform process that runs in a stack's folder. */
export interface Running {
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  readonly output: () => string;
  answer(text: string): void;
}

/** Local accounts of their own, with all stacks synthesized, and what tests do with them. */
export class Workplace {
  private constructor(
    /** Folder of all that is written. */
    readonly out: string,
    readonly testBed: TestBed,
    private readonly terraform: Terraform | undefined,
  ) {}

  /** @param mirror of Terraform's providers; undefined for the embedded apply */
  static async open(createActors: (out: string) => Scenario, mirror: string | undefined): Promise<Workplace> {
    const terraform =
      mirror === undefined
        ? undefined
        : await findTerraform(() => undefined, { ...process.env, TERRAFORM_MIRROR: mirror });
    const out = mkdtempSync(join(tmpdir(), "terraform-"));
    const { python } = await rehearsalPython(() => undefined);
    const testBed = await startTestBed({
      python,
      scenario: createActors(out),
      dataFile: undefined,
      terraform,
      out,
    });
    await testBed.context.stacks.synthesize();
    return new Workplace(out, testBed, terraform);
  }

  async close(): Promise<void> {
    await this.testBed.close();
    rmSync(this.out, { recursive: true, force: true });
  }

  get context(): StoryContext {
    return this.testBed.context;
  }

  async clientsOf(account: string): Promise<Clients> {
    return (await this.context.actors.administrator(account)).clients;
  }

  /** Every account as its administrator reads it. */
  async snapshots(): Promise<Record<string, Snapshot>> {
    const accounts = accountsOf(this.context);
    const entries = accounts.map(
      async (account) => [account, await snapshotOf(await this.clientsOf(account))] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Addresses of a stack's resources, with what an apply is to have done to each of them. */
  expectAll(stack: string, action: Action, { changes }: ApplyResult): void {
    const { resources } = readConfiguration(synthesizedFolder(this.out, stack));
    const expected = resources.map(({ address }) => [address, action]);
    expect(changes.map((change) => [change.address, change.action])).toEqual(expected);
  }

  /** Whoever applies a stack. */
  async credentialsFor(stack: string): Promise<Credentials> {
    const { actors } = this.context;
    const foundation = foundations(this.context).find((known) => known.stack === stack);
    return (await (foundation ? actors.administrator(foundation.account) : actors.jenkins())).credentials;
  }

  /** A second plan, as Terraform itself judges it. */
  async expectEmptyPlan(stack: string): Promise<void> {
    const { code, output } = await this.start(stack, "plan", "-detailed-exitcode").then(({ ended }) => ended);
    expect(`${stack}: ${output}`).toContain("No changes. Your infrastructure matches the configuration.");
    expect(code).toBe(0);
  }

  /** Terraform itself, in a stack's folder as cdktf has left it, run by whoever applies the stack. */
  async start(stack: string, ...args: string[]): Promise<Running> {
    return this.startIn(synthesizedFolder(this.out, stack), await this.credentialsFor(stack), ...args);
  }

  startIn(folder: string, credentials: Credentials, ...args: string[]): Running {
    const child = spawn("terraform", [...args, "-no-color"], {
      cwd: folder,
      env: {
        ...withoutAws({ PATH: process.env.PATH, HOME: this.out }),
        ...this.terraform?.variables,
        TF_INPUT: "1",
        TF_CLI_CONFIG_FILE: join(this.out, "terraform.rc"),
        AWS_ENDPOINT_URL: this.context.endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    return {
      ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))),
      output: () => output,
      answer: (text) => child.stdin.end(`${text}\n`),
    };
  }
}
