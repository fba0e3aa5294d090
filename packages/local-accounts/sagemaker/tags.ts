import { listAt, text } from "./json";
import type { Json, JsonObject } from "./json";

/** Tags by resource ARN and key. */
export class Tags {
  readonly #byArn = new Map<string, Map<string, string>>();

  /** Adds the tags of a request (`[{ Key, Value }]`); later values win. */
  add(arn: string, tags: Json | undefined): void {
    const own = this.#byArn.get(arn) ?? new Map<string, string>();
    for (const tag of listAt(tags)) own.set(text(tag, "Key"), text(tag, "Value"));
    this.#byArn.set(arn, own);
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#byArn.get(arn)?.delete(key);
  }

  /** All tags of a resource that is gone. */
  forget(arn: string): void {
    this.#byArn.delete(arn);
  }

  list(arn: string): JsonObject[] {
    return [...(this.#byArn.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value }));
  }

  /** Whether something with this ARN was created; every creation records its tags, if only none. */
  knows(arn: string): boolean {
    return this.#byArn.has(arn);
  }
}
