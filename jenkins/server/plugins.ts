/** A plugin of Jenkins, and why it is there. */
export interface Plugin {
  readonly id: string;
  readonly version: string;
  readonly reason: string;
  /** The steps and options of it that a Jenkinsfile may use. */
  readonly steps?: readonly string[];
}

/**
 * One of each is installed, beside what they depend on. The versions are those that the Jenkins project tests together,
 * bom-weekly of jenkinsci/bom at d2cd31e0445265b5a3fcd173a86dfcca059a4fe2 (August 2026), and for the two that it lacks, the
 * latest tag of their repositories: workflow-aggregator and pipeline-cloudwatch-logs.
 */
export const PLUGINS: readonly Plugin[] = [
  {
    id: "job-dsl",
    version: "3732.v9a_c49a_61a_313",
    reason: "The blog's Job DSL: makes both jobs, from the script in jenkins.yaml.",
  },
  {
    id: "git",
    version: "5.10.1",
    reason: "The blog's Git: checks out.",
  },
  {
    id: "workflow-aggregator",
    version: "608.v67378e9d3db_1",
    reason: "The blog's Pipeline: declarative pipelines, multibranch jobs, input and milestones.",
    steps: ["input", "milestone", "stash", "unstash", "deleteDir", "timeout", "catchError", "sh"],
  },
  {
    id: "configuration-as-code",
    version: "2117.vc05a_0b_e6b_f4e",
    reason: "Reads jenkins.yaml.",
  },
  {
    id: "github-branch-source",
    version: "1983.vfa_27ed961853",
    reason: "Finds branches and pull requests, trusts no fork, reports each build to GitHub.",
  },
  {
    id: "github",
    version: "1.47.0",
    reason: "Takes GitHub's webhooks, if they are signed.",
  },
  {
    id: "credentials-binding",
    version: "728.v902a_273b_8947",
    reason: "Binds a credential for as long as one step runs, and masks it.",
    steps: ["withCredentials"],
  },
  {
    id: "plain-credentials",
    version: "199.v9f8e1f741799",
    reason: "Credentials that are one text.",
  },
  {
    id: "lockable-resources",
    version: "1539.v4db_b_fc1cc115",
    reason: "One build of an environment at a time.",
    steps: ["lock"],
  },
  {
    id: "job-restrictions",
    version: "242.v6edda_c9e4ca_f",
    reason: "Says of a node which jobs may use it; a label alone is open to every job that names it.",
  },
  {
    id: "aws-credentials",
    version: "265.v8422a_f384cd9",
    reason: "The role that writes builds' logs.",
  },
  {
    id: "pipeline-cloudwatch-logs",
    version: "195.va_a_dcfa_e6e78d",
    reason: "Writes builds' logs to CloudWatch: the log group of the blog's System Configuration, AWS.",
  },
];

/** What the blog installs beside these, and why it is left out. */
export const LEFT_OUT: readonly Omit<Plugin, "version">[] = [
  {
    id: "pipeline-aws",
    reason:
      "The blog's Pipeline: AWS Steps. Nothing here uses it: Terraform and `npm run deploy` assume the roles themselves.",
    steps: ["withAWS", "s3Upload", "s3Download", "awsIdentity"],
  },
  {
    id: "pipeline-utility-steps",
    reason: "The blog's Pipeline Utility Steps. Nothing here uses it: `npm run deploy` reads the files.",
    steps: ["readJSON", "readYaml", "writeJSON", "findFiles"],
  },
];

/** The file that `jenkins-plugin-cli --plugin-file` reads; a line that begins with # is a comment to it. */
export function pluginsText(): string {
  const paragraphs = [
    ...PLUGINS.map(({ id, version, reason }) => `# ${reason}\n${id}:${version}\n`),
    ...LEFT_OUT.map(({ id, reason }) => `# Left out, ${id}: ${reason}\n`),
  ];
  return paragraphs.join("\n");
}
