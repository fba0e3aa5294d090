import { validationException } from "../errors";
import { asText, listAt, text } from "../json";
import type { Operation, Operations, Request } from "../operation";
import type { Tags } from "../tags";

/** The resource of a call, and the tags of the store that has it. */
function tagged({ input, stores }: Request): { arn: string; tags: Tags } {
  const arn = text(input, "ResourceArn");
  const tags = stores.owning(arn)?.tags;
  if (tags === undefined || !tags.knows(arn)) throw validationException(`Resource not found: ${arn}`);
  return { arn, tags };
}

const onResource = (action: string): Operation["permissions"] => {
  return ({ input }) => [{ action: `sagemaker:${action}`, resource: text(input, "ResourceArn") }];
};

const AddTags: Operation = {
  permissions: onResource("AddTags"),
  run: (request) => {
    const { arn, tags } = tagged(request);
    tags.add(arn, request.input["Tags"]);
    return { Tags: tags.list(arn) };
  },
};

const ListTags: Operation = {
  permissions: onResource("ListTags"),
  run: (request) => {
    const { arn, tags } = tagged(request);
    return { Tags: tags.list(arn) };
  },
};

const DeleteTags: Operation = {
  permissions: onResource("DeleteTags"),
  run: (request) => {
    const { arn, tags } = tagged(request);
    tags.remove(arn, listAt(request.input, "TagKeys").map(asText));
    return {};
  },
};

export const tagOperations: Operations = { AddTags, ListTags, DeleteTags };
