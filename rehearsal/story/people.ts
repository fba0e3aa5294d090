import type { Environment } from "../../environments/environment";
import { connect } from "../apply/clients";
import type { Clients } from "../apply/clients";
import type { Credentials } from "../ports";

/** Who acts in the story, each with no more than their own credentials. */
export interface People {
  /** An account's administrator, who applies its foundation once. */
  administrator(account: string): Promise<Person>;
  /** A data scientist in SageMaker Studio: the environment's execution role. */
  scientist(environment: Environment): Promise<Person>;
  /** The Jenkins server. It holds nothing but the right to assume the deployment roles. */
  jenkins(): Promise<Person>;
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
  readonly assumeRole: (credentials: Credentials, roleArn: string) => Promise<Credentials>;
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
  return {
    administrator: (account) =>
      signIn(`administrator ${account}`, account, () => Promise.resolve(options.rootCredentials(account))),
    scientist: (environment) =>
      signIn(`scientist ${environment.name}`, environment.account, () =>
        options.assumeServiceRole(environment.trainPipeline.roleArn, "sagemaker.amazonaws.com", "studio"),
      ),
    jenkins: () =>
      signIn("jenkins", prod.jenkinsRole.split(":")[4] ?? "", () =>
        options.assumeServiceRole(prod.jenkinsRole, "ec2.amazonaws.com", "jenkins"),
      ),
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
