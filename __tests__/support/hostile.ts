import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "sagemaker-promotion-core/cache-folder";

/** Key id and secret of an account that nothing may ever speak as. */
export const REAL = { id: "AKIAREALREALREALREAL", secret: "a-secret-of-a-real-account" };

/** Variables that lead to AWS, of every kind. The hosts are AWS's own; nothing listens there for a test. */
export const HOSTILE_VARIABLES = {
  AWS_PROFILE: "real",
  AWS_DEFAULT_PROFILE: "real",
  AWS_ACCESS_KEY_ID: REAL.id,
  AWS_SECRET_ACCESS_KEY: REAL.secret,
  AWS_REGION: "eu-north-1",
  AWS_DEFAULT_REGION: "eu-north-1",
  AWS_ENDPOINT_URL: "https://sts.amazonaws.com",
  AWS_ENDPOINT_URL_S3: "https://s3.us-east-1.amazonaws.com",
  AWS_ENDPOINT_URL_STS: "https://sts.us-east-1.amazonaws.com",
  TF_AWS_STS_ENDPOINT: "https://sts.us-east-1.amazonaws.com",
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  AWS_USE_FIPS_ENDPOINT: "true",
  AWS_USE_DUALSTACK_ENDPOINT: "true",
  AWS_AUTH_SCHEME_PREFERENCE: "sigv4a",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "https://sts.amazonaws.com/credentials",
  AWS_EC2_METADATA_SERVICE_ENDPOINT: "https://sts.amazonaws.com",
  AWS_EC2_METADATA_DISABLED: "false",
} as const;

/** Settings that lead to AWS, for a profile of the config file. */
export const HOSTILE_SETTINGS = [
  "ignore_configured_endpoint_urls = true",
  "use_fips_endpoint = true",
  "use_dualstack_endpoint = true",
  "auth_scheme_preference = sigv4a",
  "endpoint_url = https://sts.amazonaws.com",
  "region = eu-north-1",
  "sso_session = corporate",
  "sso_account_id = 999999999999",
  "sso_role_name = Administrator",
];

/**
 * A user who has these settings in `~/.aws`, for the default profile and for `real`, and these variables; otherwise they
 * have what this process has.
 */
export function hostileUser(
  home: string,
  settings: readonly string[],
  variables: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const folder = join(home, ".aws");
  mkdirSync(folder, { recursive: true });
  const session =
    "[sso-session corporate]\nsso_start_url = https://d-000.awsapps.com/start\nsso_region = us-east-1";
  const profiles = ["default", "profile real"].map((name) => [`[${name}]`, ...settings].join("\n"));
  writeFileSync(join(folder, "config"), `${[...profiles, session].join("\n\n")}\n`);
  const keys = `aws_access_key_id = ${REAL.id}\naws_secret_access_key = ${REAL.secret}\n`;
  writeFileSync(join(folder, "credentials"), `[default]\n${keys}\n[real]\n${keys}`);
  return {
    // The tests themselves run without AWS: here it is again.
    AWS_CONFIG_FILE: undefined,
    AWS_SHARED_CREDENTIALS_FILE: undefined,
    AWS_EC2_METADATA_DISABLED: undefined,
    HOME: home,
    // Not below that home: what is installed once is there already.
    REHEARSAL_CACHE: cacheFolder(),
    ...variables,
  };
}
