import type { Accounts, ServiceEvent } from "../ports";
import { messageOf } from "./errors";
import type { JsonObject } from "./json";
import { compact } from "./json";
import type { Region } from "./regions";

/** Detail types of the events that are sent; AWS's developer guide, "automating-sagemaker-with-eventbridge". */
export type DetailType =
  | "SageMaker Model Building Pipeline Execution Status Change"
  | "SageMaker Model Building Pipeline Execution Step Status Change"
  | "SageMaker Model Package State Change"
  | "SageMaker Processing Job State Change"
  | "SageMaker Training Job State Change"
  | "SageMaker Transform Job State Change";

export interface EventsOptions {
  readonly accounts: Accounts;
  readonly log: (line: string) => void;
  /** How often an event is delivered, default once. AWS: "may send multiple events for each state change". */
  readonly deliveries?: (event: ServiceEvent) => number;
}

/**
 * SageMaker's events. Those of one source (an execution, a group) arrive in the order in which they happened;
 * what happens does not wait for their delivery, as it does not on AWS.
 */
export class Events {
  readonly #options: EventsOptions;
  readonly #queues = new Map<string, Promise<void>>();

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  send(
    region: Region,
    source: string,
    type: DetailType,
    resources: readonly string[],
    detail: JsonObject,
  ): void {
    const event: ServiceEvent = {
      account: region.account,
      region: region.name,
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
    const { accounts, deliveries, log } = this.#options;
    for (let sent = 0; sent < (deliveries?.(event) ?? 1); sent++) {
      try {
        await accounts.emit(event);
      } catch (error) {
        log(`an event was not delivered (${event.detailType}): ${messageOf(error)}`);
      }
    }
  }
}
