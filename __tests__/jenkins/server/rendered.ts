import { parse } from "yaml";
import type { Environment } from "../../../environments/environment";
import { parseEnvironments } from "../../support/parse";
import { render } from "../../../jenkins/server/render";
import { dev, fraud, prod } from "../../environments/files";
import type { EnvironmentFile } from "../../support/parse";

export const PLACE = { repository: { owner: "an-org", name: "a.repository" }, app: 4711 };

/** What jenkins.yaml says, as far as tests ask. */
export interface Configuration {
  readonly jenkins: {
    readonly numExecutors: number;
    readonly globalNodeProperties: readonly {
      readonly envVars: { readonly env: readonly { readonly key: string; readonly value: string }[] };
    }[];
    readonly nodes: readonly { readonly permanent: Node }[];
  };
  readonly credentials: {
    readonly system: {
      readonly domainCredentials: readonly {
        readonly credentials: readonly Readonly<Record<string, Credential>>[];
      }[];
    };
  };
  readonly aws: {
    readonly awsCredentials: { readonly region: string; readonly credentialsId: string };
    readonly cloudWatchLogs: { readonly logGroupName: string };
  };
  readonly unclassified: {
    readonly githubpluginconfig: {
      readonly hookSecretConfigs: readonly { readonly credentialsId: string }[];
    };
  };
  readonly jobs: readonly { readonly script: string }[];
}

export interface Credential {
  readonly id: string;
  readonly scope: string;
}

interface Node {
  readonly name: string;
  readonly labelString: string;
  readonly mode: string;
  readonly nodeProperties?: readonly {
    readonly jobRestrictionProperty: {
      readonly jobRestriction: {
        readonly regexNameRestriction: { readonly regexExpression: string; readonly checkShortName: boolean };
      };
    };
  }[];
}

export interface Ruleset {
  readonly bypass_actors: readonly unknown[];
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly rules: readonly {
    readonly type: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  }[];
}

/** What is written for these environment files, default: the example's, as texts and read again. */
export function rendered(
  files: readonly EnvironmentFile[] = [dev(), prod()],
  environments: readonly Environment[] = parseEnvironments(files).environments,
) {
  const texts = render(environments, PLACE);
  const configuration = parse(texts["jenkins.yaml"] ?? "") as Configuration;
  const [job] = configuration.jobs;
  return {
    environments,
    texts,
    configuration,
    script: job?.script ?? "",
    ruleset: JSON.parse(texts["ruleset.json"] ?? "") as Ruleset,
    accounts: Object.fromEntries(
      configuration.jenkins.globalNodeProperties
        .flatMap(({ envVars }) => envVars.env)
        .map(({ key, value }) => [key, value]),
    ),
    credentials: configuration.credentials.system.domainCredentials
      .flatMap(({ credentials }) => credentials)
      .flatMap((one) => Object.entries(one).map(([kind, credential]) => ({ kind, ...credential }))),
  };
}

/** The example and another model, whose branches are called otherwise, one of them as badly as git allows. */
export const SEVERAL_MODELS = [
  dev({ branch: "develop" }),
  prod({ branch: "release/1.0" }),
  fraud({ branch: "it's-$(all)|{of}+IT" }),
];

/** Whether a name matches as a whole, as Java's String.matches says it. */
export const matches = (regex: string, name: string): boolean => new RegExp(`^(?:${regex})$`).test(name);
