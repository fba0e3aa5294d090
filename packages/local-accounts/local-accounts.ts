import { join } from "node:path";
import { startAccounts, type MinistackAccounts } from "./accounts/ministack";
import type { FaultRule, Injected } from "./gateway/fault";
import { startGateway, type Gateway } from "./gateway/gateway";
import type { LocalAccounts, SageMaker, ServiceEvent } from "./ports";
import type { StandIns } from "./sagemaker/jobs/images";
import { createSageMaker } from "./sagemaker/sagemaker";

export interface LocalAccountsOptions {
  /** The interpreter of `accountsPython`. */
  readonly python: string;
  /** Folder for what runs: jobs' files, and the accounts' log. Made where it is not there. */
  readonly work: string;
  /** The port of 127.0.0.1 to listen on. Default: a free one. */
  readonly port?: number;
  /** Python scripts that stand in for further images. Default: none. */
  readonly standIns?: StandIns;
  /** One line about what goes on inside: faults, and jobs as they start and end. Default: said to nobody. */
  readonly log?: (line: string) => void;
  /** Called with every event that a service puts on a bus, before its rules are. Default: nobody. */
  readonly onEvent?: (event: ServiceEvent) => void;
}

/** Local accounts that run. */
export interface RunningAccounts {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly accounts: LocalAccounts;
  /** Lets the next calls of an action go wrong. */
  inject(rule: FaultRule): Injected;
  /** Resolves when no execution runs, and every event has reached its targets. */
  idle(): Promise<void>;
  /** Stops every process and server. */
  close(): Promise<void>;
}

/**
 * Starts AWS accounts on this machine, SageMaker among their services: as many as are asked for, each by its number.
 * They listen on 127.0.0.1 and stop with `close`, and when this process ends.
 * @throws Problem `AccountsNotStarted`, `PortTaken`
 */
export async function startLocalAccounts(options: LocalAccountsOptions): Promise<RunningAccounts> {
  const { python, work, port, standIns, log = () => undefined, onEvent } = options;
  const gateway = await startGateway({ port, report: (error) => log(`gateway: ${String(error)}`) });
  try {
    const { endpoint, callback, token } = gateway;
    const logPath = join(work, "logs", "accounts.log");
    const accounts = await startAccounts({ python, logPath, endpoint, callback, token, onEvent });
    return connected(gateway, accounts, { python, work, standIns, log });
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

function connected(
  gateway: Gateway,
  accounts: MinistackAccounts,
  {
    python,
    work,
    standIns,
    log,
  }: Pick<LocalAccountsOptions, "python" | "work" | "standIns"> & {
    readonly log: (line: string) => void;
  },
): RunningAccounts {
  const sageMaker: SageMaker = createSageMaker({
    accounts,
    endpoint: gateway.endpoint,
    python,
    work: join(work, "jobs"),
    standIns,
    log: (line) => log(`sagemaker: ${line}`),
  });
  gateway.connect({ accounts, sageMaker });
  return {
    endpoint: gateway.endpoint,
    accounts,
    inject: (rule) => gateway.inject(rule),
    idle: () => sageMaker.idle(),
    async close() {
      await sageMaker.close();
      await accounts.close();
      await gateway.close();
    },
  };
}
