import { parseArn, type ArnParts } from "sagemaker-promotion-core/arn";
import { partitionOf } from "sagemaker-promotion-core/arn";
import { validationException } from "./errors";

/** The parts of an ARN that a call or a resource must have. @throws ApiError ValidationException where the text is none */
export function requireArn(arn: string): ArnParts {
  const parts = parseArn(arn);
  if (parts === undefined) throw validationException(`${JSON.stringify(arn)} is not a valid ARN`);
  return parts;
}

/** The longest session name that STS takes. */
const SESSION_NAME_CHARACTERS = 64;

/** Who a role's session is, as STS says it; the role's path is no part of it. */
export function sessionArn(roleArn: string, session: string): string {
  const { partition, account } = requireArn(roleArn);
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName(session)}`;
}

/** A session name of the length that STS takes. */
export function sessionName(text: string): string {
  return text.slice(0, SESSION_NAME_CHARACTERS);
}

interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** Bucket and key of `s3://bucket/key`; the key may be empty. Undefined where the text is no S3 URI. */
export function parseS3Uri(uri: string): S3Location | undefined {
  const match = /^(?:s3|https):\/\/([^/]+)\/?(.*)$/su.exec(uri);
  return match === null ? undefined : { bucket: match[1] ?? "", key: match[2] ?? "" };
}

/** Joins an S3 URI and a name with exactly one slash between them. */
export function within(uri: string, name: string): string {
  return `${uri.replace(/\/+$/u, "")}/${name.replace(/^\/+/u, "")}`;
}

/** The ARN of a key that is given as AWS takes it: an ARN, an alias, or a bare id of the given account. */
export function keyArn(key: string, region: string, account: string): string {
  if (key.startsWith("arn:")) return key;
  const name = key.startsWith("alias/") ? key : `key/${key}`;
  return `arn:${partitionOf(region)}:kms:${region}:${account}:${name}`;
}
