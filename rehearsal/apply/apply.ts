import { basename } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { refuseLosses } from "../../deploy/bootstrap/destroy-guard";
import { storesAmong } from "../../deploy/bootstrap/stores";
import type { Credentials } from "sagemaker-local-accounts";
import type { Json } from "./arguments";
import { assumeRole, connect } from "./clients";
import type { Clients } from "./clients";
import { readConfiguration, resolve } from "./configuration";
import type { Configuration } from "./configuration";
import { planResources } from "./plan";
import type { Change, Planned } from "./plan";
import type { Retained } from "./resource-type";
import { fileBackend, s3Backend } from "./state";
import type { State, StateBackend } from "./state";
import { StackApplier } from "./stack-applier";

/** One synthesized stack, where it goes, and as whom. */
export interface Target {
  /** Folder of the stack's `cdk.tf.json`. */
  readonly folder: string;
  readonly endpoint: string;
  /** Who runs it: the provider's and the backend's roles are assumed from here. */
  readonly credentials: Credentials;
  /** Keeps the state in this file instead of the configured backend: for the stack that creates the state bucket. */
  readonly stateFile?: string;
}

export interface ApplyResult {
  readonly changes: readonly Change[];
  readonly outputs: Readonly<Record<string, Json>>;
  /** What AWS retains for a while after a delete, a sentence each. */
  readonly retained: readonly Retained[];
}

interface Session {
  readonly configuration: Configuration;
  readonly clients: Clients;
  readonly backend: StateBackend;
  close(): void;
}

async function open(target: Target): Promise<Session> {
  const configuration = readConfiguration(target.folder);
  const { provider, backend } = configuration;
  const connection = { endpoint: target.endpoint, region: provider.region, credentials: target.credentials };
  const credentials =
    provider.assumeRoleArn === undefined
      ? target.credentials
      : await assumeRole(connection, provider.assumeRoleArn, provider);
  const clients = await connect({ ...connection, credentials }, provider.allowedAccounts);
  if (target.stateFile !== undefined || backend === undefined) {
    const file = target.stateFile ?? `${target.folder}/terraform.local.tfstate`;
    return { configuration, clients, backend: fileBackend(file), close: () => clients.destroy() };
  }
  const stateCredentials =
    backend.roleArn === undefined
      ? target.credentials
      : await assumeRole(connection, backend.roleArn, backend);
  const s3 = new S3Client({
    endpoint: target.endpoint,
    region: backend.region,
    credentials: stateCredentials,
    forcePathStyle: true,
  });
  return {
    configuration,
    clients,
    backend: s3Backend(s3, backend),
    close: () => {
      clients.destroy();
      s3.destroy();
    },
  };
}

async function withLock<Result>(
  target: Target,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await open(target);
  try {
    await session.backend.lock(`process ${process.pid}`);
    try {
      return await work(session);
    } finally {
      await session.backend.unlock();
    }
  } finally {
    session.close();
  }
}

async function save(backend: StateBackend, applier: StackApplier): Promise<void> {
  const state = applier.state();
  if (state !== undefined) await backend.write(state);
}

/** What an apply of this stack would do now. Reads the state; writes nothing. */
export async function plan(target: Target): Promise<Change[]> {
  return (await planWhole(target)).resources.map(({ change }) => change);
}

/** The same with each resource's arguments, and the state under it. */
export async function planWhole(
  target: Target,
): Promise<{ readonly state: State; readonly resources: readonly Planned[] }> {
  const session = await open(target);
  try {
    const state = await session.backend.read();
    return { state, resources: planResources(session.configuration, state) };
  } finally {
    session.close();
  }
}

/** Makes the accounts hold what the stack says. Unchanged resources see no call; after a failure the state is still true. */
export function apply(target: Target): Promise<ApplyResult> {
  return withLock(target, async (session) => {
    const applier = new StackApplier(session.configuration, session.clients, await session.backend.read());
    const { resources, outputs } = session.configuration;
    const changes: Change[] = [];
    try {
      for (const block of resources) changes.push(await applier.apply(block));
      changes.push(...(await applier.removeAllBut(new Set(resources.map((block) => block.address)))));
    } finally {
      await save(session.backend, applier);
    }
    const resolved = Object.entries(outputs).map(([name, value]): [string, Json] => [
      name,
      resolve(value, applier.lookup),
    ]);
    return { changes, outputs: Object.fromEntries(resolved), retained: applier.retained };
  });
}

/**
 * Deletes everything the stack owns, dependents first; with `purge` (default: no) what lies in its buckets and model
 * package groups as well. Like Terraform, leaves an empty state behind.
 * @throws Problem those of `refuseLosses`, before anything is deleted
 */
export function destroy(target: Target, { purge } = { purge: false }): Promise<ApplyResult> {
  return withLock(target, async ({ configuration, clients, backend }) => {
    const state = await backend.read();
    const stores = storesAmong(
      state.resources.map(({ type, attributes }) => ({ type, values: attributes })),
      clients,
    );
    const stackName = basename(target.folder);
    await refuseLosses(stores, { stackName, ownState: configuration.backend?.key, purge });
    const applier = new StackApplier(configuration, clients, state);
    try {
      for (const store of stores) await store.empty();
      const changes = await applier.removeAllBut(new Set());
      return { changes, outputs: {}, retained: applier.retained };
    } finally {
      await save(backend, applier);
    }
  });
}
