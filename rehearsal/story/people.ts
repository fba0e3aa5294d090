import type { Environment } from "../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { connect } from "../apply/clients";
import type { Clients } from "../apply/clients";
import type { Credentials } from "sagemaker-local-accounts";

/** Who acts in the story, each with no more than their own credentials. */
export interface People {
  /** An account's administrator, who applies its foundation once. */
  administrator(account: string): Promise<Person>;
  /** A data scientist in SageMaker Studio: the environment's execution role. */
  scientist(environment: Environment): Promise<Person>;
  /** A Jenkins node that deploys. It holds nothing but the right to assume the deployment roles. */
  jenkins(): Promise<Person>;
  /** Who deploys an environment: people of its account where its file lets them, otherwise Jenkins. */
  deployer(environment: Environment): Promise<Person>;
  /** Who plans an environment: likewise people, or a Jenkins node that holds the right to assume the plan roles. */
  planner(environment: Environment): Promise<Person>;
  /** The same, as the role that sees the versions in the registry's account. */
  registryPlanner(environment: Environment): Promise<Person>;
  /** The person who approves model versions, in the registry's account. */
  approver(): Promise<Person>;
}

export interface Person {
  readonly credentials: Credentials;
  readonly clients: Clients;
}

export interface PeopleOptions {
  readonly endpoint: string;
  readonly prod: Environment;
  readonly rootCredentials: (account: string) => Credentials;
  readonly assumeServiceRole: (roleArn: string, service: string, session: string) => Promise<Credentials>;
  readonly assumeRole: (
    credentials: Credentials,
    roleArn: string,
    externalId?: string,
  ) => Promise<Credentials>;
}

/** Casts the story. Each person signs in once and keeps their clients. */
export function cast(options: PeopleOptions): People & { dismiss(): void } {
  const { prod, endpoint } = options;
  const signedIn = new Map<string, Promise<Person>>();
  const signIn = (
    name: string,
    account: string,
    credentials: () => Promise<Credentials>,
  ): Promise<Person> => {
    const known = signedIn.get(name);
    if (known !== undefined) return known;
    const person = credentials().then(async (own) => ({
      credentials: own,
      clients: await connect({ endpoint, region: prod.region, credentials: own }, [account]),
    }));
    signedIn.set(name, person);
    return person;
  };
  const registry = prod.modelPackageGroup.account;
  const administrator = (account: string): Promise<Person> =>
    signIn(`administrator ${account}`, account, () => Promise.resolve(options.rootCredentials(account)));
  const node = (role: string): Promise<Person> =>
    signIn(`jenkins ${role}`, accountOf(role), () =>
      options.assumeServiceRole(role, "ec2.amazonaws.com", "jenkins"),
    );
  const planner = ({ account, planners, jenkinsPlanRole }: Environment): Promise<Person> =>
    planners === "account" ? administrator(account) : node(jenkinsPlanRole);
  return {
    administrator,
    scientist: (environment) =>
      signIn(`scientist ${environment.name}`, environment.account, () =>
        options.assumeServiceRole(environment.trainPipeline.roleArn, "sagemaker.amazonaws.com", "studio"),
      ),
    jenkins: () => node(prod.jenkinsRole),
    deployer: ({ account, deployers, jenkinsRole }) =>
      deployers === "account" ? administrator(account) : node(jenkinsRole),
    planner,
    registryPlanner: (environment) =>
      signIn(`registry planner ${environment.name}`, registry, async () => {
        const { credentials } = await planner(environment);
        return options.assumeRole(credentials, environment.registryPlanRole, environment.jenkinsExternalId);
      }),
    approver: () =>
      signIn("approver", registry, () =>
        options.assumeRole(options.rootCredentials(registry), prod.approverRole),
      ),
    dismiss() {
      for (const person of signedIn.values()) {
        // Someone who could not even sign in has no clients to close.
        person.then(({ clients }) => clients.destroy()).catch(() => undefined);
      }
    },
  };
}
