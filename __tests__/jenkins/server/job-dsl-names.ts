/** The names that may stand in a block. */
export interface Names {
  readonly [name: string]: Names;
}

const NOTHING: Names = {};

/** Property `strategyId` of each trait's constructor. */
const STRATEGY: Names = { strategyId: NOTHING };

// Of jenkinsci/github-branch-source-plugin at 57edfa33 (June 2026), src/main/java/org/jenkinsci/plugins/github_branch_source/.
const TRAITS: Names = {
  // BranchDiscoveryTrait: @Symbol
  gitHubBranchDiscovery: STRATEGY,
  // OriginPullRequestDiscoveryTrait: @Symbol
  gitHubPullRequestDiscovery: STRATEGY,
  // ForkPullRequestDiscoveryTrait: @Symbol; `trust` is its constructor's, TrustNobody's @Symbol the value
  gitHubForkDiscovery: { ...STRATEGY, trust: { gitHubTrustNobody: NOTHING } },
  // jenkinsci/scm-api-plugin, src/main/java/jenkins/scm/impl/trait/RegexSCMHeadFilterTrait.java: @Symbol and constructor
  headRegexFilter: { regex: NOTHING },
};

const GITHUB: Names = {
  // jenkinsci/scm-api-plugin, src/main/java/jenkins/scm/api/SCMSource.java: setId
  id: NOTHING,
  // GitHubSCMSource.java, @Symbol("github"): its constructor
  repoOwner: NOTHING,
  repository: NOTHING,
  repositoryUrl: NOTHING,
  configuredByUrl: NOTHING,
  // and its setters
  credentialsId: NOTHING,
  traits: TRAITS,
};

/**
 * The names that Job DSL knows, as far as they are used. Those of its own classes are methods, in jenkinsci/job-dsl-plugin at
 * aac2bedf (August 2026), job-dsl-core/src/main/groovy/javaposse/jobdsl/dsl/. Of other plugins' classes it makes names as
 * job-dsl-plugin/…/structs/DescribableContext.groovy says: symbols, or uncapitalized class names, and their properties.
 */
export const JOB_DSL: Names = {
  // JobParent.groovy
  multibranchPipelineJob: {
    // Item.groovy and AbstractFolder.groovy
    description: NOTHING,
    // jobs/MultibranchWorkflowJob.groovy
    branchSources: {
      // helpers/workflow/BranchSourcesContext.groovy takes each jenkins.branch.BranchSource: jenkinsci/branch-api-plugin,
      // src/main/java/jenkins/branch/BranchSource.java, which has no symbol, and whose constructor takes `source`
      branchSource: { source: { github: GITHUB } },
    },
    // ComputedFolder.groovy; helpers/workflow/OrphanedItemStrategyContext.groovy and DefaultOrphanedItemStrategyContext.groovy
    orphanedItemStrategy: { discardOldItems: { daysToKeep: NOTHING, numToKeep: NOTHING } },
    // ComputedFolder.groovy; jenkinsci/cloudbees-folder-plugin, …/folder/computed/PeriodicFolderTrigger.java, no symbol
    triggers: { periodicFolderTrigger: { interval: NOTHING } },
  },
};

/** What Job DSL asks for: the constructors' parameters of a class. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  branchSource: ["source"],
  github: ["repoOwner", "repository", "repositoryUrl", "configuredByUrl"],
  gitHubBranchDiscovery: ["strategyId"],
  gitHubPullRequestDiscovery: ["strategyId"],
  gitHubForkDiscovery: ["strategyId", "trust"],
  headRegexFilter: ["regex"],
  periodicFolderTrigger: ["interval"],
};
