import type { Accounts, ServiceEvent } from "../ports";
import { messageOf } from "./errors";
import type { JsonObject } from "./json";
import { compact } from "./json";
import type { Scope } from "./scope";

/** Detail types of the events that are sent; AWS's developer guide, "automating-sagemaker-with-eventbridge". */
type DetailType =
  | "SageMaker Model Building Pipeline Execution Status Change"
  | "SageMaker Model Building Pipeline Execution Step Status Change"
  | "SageMaker Model Package State Change"
  | "SageMaker Processing Job State Change"
  | "SageMaker Training Job State Change"
  | "SageMaker Transform Job State Change";

/**
 * SageMaker's events. Those of one source (an execution, a group) arrive in the order in which they happened;
 * what happens does not wait for their delivery, as it does not on AWS.
 */
export class Events {
  readonly #accounts: Pick<Accounts, "emit">;
  readonly #log: (line: string) => void;
  readonly #queues = new Map<string, Promise<void>>();

  constructor(accounts: Pick<Accounts, "emit">, log: (line: string) => void) {
    this.#accounts = accounts;
    this.#log = log;
  }

  send(
    { account, region }: Scope,
    source: string,
    type: DetailType,
    resources: readonly string[],
    detail: JsonObject,
  ): void {
    const event: ServiceEvent = {
      account,
      region,
      source: "aws.sagemaker",
      detailType: type,
      resources,
      detail: compact(detail),
    };
    const queue = (this.#queues.get(source) ?? Promise.resolve()).then(() => this.#deliver(event));
    this.#queues.set(source, queue);
    void queue.finally(() => {
      if (this.#queues.get(source) === queue) this.#queues.delete(source);
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#queues.size > 0) await Promise.all(this.#queues.values());
  }

  async #deliver(event: ServiceEvent): Promise<void> {
    try {
      await this.#accounts.emit(event);
    } catch (error) {
      this.#log(`an event was not delivered (${event.detailType}): ${messageOf(error)}`);
    }
  }
}
