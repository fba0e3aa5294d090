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
