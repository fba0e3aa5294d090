import type { Environment } from "../../environments/environment";

type BlogRole = "lambda" | "execution" | "deploy" | "jenkins-server";

/** The policies of AWS's that the blog attaches to each role. Beside them a role keeps the policy that it needs. */
const MANAGED: Readonly<Record<BlogRole, readonly string[]>> = {
  lambda: ["AmazonSageMakerFullAccess", "AWSLambda_FullAccess"],
  execution: ["AmazonSageMakerFullAccess", "AWSLambda_FullAccess", "CloudWatchEventsFullAccess"],
  deploy: [
    "CloudWatchFullAccess",
    "AmazonS3FullAccess",
    "AmazonSNSFullAccess",
    "AmazonSageMakerFullAccess",
    "AmazonEventBridgeFullAccess",
    "AWSLambda_FullAccess",
  ],
  "jenkins-server": ["CloudWatchFullAccess"],
};

/** Names of the managed policies of a role in the mode `blog`; none in any other. */
export function managedPolicies(
  role: BlogRole,
  { iamMode }: Pick<Environment, "iamMode">,
): readonly string[] {
  return iamMode === "blog" ? MANAGED[role] : [];
}
