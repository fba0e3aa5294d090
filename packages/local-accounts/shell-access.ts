import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import type { Credentials } from "./ports";
import { NO_SETTINGS, unsetInShell } from "sagemaker-promotion-core/without-aws";

/** Who one is, under a name, in AWS's config file. */
export interface Profile {
  readonly name: string;
  readonly region: string;
  readonly credentials: Credentials;
  /**
   * What the SageMaker Python SDK takes for its default bucket, and makes where it is not there. Without one it asks AWS
   * itself for the account, whatever endpoint it is given. Default: none.
   */
  readonly defaultBucket?: string;
}

export interface ShellAccessOptions {
  /** Folder for the two files. */
  readonly out: string;
  readonly endpoint: string;
  /** Further variables for the shell, such as what other programs are set up with. Default: none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The profile of a shell that names none. */
  readonly profile: string;
}

/** The user's alone: it holds credentials, or says where they are. */
const MODE = 0o600;

/** One word of a shell's. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Defaults of the SageMaker Python SDK, which reaches two of AWS's addresses whatever endpoint it is given: that of its
 * telemetry, and STS's for the name of the default bucket (telemetry/telemetry_logging.py and `account_id` in session.py
 * of 2.257.7; the schema is in config/config_schema.py).
 */
function sdkConfig(defaultBucket: string | undefined): string {
  const session = defaultBucket === undefined ? {} : { Session: { DefaultS3Bucket: defaultBucket } };
  const modules = { TelemetryOptOut: true, ...session };
  // JSON is YAML.
  return `${JSON.stringify({ SchemaVersion: "1.0", SageMaker: { PythonSDK: { Modules: modules } } })}\n`;
}

const DIRECT = "127.0.0.1";

/**
 * Files that let a shell reach the local accounts, whatever it is set up for: `env.sh` to be sourced, and what it names,
 * AWS's config file and the SageMaker Python SDK's. They go when this process ends.
 */
export class ShellAccess {
  readonly #script: string;
  readonly #config: string;
  readonly #sdkConfig: string;

  constructor(private readonly options: ShellAccessOptions) {
    this.#script = join(options.out, "env.sh");
    this.#config = join(options.out, "aws-config");
    this.#sdkConfig = join(options.out, "sagemaker-config.yaml");
    process.once("exit", () => {
      for (const file of [this.#script, this.#config, this.#sdkConfig]) rmSync(file, { force: true });
    });
  }

  /** The command that lets a POSIX shell reach them. */
  get command(): string {
    return `. ${quoted(this.#script)}`;
  }

  /** What a program's environment holds to reach them, beside nothing else of AWS. */
  get variables(): Readonly<Record<string, string>> {
    const { endpoint, variables, profile } = this.options;
    return {
      ...NO_SETTINGS,
      AWS_CONFIG_FILE: this.#config,
      AWS_PROFILE: profile,
      AWS_ENDPOINT_URL: endpoint,
      SAGEMAKER_USER_CONFIG_OVERRIDE: this.#sdkConfig,
      NO_PROXY: DIRECT,
      // Programs that know both names look at this one first.
      no_proxy: DIRECT,
      ...variables,
    };
  }

  /** Writes the files, or writes them anew: AWS's tools read the profiles whenever they are started. */
  write(profiles: readonly Profile[]): void {
    const { defaultBucket } = profiles.find(({ name }) => name === this.options.profile) ?? {};
    for (const [file, text] of [
      [this.#config, profiles.map((profile) => this.#section(profile)).join("\n")],
      [this.#sdkConfig, sdkConfig(defaultBucket)],
      [this.#script, this.#text()],
    ] as const) {
      writeWhole(file, text, { mode: MODE });
    }
  }

  #section({ name, region, credentials }: Profile): string {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const settings = [
      `region = ${region}`,
      `endpoint_url = ${this.options.endpoint}`,
      `aws_access_key_id = ${accessKeyId}`,
      `aws_secret_access_key = ${secretAccessKey}`,
      ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
    ];
    return `[profile ${name}]\n${settings.join("\n")}\n`;
  }

  #text(): string {
    const exports = Object.entries(this.variables)
      .filter(([name]) => name.toUpperCase() !== "NO_PROXY")
      .map(([name, value]) => `export ${name}=${quoted(value)}`);
    return `# Source this: the shell speaks to the local accounts, and to AWS no more.
${unsetInShell()}
${exports.join("\n")}
# AWS's tools go through a proxy even to this machine, where they are not told otherwise.
export NO_PROXY="${DIRECT},\${no_proxy:-\${NO_PROXY:-}}"
export no_proxy="$NO_PROXY"
# AWS CLI v1 before 1.29 takes its endpoint from the command line alone.
unalias aws 2>/dev/null || :
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
`;
  }
}
