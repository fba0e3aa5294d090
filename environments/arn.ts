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

/** What follows the resource's type and path: `b` of `arn:aws:iam::…:role/a/b`. */
export function arnResourceName(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
