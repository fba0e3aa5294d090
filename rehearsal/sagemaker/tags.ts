import type { Operations } from "./operation";
import type { JsonObject } from "./json";
import { asText, listAt, text } from "./json";
import { validationException } from "./errors";
import type { Service } from "./service";

/** Tags by resource ARN and key. */
export class Tags {
  readonly #byArn = new Map<string, Map<string, string>>();

  /** Adds the tags of a request (`[{ Key, Value }]`); later values win. */
  add(arn: string, tags: JsonObject["Tags"]): void {
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

export function tagOperations(service: Service): Operations {
  const tagsOf = (arn: string): Tags => {
    const tags = service.regions.owning(arn)?.tags;
    if (tags === undefined || !tags.knows(arn)) throw validationException(`Resource not found: ${arn}`);
    return tags;
  };
  const own = (action: string) => (input: JsonObject) => [
    { action: `sagemaker:${action}`, resource: text(input, "ResourceArn") },
  ];
  return {
    AddTags: {
      demands: own("AddTags"),
      run: ({ input }) => {
        const arn = text(input, "ResourceArn");
        tagsOf(arn).add(arn, input["Tags"]);
        return { Tags: tagsOf(arn).list(arn) };
      },
    },
    ListTags: {
      demands: own("ListTags"),
      run: ({ input }) => {
        const arn = text(input, "ResourceArn");
        return { Tags: tagsOf(arn).list(arn) };
      },
    },
    DeleteTags: {
      demands: own("DeleteTags"),
      run: ({ input }) => {
        const arn = text(input, "ResourceArn");
        tagsOf(arn).remove(arn, listAt(input, "TagKeys").map(asText));
        return {};
      },
    },
  };
}
