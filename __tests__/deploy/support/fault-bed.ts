import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribePipelineCommand,
  ListModelsCommand,
  ListPipelinesCommand,
  ListTagsCommand,
} from "@aws-sdk/client-sagemaker";
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Credentials } from "sagemaker-local-accounts";
import type { Environment } from "../../../environments/environment";
import { readLabel } from "../../../deploy/version-label";
import { dataPrefix } from "../../../pipeline-defs/layout";
import { rehearsalPython } from "../../../rehearsal/python";
import type { Actor } from "../../../rehearsal/story/actors";
import { accounts } from "../../../rehearsal/story/chapters/accounts";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { startTestBed, type TestBed } from "../../../rehearsal/story/test-bed";
import { deployLockKey } from "../../../stacks/names";
import { startEntry, type Ended, type Started } from "./run-entry";

export const APPLY = ["apply", "--env", "prod", "--yes", "--allow-dirty"];
/** So often does a call go wrong that always does. */
export const ALWAYS = Number.POSITIVE_INFINITY;

/** What SageMaker and S3 hold. */
export interface Held {
  readonly pipelines: readonly object[];
  readonly models: readonly (string | undefined)[];
  /** Digests of what lies there, by key. */
  readonly code: Readonly<Record<string, string>>;
  /** Keys. */
  readonly locks: readonly string[];
}

/** One build of Jenkins: a process goes on where a killed one of the same build stopped. */
const BUILD = { LOCK_ID: "build-1" };

export interface As {
  readonly credentials?: Credentials;
  readonly env?: Readonly<Record<string, string>>;
}

/** Prod in local accounts, deployed once, for commands to go wrong in. */
export class FaultBed {
  private constructor(
    private readonly testBed: TestBed,
    readonly administrator: Actor,
    readonly deployer: Credentials,
    /** A folder of its own. */
    readonly out: string,
  ) {}

  static async start(): Promise<FaultBed> {
    const out = mkdtempSync(join(tmpdir(), "faults-"));
    const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
    const scenario = scenarioFor(undefined, out);
    const testBed = await startTestBed({ python, scenario, dataFile: undefined, out });
    const { context } = testBed;
    const silent = () => undefined;
    await accounts.run(context, silent);
    await context.deploy(context.prod, silent);
    const administrator = await context.actors.administrator(context.prod.account);
    const { credentials } = await context.actors.deployer(context.prod);
    return new FaultBed(testBed, administrator, credentials, out);
  }

  close(): Promise<void> {
    return this.testBed.close();
  }

  get context() {
    return this.testBed.context;
  }

  get prod(): Environment {
    return this.context.prod;
  }

  get inject(): TestBed["inject"] {
    return this.testBed.inject;
  }

  /** Variables of who deploys prod, or of another. */
  environment({ credentials = this.deployer, env = BUILD }: As = {}): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = credentials;
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_ENDPOINT_URL: this.context.endpoint,
      ...env,
    };
  }

  /** `npm run deploy` about prod. */
  start(args: readonly string[], as?: As): Started {
    return startEntry("operate/cli.ts", args, { env: this.environment(as) });
  }

  deploy(args: readonly string[], as?: As): Promise<Ended> {
    return this.start(args, as).ended;
  }

  /** What SageMaker and S3 hold of deployments: as it should be where it equals what an undisturbed apply left. */
  async held(): Promise<Held> {
    const { sagemaker } = this.administrator.clients;
    const { PipelineSummaries = [] } = await sagemaker.send(new ListPipelinesCommand({}));
    const code = await this.code();
    const names = PipelineSummaries.map(({ PipelineName = "" }) => PipelineName).sort();
    const pipelines = await Promise.all(names.map((name) => this.pipeline(name, code)));
    const { Models = [] } = await sagemaker.send(new ListModelsCommand({}));
    return {
      pipelines,
      models: Models.map(({ ModelName }) => ModelName),
      code: Object.fromEntries([...code].map(([key, { sha256 }]) => [key, sha256])),
      locks: await this.locks(),
    };
  }

  /** The keys of locks that are held. */
  async locks(): Promise<string[]> {
    const { bucket: Bucket } = this.prod.state;
    const { Contents = [] } = await this.administrator.clients.s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.flatMap(({ Key = "" }) => (Key === deployLockKey(this.prod) ? [Key] : []));
  }

  private async code(): Promise<Map<string, { readonly sha256: string; readonly version: string }>> {
    const { s3 } = this.administrator.clients;
    const Bucket = this.prod.dataBucket;
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: dataPrefix(this.prod, "code") }),
    );
    const latest = Versions.filter(({ IsLatest }) => IsLatest === true);
    const objects = latest.map(async ({ Key = "", VersionId = "" }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const content = (await Body?.transformToByteArray()) ?? [];
      const sha256 = createHash("sha256").update(Uint8Array.from(content)).digest("hex");
      return [Key, { sha256, version: VersionId }] as const;
    });
    return new Map(await Promise.all(objects));
  }

  /** A version that a tag names is another one after each upload: what counts is whether it is the one that lies there. */
  private async pipeline(name: string, code: Awaited<ReturnType<FaultBed["code"]>>): Promise<object> {
    const { sagemaker } = this.administrator.clients;
    const found = await sagemaker.send(new DescribePipelineCommand({ PipelineName: name }));
    const { PipelineArn: ResourceArn, PipelineDefinition, PipelineDescription, RoleArn } = found;
    const { Tags = [] } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
    const current = new Map(
      [...code].map(([key, { version }]) => [`code/${key.split("/").at(-1)}`, version]),
    );
    const tags = Tags.map(({ Key = "", Value }) => [
      Key,
      Value === current.get(Key) ? "as it lies there" : Value,
    ]);
    return {
      name,
      PipelineDefinition,
      PipelineDescription,
      RoleArn,
      labelled: readLabel(found.PipelineVersionDescription)?.definition,
      tags: Object.fromEntries(tags) as object,
    };
  }
}
