import type { Json } from "../json";
import { checkCachedOutputs } from "./cached-outputs";
import { checkCleanups } from "./cleanup";
import { checkConditions } from "./conditions";
import { checkFailMessages } from "./fail-message";
import type { Finding } from "./finding";
import { checkFunctions } from "./functions";
import { checkImages } from "./images";
import { checkLimits } from "./limits";
import { checkLoops } from "./loops";
import { checkMembers } from "./members";
import { checkNames } from "./names";
import { checkObjectsInTexts } from "./object-in-text";
import { checkOrder } from "./order";
import { outlineOf } from "./outline";
import { checkParameters } from "./parameters";
import { referencesOf } from "./reference";
import { checkReferences } from "./references";
import { checkRequests } from "./request-rules";
import { checkRetryAndCache } from "./retry-and-cache";
import { checkSecrets } from "./secrets";
import { checkSteps } from "./step-rules";

export interface ValidateOptions {
  /** Where the pipeline will run. Default: the Region that its keys, functions, queues or most of its images name. */
  readonly region?: string;
}

/** Everything wrong or doubtful in a pipeline definition, at once, wherever it comes from: our builder, Python, a file. */
export function validate(definition: Json, options: ValidateOptions = {}): readonly Finding[] {
  const outline = outlineOf(definition);
  // No definition at all, such as another file by mistake: each of its members would be one more error.
  const { Version, Steps } = outline.definition;
  if (Version === undefined && Steps === undefined) return outline.findings;
  const references = referencesOf(outline);
  return [
    ...outline.findings,
    ...checkMembers(outline),
    ...checkLimits(definition, outline),
    ...checkNames(outline),
    ...checkParameters(outline, references),
    ...checkReferences(outline, references),
    ...checkOrder(outline, references),
    ...checkSteps(outline),
    ...checkLoops(outline, references),
    ...checkCleanups(outline),
    ...checkRequests(outline),
    ...checkFunctions(outline),
    ...checkConditions(outline),
    ...checkRetryAndCache(outline),
    ...checkFailMessages(outline),
    ...checkCachedOutputs(outline),
    ...checkImages(outline, options.region),
    ...checkSecrets(outline),
    ...checkObjectsInTexts(outline),
  ];
}
