/**
 * The names of variables that AWS's tools are set up with, as a regular expression of JavaScript and of `grep -E`:
 * TF_AWS_* are the provider's own (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints),
 * BOTO_CONFIG names a file of credentials (BotoProvider in botocore/credentials.py).
 */
const OF_AWS = "^(TF_)?AWS_|^BOTO_CONFIG$";
/** What is called like one of them, but is this project's own or says nothing of where and as whom to call. */
const OTHERS = ["AWS_PROVIDER_VERSION", "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"];

/** Without these, AWS's tools look at the files in the user's home folder and at the machine's own role. */
export const NO_SETTINGS = {
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
} as const;

/**
 * Said to every client of local accounts: where the user's own settings, in a variable or a file, ask for AWS's FIPS or
 * dual-stack endpoints or another signature, the SDK refuses any endpoint that is given (@aws-sdk/client-*, endpoint rules).
 */
export const NO_ENDPOINT_OF_AWS = {
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  authSchemePreference: ["sigv4"],
};

function isOfAws(name: string): boolean {
  return new RegExp(OF_AWS).test(name) && !OTHERS.includes(name);
}

/**
 * An environment in which nothing of the user's leads to AWS: no variable, no file, no machine's role. Everything that runs
 * on local accounts gets one, and adds who it is and where the local accounts are.
 */
export function withoutAws(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const others = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isOfAws(entry[0]),
  );
  return { ...Object.fromEntries(others), ...NO_SETTINGS };
}

/** Makes this process's own environment one: the AWS SDK reads it whenever it makes a client. */
export function leaveAws(): void {
  for (const name of Object.keys(process.env).filter(isOfAws)) delete process.env[name];
  Object.assign(process.env, NO_SETTINGS);
}

/** The shell's command that does so. */
export function unsetInShell(): string {
  const names = `env | sed 's/=.*//' | grep -E '${OF_AWS}' | grep -vxF ${OTHERS.map((name) => `-e ${name}`).join(" ")}`;
  // Named first, because zsh's unset wants a name.
  return `unset AWS_PROFILE $(${names})`;
}
