import type { CodeObject, DesiredPipeline, Tags } from "../../../deploy/desired";
import type {
  Aws,
  Caller,
  CodeStore,
  Execution,
  Functions,
  Lock,
  LockStore,
  ObjectVersion,
  PlanInStore,
  PlanStore,
  Pipelines,
} from "../../../deploy/ports";
import type { ObservedPipeline } from "../../../deploy/ports";
import { canonicalJson } from "sagemaker-pipeline-definitions";

/** Stands for a process that is killed: the write before it was the last one. */
export class Killed extends Error {}

/** One account in memory, with a log of the writes that reached it. */
export class FakeAws implements Aws {
  readonly writes: string[] = [];
  /** So many more writes succeed; the next one fails with `Killed`. */
  writesLeft = Number.POSITIVE_INFINITY;
  /** Whether the write that fails is done all the same, and only its answer is lost. */
  answersAreLost = false;
  readonly stored = new Map<string, ObservedPipeline>();
  /** Of each pipeline, oldest first: what was made of it, and its label. */
  readonly history = new Map<string, { readonly definition: string; label: string | undefined }[]>();
  readonly objects = new Map<string, number>();
  private readonly objectWrites = new Map<string, number>();
  readonly runs = new Map<string, Execution[]>();
  readonly modelsOf = new Map<string, string[]>();
  readonly sagemakerModels = new Set<string>();
  /** ARNs of functions that are not there; all others are. */
  readonly absentFunctions = new Set<string>();

  constructor(readonly account = "222222222222") {}

  caller(): Promise<Caller> {
    const arn = `arn:aws:sts::${this.account}:assumed-role/cross-account-jenkins-role/deploy`;
    return Promise.resolve({ account: this.account, arn });
  }

  readonly pipelines: Pipelines = {
    describe: (name, version) => {
      const found = this.stored.get(name);
      const made = this.made(name);
      const one = version === undefined ? made.at(-1) : made[version - 1];
      if (found === undefined || (version !== undefined && one === undefined))
        return Promise.resolve(undefined);
      // Whoever sets what is stored makes no version of it.
      return Promise.resolve(version === undefined ? { ...found, label: one?.label } : { ...found, ...one });
    },
    versions: (name, limit) =>
      Promise.resolve(
        this.made(name)
          .map(({ label }, index) => ({ id: index + 1, created: new Date(index), label }))
          .reverse()
          .slice(0, limit),
      ),
    create: (pipeline) =>
      this.write(`create ${pipeline.name}`, () => {
        if (this.stored.has(pipeline.name)) throw new Error(`${pipeline.name} already exists`);
        this.store(pipeline, pipeline.tags);
      }),
    update: async (pipeline) => {
      const change = () => this.store(pipeline, this.known(pipeline.name).tags);
      await this.write(`update ${pipeline.name}`, change);
      return this.made(pipeline.name).length;
    },
    label: (arn, version, { description }) => {
      const [name = ""] = [...this.stored].find(([, one]) => one.arn === arn) ?? [];
      return this.write(`label ${name} ${version}`, () => {
        const made = this.made(name)[version - 1];
        if (made === undefined) throw new Error(`${arn} has no version ${version}`);
        made.label = description;
      });
    },
    tag: (arn, tags) =>
      this.write(`tag ${arn}`, () => {
        for (const [name, pipeline] of this.stored) {
          if (pipeline.arn === arn)
            this.stored.set(name, { ...pipeline, tags: { ...pipeline.tags, ...tags } });
        }
      }),
    delete: (name) =>
      this.write(`delete ${name}`, () => {
        if (this.runs.get(name)?.some(({ status }) => status === "Executing" || status === "Stopping")) {
          throw new Error(`${name} has running executions`);
        }
        this.stored.delete(name);
        this.history.delete(name);
        this.runs.delete(name);
      }),
    executions: (name) => Promise.resolve(this.runs.get(name) ?? []),
    execution: (arn) => {
      // Each look lets time pass: what was stopping has stopped.
      const execution = this.execution(arn);
      if (execution.status === "Stopping") this.setStatus(arn, "Stopped");
      return Promise.resolve(execution);
    },
    stop: (arn) => this.write(`stop ${arn}`, () => this.setStatus(arn, "Stopping")),
    models: (arn) => Promise.resolve(this.modelsOf.get(arn) ?? []),
    deleteModel: (name) => this.write(`delete model ${name}`, () => this.sagemakerModels.delete(name)),
  };

  readonly functions: Functions = { exists: (arn) => Promise.resolve(!this.absentFunctions.has(arn)) };

