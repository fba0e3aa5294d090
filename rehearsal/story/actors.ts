import type { Environment } from "../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { connect } from "../apply/clients";
import type { Claims, Clients } from "../apply/clients";
import type { Credentials } from "sagemaker-local-accounts";

/** What the story's approver is called: an approval is recorded under this name. */
export const APPROVER = "ada";

/** Who acts in the story, each with no more than their own credentials. */
export interface Actors {
  /** An account's administrator, who applies its foundation once. */
  administrator(account: string): Promise<Actor>;
  /**
   * A data scientist: a person of the environment's account in the role for that, or, where there is none, somebody in a
   * SageMaker Studio that runs as the execution role.
   */
  scientist(environment: Environment): Promise<Actor>;
  /** A job of an environment, which runs as its execution role. */
  job(environment: Environment): Promise<Actor>;
  /** A Jenkins node that deploys. It holds nothing but the right to assume the deployment roles. */
  jenkins(): Promise<Actor>;
  /** A Jenkins node that plans. It holds nothing but the right to assume the roles that read. */
  planNode(): Promise<Actor>;
  /** Who deploys an environment: people of its account where its file lets them, otherwise Jenkins. */
  deployer(environment: Environment): Promise<Actor>;
  /** Who plans an environment: likewise people, or a Jenkins node that holds the right to assume the plan roles. */
  planner(environment: Environment): Promise<Actor>;
  /** The same, as the role that sees the versions in the registry's account. */
  registryPlanner(environment: Environment): Promise<Actor>;
  /** The person who approves model versions, in the registry's account. */
  approver(): Promise<Actor>;
}

export interface Actor {
  readonly credentials: Credentials;
  readonly clients: Clients;
}

export interface ActorOptions {
  readonly endpoint: string;
  readonly prod: Environment;
  readonly rootCredentials: (account: string) => Credentials;
  readonly assumeServiceRole: (roleArn: string, service: string, session: string) => Promise<Credentials>;
  readonly assumeRole: (credentials: Credentials, roleArn: string, claims?: Claims) => Promise<Credentials>;
}

/** The story's actors. Each signs in once and keeps their clients. */
export function createActors(options: ActorOptions): Actors & { signOut(): void } {
  const { prod, endpoint } = options;
  const signedIn = new Map<string, Promise<Actor>>();
  const signIn = (name: string, account: string, credentials: () => Promise<Credentials>): Promise<Actor> => {
    const known = signedIn.get(name);
    if (known !== undefined) return known;
    const actor = credentials().then(async (own) => ({
      credentials: own,
      clients: await connect({ endpoint, region: prod.region, credentials: own }, [account]),
    }));
    signedIn.set(name, actor);
    return actor;
  };
  const registry = prod.modelPackageGroup.account;
  const administrator = (account: string): Promise<Actor> =>
    signIn(`administrator ${account}`, account, () => Promise.resolve(options.rootCredentials(account)));
  const node = (role: string): Promise<Actor> =>
    signIn(`jenkins ${role}`, accountOf(role), () =>
      options.assumeServiceRole(role, "ec2.amazonaws.com", "jenkins"),
    );
  const job = ({ name, account, trainPipeline }: Environment): Promise<Actor> =>
    signIn(`job ${name}`, account, () =>
      options.assumeServiceRole(trainPipeline.roleArn, "sagemaker.amazonaws.com", "studio"),
    );
  const planner = ({ account, planners, jenkinsPlanRole }: Environment): Promise<Actor> =>
    planners === "account" ? administrator(account) : node(jenkinsPlanRole);
  return {
    administrator,
    scientist: (environment) => {
      const { account, scientistRole } = environment;
      if (scientistRole === undefined) return job(environment);
      return signIn(`scientist ${environment.name}`, account, () =>
        options.assumeRole(options.rootCredentials(account), scientistRole),
      );
    },
    job,
    jenkins: () => node(prod.jenkinsRole),
    planNode: () => node(prod.jenkinsPlanRole),
    deployer: ({ account, deployers, jenkinsRole }) =>
      deployers === "account" ? administrator(account) : node(jenkinsRole),
    planner,
    registryPlanner: (environment) =>
      signIn(`registry planner ${environment.name}`, registry, async () => {
        const { credentials } = await planner(environment);
        return options.assumeRole(credentials, environment.registryPlanRole, {
          externalId: environment.jenkinsExternalId,
        });
      }),
    approver: () =>
      signIn("approver", registry, () =>
        options.assumeRole(options.rootCredentials(registry), prod.approverRole, {
          sourceIdentity: APPROVER,
        }),
      ),
    signOut() {
      for (const actor of signedIn.values()) {
        // Someone who could not even sign in has no clients to close.
        actor.then(({ clients }) => clients.destroy()).catch(() => undefined);
      }
    },
  };
}
