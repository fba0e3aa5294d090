import { Problem } from "sagemaker-promotion-core/problem";
import type { ResourceType } from "../resource-type";
import { cloudwatchResources } from "./cloudwatch";
import { eventsResources } from "./events";
import { iamResources } from "./iam";
import { kmsResources } from "./kms";
import { lambdaResources } from "./lambda";
import { logsResources } from "./logs";
import { s3Resources } from "./s3";
import { sagemakerResources } from "./sagemaker";
import { snsResources } from "./sns";
import { sqsResources } from "./sqs";

/** Exactly the resource types that our stacks emit. */
const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...cloudwatchResources,
  ...eventsResources,
  ...iamResources,
  ...kmsResources,
  ...lambdaResources,
  ...logsResources,
  ...s3Resources,
  ...sagemakerResources,
  ...snsResources,
  ...sqsResources,
};

/** Arguments whose change replaces a resource; none of a type that the embedded apply does not know. */
export function replacedBy(type: string): readonly string[] {
  return RESOURCE_TYPES[type]?.replacedBy ?? [];
}

/** How a resource type is applied. A type or argument that the embedded apply does not know is refused. */
export function resourceType(type: string, address: string, argumentNames: readonly string[]): ResourceType {
  const found = RESOURCE_TYPES[type];
  const unknown = argumentNames.filter((name) => found !== undefined && !found.arguments.includes(name));
  if (found !== undefined && unknown.length === 0) return found;
  throw new Problem({
    code: "UnsupportedResource",
    blame: "bug",
    message:
      found === undefined
        ? `the local apply does not know the resource type ${type}`
        : `the local apply does not carry out the argument ${unknown.join(", ")} of ${type}`,
    where: address,
    next: "teach it in rehearsal/apply/resources, or run `npm run rehearse` without this resource",
  });
}
