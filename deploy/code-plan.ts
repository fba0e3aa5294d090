import { basename } from "node:path/posix";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { CODE_TAG_PREFIX, type CodeObject, type DesiredPipeline, type Tags } from "./desired";
import type { ObservedPipeline, StoredObject } from "./ports";

/** A script as it should lie in S3, and what lies there. */
export interface PlannedCode {
  readonly object: CodeObject;
  /** `replace`: something else lies under a key that promises this content. */
  readonly action: "upload" | "replace" | "none";
  readonly found?: StoredObject;
}

/** Stands for the version of a script that is not uploaded yet. */
const KNOWN_LATER = "(known after the upload)";

/**
 * Key, size and version decide. The key holds the content's hash, which S3 has checked on upload; the version is the one
 * that the pipelines were deployed with, by their tags, and another write would have changed it. Reading the stored
 * checksum of an object under a KMS key would take kms:Decrypt (S3 HeadObject, ChecksumMode), which who deploys lacks.
 */
export function planCode(
  object: CodeObject,
  found: StoredObject | undefined,
  observed: readonly (ObservedPipeline | undefined)[],
): PlannedCode {
  if (found === undefined) return { object, action: "upload" };
  const recorded = observed.flatMap((pipeline) => {
    const version = pipeline?.definition.includes(object.key) === true && pipeline.tags[tagOf(object)];
    return typeof version === "string" ? [version] : [];
  });
  const same =
    found.bytes === object.content.byteLength && recorded.every((version) => version === found.version);
  return { object, found, action: same ? "none" : "replace" };
}

/** Versions of scripts, by their keys. */
export type CodeVersions = ReadonlyMap<string, string>;

/** As far as they are known before the uploads. */
export function plannedVersions(code: readonly PlannedCode[]): Map<string, string> {
  return new Map(
    code.map(({ object, action, found }) => [
      object.key,
      action === "none" && found !== undefined ? found.version : KNOWN_LATER,
    ]),
  );
}

/** The pipeline's tags, with the versions of the scripts that it runs. */
export function tagsWith(
  pipeline: DesiredPipeline,
  code: readonly PlannedCode[],
  versions: CodeVersions,
): Tags {
  const definition = canonicalJson(pipeline.definition);
  const used = code.filter(({ object }) => definition.includes(object.key));
  const recorded = used.map(({ object }) => [tagOf(object), versions.get(object.key) ?? KNOWN_LATER]);
  return { ...pipeline.tags, ...(Object.fromEntries(recorded) as Tags) };
}

/** The versions of scripts that tags record, by the scripts' names. */
export function codeVersionsIn(tags: Tags): Tags {
  const recorded = Object.entries(tags).filter(([key]) => key.startsWith(CODE_TAG_PREFIX));
  return Object.fromEntries(recorded.map(([key, version]) => [key.slice(CODE_TAG_PREFIX.length), version]));
}

function tagOf({ key }: CodeObject): string {
  return CODE_TAG_PREFIX + basename(key);
}
