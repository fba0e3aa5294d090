import type { PublishInput } from "@aws-sdk/client-sns";

/** What is published: an e-mail, once it arrives. */
export type Mail = Required<Pick<PublishInput, "Subject" | "Message">>;

/** SNS takes subjects of less than 100 characters without line breaks or control characters (its reference, Publish). */
const SUBJECT_LIMIT = 99;

/** Printable ASCII only: e-mail programs differ in what they make of the rest. */
export function toSubject(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "?").slice(0, SUBJECT_LIMIT);
}

/** A title and its lines, indented; the text's own line breaks are kept. */
export function section(title: string, ...texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split(/\r?\n/));
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** The consoles of AWS's partitions; each region has its own host below it. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/**
 * SageMaker's console in a region. Pipelines and the model registry are shown in SageMaker Studio, whose own addresses
 * hold a domain's id; this page leads there whatever the domain.
 * @returns undefined for a partition that is not known here
 */
export function sagemakerConsole(partition: string, region: string): string | undefined {
  const host = CONSOLES[partition];
  return host && `https://${region}.${host}/sagemaker/home?region=${region}`;
}
