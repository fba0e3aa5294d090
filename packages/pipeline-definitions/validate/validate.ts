import type { Json } from "../json";
import { readsByAddress } from "./addresses";
import { checkCachedOutputs } from "./cached-outputs";
import { checkCleanups } from "./cleanup";
import { checkConditions } from "./conditions";
import { checkFailMessages } from "./fail-message";
import type { Finding } from "./finding";
import { checkFunctions } from "./functions";
import { checkImages } from "./images";
import { indexDefinition, type IndexedDefinition } from "./indexed-definition";
import { checkJobs } from "./jobs";
import { checkLimits } from "./limits";
import { checkLoops } from "./loops";
import { checkMembers } from "./members";
import { checkNames } from "./names";
import { checkNarrower } from "./narrower";
import { checkNumbers } from "./numbers";
import { checkOrder } from "./order";
import { checkParameters } from "./parameters";
import { referencesOf } from "./reference";
import { checkReferences } from "./reference-rules";
import { checkRequests } from "./request-rules";
import { checkRetryAndCache } from "./retry-and-cache";
import { checkSecrets } from "./secrets";
import { checkSteps } from "./step-rules";
import { checkObjectsInTexts } from "./text";
import { checkUnorderedReads } from "./unordered-reads";
import { checkVolumeKeys } from "./volume-keys";
import { waitsOf } from "./waits";

export interface ValidateOptions {
  /**
   * Where the pipeline will run. Default: the Region that its keys, functions, queues or most of its
   * images name.
   */
  readonly region?: string;
}

/**
 * Everything wrong or doubtful in a pipeline definition, at once, wherever it comes from: our builder,
 * Python, a file.
 */
export function validate(definition: Json, options: ValidateOptions = {}): readonly Finding[] {
  const indexed = indexDefinition(definition);
  if (!isMeantAsOne(indexed)) return indexed.findings;
  const reads = readsByAddress(indexed);
  return [
    ...ofTheLanguage(definition, indexed),
    ...checkJobs(indexed),
    ...checkFailMessages(indexed),
    ...checkCachedOutputs(reads),
    ...checkUnorderedReads(indexed, reads, waitsOf(indexed, referencesOf(indexed))),
    ...checkImages(indexed, options.region),
    ...checkVolumeKeys(indexed),
    ...checkSecrets(indexed),
    ...checkObjectsInTexts(indexed),
  ];
}

/**
 * What CreatePipeline refuses in a definition: the errors of the definition's language, all that can be known before a
 * step starts. `validate` has these among its findings; the others are about what a job would do, or are advice.
 */
export function problemsOf(definition: Json): readonly Finding[] {
  const indexed = indexDefinition(definition);
  const findings = isMeantAsOne(indexed) ? ofTheLanguage(definition, indexed) : indexed.findings;
  return findings.filter(({ severity }) => severity === "error");
}

/** Not a definition at all, such as another file by mistake: its members are not reported one by one. */
function isMeantAsOne({ definition: { Version, Steps } }: IndexedDefinition): boolean {
  return Version !== undefined || Steps !== undefined;
}

function ofTheLanguage(definition: Json, indexed: IndexedDefinition): readonly Finding[] {
  const references = referencesOf(indexed);
  return [
    ...indexed.findings,
    ...checkMembers(indexed),
    ...checkLimits(definition, indexed),
    ...checkNames(indexed),
    ...checkNumbers(indexed),
    ...checkParameters(indexed, references),
    ...checkReferences(indexed, references),
    ...checkOrder(indexed, waitsOf(indexed, references)),
    ...checkSteps(indexed),
    ...checkLoops(indexed, references),
    ...checkCleanups(indexed),
    ...checkRequests(indexed),
    ...checkNarrower(indexed),
    ...checkFunctions(indexed),
    ...checkConditions(indexed),
    ...checkRetryAndCache(indexed),
  ];
}
