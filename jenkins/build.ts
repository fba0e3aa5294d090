/** A pull request, as a multibranch job sees one. */
interface ChangeRequest {
  readonly id: number;
  readonly target: string;
  readonly branch: string;
  /** Its owner, where the branch lies in a fork. */
  readonly fork?: string;
}

export type Credential = string | { readonly username: string; readonly password: string };

/** What Jenkins knows of a build before it starts. */
export interface Build {
  /** Of a branch; of a pull request it is `PR-` and its number. */
  readonly branch?: string;
  readonly changeRequest?: ChangeRequest;
  /** Default: `promotion`, the multibranch job. */
  readonly job?: string;
  /** Default: 7. */
  readonly number?: number;
  /** Default: forty times `c`. */
  readonly commit?: string;
  /** Given by the person at the build; the rest have their defaults. */
  readonly parameters?: Readonly<Record<string, string | boolean>>;
  /** The first of its branch: Jenkins has not read the file's parameters yet, so its shell lacks them. */
  readonly firstBuild?: boolean;
  /** Global properties of Jenkins, set by its administrator. */
  readonly globals?: Readonly<Record<string, string>>;
  /** By id. */
  readonly credentials?: Readonly<Record<string, Credential>>;
  /** Labels by the node's name. Default: one node each with the label `verify`, `plan` and `deploy`. */
  readonly nodes?: Readonly<Record<string, readonly string[]>>;
  /** Of the build before it, for `changed`. */
  readonly previousResult?: Result;
  /** The milestone that a newer build of the same job has passed already. */
  readonly newerMilestone?: number;
}

/** From good to bad: hudson.model.Result. */
export type Result = "SUCCESS" | "UNSTABLE" | "FAILURE" | "NOT_BUILT" | "ABORTED";

const NODES: NonNullable<Build["nodes"]> = { verify: ["verify"], plan: ["plan"], deploy: ["deploy"] };

/** A build as the harness reads it. */
export function toHarness(build: Build): Readonly<Record<string, unknown>> {
  return {
    environment: { ...build.globals, ...variables(build) },
    parameters: build.parameters ?? {},
    firstBuild: build.firstBuild ?? false,
    credentials: build.credentials ?? {},
    checkout: { GIT_COMMIT: build.commit ?? "c".repeat(40) },
    // In order, which an object of JSON has not.
    nodes: Object.entries(build.nodes ?? NODES).map(([name, labels]) => ({ name, labels })),
    previousResult: build.previousResult ?? null,
    newerMilestone: build.newerMilestone ?? null,
  };
}

/**
 * https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables and, of pull requests,
 * https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables
 */
function variables({
  branch,
  changeRequest,
  job = "promotion",
  number = 7,
}: Build): Readonly<Record<string, string>> {
  const name = changeRequest === undefined ? (branch ?? "main") : `PR-${changeRequest.id}`;
  const fullName = `${job}/${encodeURIComponent(name)}`;
  const { id, target, branch: origin, fork } = changeRequest ?? {};
  return {
    JENKINS_URL: "https://jenkins.example.com/",
    JOB_NAME: fullName,
    BUILD_NUMBER: String(number),
    BUILD_ID: String(number),
    BUILD_TAG: `jenkins-${fullName.replaceAll("/", "-")}-${number}`,
    BUILD_URL: `https://jenkins.example.com/job/${job}/job/${encodeURIComponent(encodeURIComponent(name))}/${number}/`,
    BRANCH_NAME: name,
    ...(changeRequest === undefined
      ? {}
      : {
          CHANGE_ID: String(id),
          CHANGE_TARGET: target ?? "",
          CHANGE_BRANCH: origin ?? "",
          ...(fork === undefined ? {} : { CHANGE_FORK: fork }),
        }),
  };
}