  readonly code: CodeStore = {
    find: (bucket, key) => {
      const bytes = this.objects.get(`${bucket}/${key}`);
      const version = this.versionOf(`${bucket}/${key}`);
      return Promise.resolve(bytes === undefined ? undefined : { bytes, version });
    },
    upload: async ({ bucket, key, content }: CodeObject, { replace }) => {
      const path = `${bucket}/${key}`;
      await this.write(`${replace ? "replace" : "upload"} ${key}`, () => {
        if (replace || !this.objects.has(path)) this.storeObject(path, content.byteLength);
      });
      return this.versionOf(path);
    },
    versions: (bucket, prefix) =>
      Promise.resolve(
        [...this.objects.keys()]
          .filter((path) => path.startsWith(`${bucket}/${prefix}`))
          .map((path): ObjectVersion => ({ key: path.slice(bucket.length + 1), versionId: "1" })),
      ),
    delete: (bucket, versions) =>
      this.write(`delete ${versions.length} versions`, () => {
        for (const { key } of versions) this.objects.delete(`${bucket}/${key}`);
      }),
  };

  /** The lock that is held, if any. */
  held: Lock | undefined;

  readonly lock: LockStore = {
    place: "s3://states/deploy.lock",
    create: (lock) => {
      if (this.held !== undefined) return Promise.resolve(false);
      this.held = lock;
      return Promise.resolve(true);
    },
    get: () => Promise.resolve(this.held),
    delete: (id) => {
      if (this.held?.id === id) this.held = undefined;
      return Promise.resolve();
    },
  };

  /** Stored plans' texts and moments by path. */
  readonly planObjects = new Map<string, PlanInStore & { readonly text: string }>();
  /** The store's clock. */
  storedAt = new Date("2026-11-30T12:00:00Z");

  readonly plans: PlanStore = {
    place: (tree) => `s3://states/plans/${tree}`,
    put: (tree, name, text) => {
      const path = `${tree}/${name}`;
      if (this.planObjects.has(path)) return Promise.resolve(false);
      this.planObjects.set(path, { name, text, stored: this.storedAt });
      return Promise.resolve(true);
    },
    list: (tree) =>
      Promise.resolve(
        [...this.planObjects]
          .flatMap(([path, object]) => (path.startsWith(`${tree}/`) ? [object] : []))
          .sort((a, b) => b.stored.getTime() - a.stored.getTime()),
      ),
    get: (tree, name) => Promise.resolve(this.planObjects.get(`${tree}/${name}`)?.text ?? ""),
  };

  /** Writes an object: its version is another one then. */
  storeObject(path: string, bytes: number): void {
    this.objects.set(path, bytes);
    this.objectWrites.set(path, (this.objectWrites.get(path) ?? 0) + 1);
  }

  private versionOf(path: string): string {
    return `v${this.objectWrites.get(path) ?? 0}`;
  }

  private made(name: string) {
    return this.history.get(name) ?? [];
  }

  private known(name: string): ObservedPipeline {
    const pipeline = this.stored.get(name);
    if (pipeline === undefined) throw new Error(`${name} does not exist`);
    return pipeline;
  }

  private store(pipeline: DesiredPipeline, tags: Tags): void {
    const { name, arn, displayName, description, roleArn } = pipeline;
    const definition = canonicalJson(pipeline.definition);
    // As SageMaker does: what an update does not name stays.
    const maxParallelSteps = pipeline.maxParallelSteps ?? this.stored.get(name)?.maxParallelSteps;
    this.history.set(name, [...this.made(name), { definition, label: undefined }]);
    const label = undefined;
    this.stored.set(name, {
      arn,
      displayName,
      description,
      roleArn,
      maxParallelSteps,
      definition,
      label,
      tags,
    });
  }

  private execution(arn: string): Execution {
    const found = [...this.runs.values()].flat().find((execution) => execution.arn === arn);
    if (found === undefined) throw new Error(`${arn} does not exist`);
    return found;
  }

  private setStatus(arn: string, status: string): void {
    for (const [name, executions] of this.runs) {
      this.runs.set(
        name,
        executions.map((execution) => (execution.arn === arn ? { arn, status } : execution)),
      );
    }
  }

  private write(what: string, change: () => unknown): Promise<void> {
    const fails = this.writesLeft === 0;
    if (fails && !this.answersAreLost) return Promise.reject(new Killed(what));
    this.writesLeft -= 1;
    change();
    this.writes.push(what);
    return fails ? Promise.reject(new Killed(what)) : Promise.resolve();
  }
}
