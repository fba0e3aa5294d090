/** An Amazon Resource Name in its parts; region and account are empty where a service leaves them out. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts of `arn:partition:service:region:account:resource`; undefined when the text has not that form. */
export function parseArn(text: string): ArnParts | undefined {
  const parts = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (parts === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = parts;
  return { partition, service, region, account, resource };
}

/** The account of an ARN; empty where it has none, or the text is no ARN. */
export function accountOf(text: string): string {
  return parseArn(text)?.account ?? "";
}

/** What follows the resource's type and path: `b` of `arn:aws:iam::…:role/a/b`. */
export function arnResourceName(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}

/** Prefixes of Regions outside the partition `aws`; the rest of botocore's partitions.json is `aws`. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["eusc-", "aws-eusc"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
];

/** The partition of a Region: `aws-cn` for `cn-north-1`, `aws` for every commercial one. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}
