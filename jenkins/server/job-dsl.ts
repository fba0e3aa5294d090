import { CREDENTIALS, JOBS } from "./names";
import type { Repository } from "./repository";

/** `strategyId` of BranchDiscoveryTrait and of the traits of pull requests (GitHub Branch Source). */
const ALL_BRANCHES = 3;
const MERGED_WITH_TARGET = 1;

const DAYS_OF_FORMER_BRANCHES = 30;

/**
 * The Job DSL script that makes both jobs. What the plugins' own classes take is written as Job DSL's dynamic names, which
 * are those classes' symbols and properties.
 */
export function jobDsl(repository: Repository, branches: readonly string[]): string {
  const deploying = branches.map(escapeRegex).join("|");
  const pullRequests = [
    `gitHubPullRequestDiscovery { strategyId(${MERGED_WITH_TARGET}) }`,
    "gitHubForkDiscovery {",
    `  strategyId(${MERGED_WITH_TARGET})`,
    "  // The Jenkinsfile of a fork's pull request is its target's.",
    "  trust { gitHubTrustNobody() }",
    "}",
  ];
  return [
    ...job(JOBS.open, "What is not merged: verified, and planned as pull requests", repository, [
      ...pullRequests,
      `headRegexFilter { regex(${quote(`(?!(?:${deploying})$).*`)}) }`,
    ]),
    ...job(JOBS.merged, "What is merged: deployed", repository, [
      `headRegexFilter { regex(${quote(deploying)}) }`,
    ]),
    "",
  ].join("\n");
}

function job(
  name: string,
  description: string,
  repository: Repository,
  traits: readonly string[],
): readonly string[] {
  const { owner, name: repositoryName } = repository;
  return [
    `multibranchPipelineJob(${quote(name)}) {`,
    `  description(${quote(description)})`,
    "  branchSources {",
    "    branchSource {",
    "      source {",
    "        github {",
    `          id(${quote(name)})`,
    `          repoOwner(${quote(owner)})`,
    `          repository(${quote(repositoryName)})`,
    `          repositoryUrl(${quote(`https://github.com/${owner}/${repositoryName}`)})`,
    "          configuredByUrl(false)",
    `          credentialsId(${quote(CREDENTIALS.app)})`,
    "          traits {",
    `            gitHubBranchDiscovery { strategyId(${ALL_BRANCHES}) }`,
    ...traits.map((line) => `            ${line}`),
    "          }",
    "        }",
    "      }",
    "    }",
    "  }",
    `  orphanedItemStrategy { discardOldItems { daysToKeep(${DAYS_OF_FORMER_BRANCHES}) } }`,
    "  // For events that never came.",
    "  triggers { periodicFolderTrigger { interval('1d') } }",
    "}",
  ];
}

/** A text that Java's regular expressions take as it is. */
const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Of Groovy: in single quotes nothing is filled in. */
const quote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
