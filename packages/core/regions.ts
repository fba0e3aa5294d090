import { didYouMean } from "./suggestion";

/**
 * AWS's Regions by partition: botocore 1.43.106, data/partitions.json. A Region that
 * AWS has opened since is added here.
 */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  aws: [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
  "aws-eusc": ["eusc-de-east-1"],
  "aws-iso": ["us-iso-east-1", "us-iso-west-1"],
  "aws-iso-b": ["us-isob-east-1", "us-isob-west-1"],
  "aws-iso-e": ["eu-isoe-west-1"],
  "aws-iso-f": ["us-isof-east-1", "us-isof-south-1"],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
};

const ALL = Object.values(REGIONS).flat();

/** Why a text is no Region, and what to do; undefined where it is one. */
export function explainRegion(text: string): { readonly expected: string; readonly fix: string } | undefined {
  if (ALL.includes(text)) return undefined;
  const near = didYouMean(text, ALL);
  return {
    expected: "one of AWS's Regions",
    fix: near === undefined ? 'write its code, such as "us-east-1"' : `did you mean "${near}"?`,
  };
}
