import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentFile } from "../../support/parse";
import { groovyJar } from "../../../jenkins/groovy-jar";
import { findJava } from "../../../jenkins/java";
import { describeWithJenkins } from "../../support/jenkins";
import { JOB_DSL, REQUIRED } from "./job-dsl-names";
import { matches, rendered, SEVERAL_MODELS } from "./rendered";

interface Call {
  readonly name: string;
  readonly value: unknown;
  readonly calls: readonly Call[];
}

/** Runs a script on the stand-in of Job DSL. */
async function run(script: string): Promise<{ readonly jobs: readonly Call[]; readonly error: string }> {
  const folder = mkdtempSync(join(tmpdir(), "job-dsl-"));
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const { stdout, stderr } = spawnSync(
    findJava(),
    [
      ...["-cp", await groovyJar(), "groovy.ui.GroovyMain", join(__dirname, "JobDsl.groovy")],
      ...[write("job.groovy", script), write("names.json", JSON.stringify(JOB_DSL))],
    ],
    { encoding: "utf8" },
  );
  rmSync(folder, { recursive: true });
  return { jobs: stdout === "" ? [] : (JSON.parse(stdout) as Call[]), error: stderr };
}

const within = (call: Call): readonly Call[] => [call, ...call.calls.flatMap(within)];
const named = (job: Call | undefined, name: string): readonly Call[] =>
  job === undefined ? [] : within(job).filter((one) => one.name === name);
const valueOf = (job: Call | undefined, name: string): unknown => named(job, name)[0]?.value;

describeWithJenkins("the Job DSL script", () => {
  let jobs: readonly Call[];
  const make = async (files?: readonly EnvironmentFile[]): Promise<readonly Call[]> => {
    const { jobs, error } = await run(rendered(files).script);
    expect(error).toBe("");
    return jobs;
  };
  beforeAll(async () => void (jobs = await make()));

  test("makes both jobs, of names that Job DSL knows and with all that it asks for", () => {
    expect(jobs.map(({ name, value }) => [name, value])).toEqual([
      ["multibranchPipelineJob", "promotion"],
      ["multibranchPipelineJob", "promotion-deploy"],
    ]);
    for (const { name, calls } of jobs.flatMap(within)) {
      expect([name, ...calls.map((call) => call.name)]).toEqual(
        expect.arrayContaining(REQUIRED[name]?.slice() ?? []),
      );
    }
  });

  test("gives each source an id of its own, and the credential that jenkins.yaml makes", () => {
    expect(jobs.map((job) => valueOf(job, "id"))).toEqual(["promotion", "promotion-deploy"]);
    for (const job of jobs) {
      expect(valueOf(job, "credentialsId")).toBe("github-app");
      expect(valueOf(job, "repoOwner")).toBe("an-org");
      expect(valueOf(job, "repository")).toBe("a.repository");
    }
  });

  test("takes pull requests into one job alone, merged with their target, and trusts no fork", () => {
    const [open, merged] = jobs;
    expect(named(merged, "gitHubPullRequestDiscovery")).toEqual([]);
    expect(named(merged, "gitHubForkDiscovery")).toEqual([]);
    for (const discovery of ["gitHubPullRequestDiscovery", "gitHubForkDiscovery"]) {
      const [found] = named(open, discovery);
      expect(valueOf(found, "strategyId")).toBe(1);
    }
    const [trust] = named(open, "trust");
    expect(trust?.calls.map(({ name }) => name)).toEqual(["gitHubTrustNobody"]);
    // A branch is built though a pull request from it is open.
    for (const job of jobs) expect(valueOf(named(job, "gitHubBranchDiscovery")[0], "strategyId")).toBe(3);
  });

  test.each([
    ["the example", undefined],
    ["several models", SEVERAL_MODELS],
  ])(
    "takes the branches of the environment files into the job that deploys, and no other: %s",
    async (_, files) => {
      const [open, merged] = await make(files);
      const branches = rendered(files).environments.flatMap(({ branch = [] }) => branch);
      expect(branches.length).toBeGreaterThan(1);
      const others = ["PR-7", "feature/x", "mains", "remain", "main-2", "release/1x0", "DEV"];
      for (const name of [...branches, ...others]) {
        const deploys = branches.includes(name);
        expect([name, matches(String(valueOf(merged, "regex")), name)]).toEqual([name, deploys]);
        expect([name, matches(String(valueOf(open, "regex")), name)]).toEqual([name, !deploys]);
      }
    },
  );

  test.each([
    [
      "a name that no plugin has",
      (script: string) => script.replace("gitHubTrustNobody", "gitHubTrustsNobody"),
    ],
    ["a name in another place", (script: string) => script.replace("headRegexFilter { ", "regex { ")],
    ["a brace too few", (script: string) => script.replace(/\}\s*$/, "")],
  ])("would fail with %s", async (_, break_) => {
    const { jobs, error } = await run(break_(rendered().script));
    expect(error).toMatch(/MissingMethodException|MultipleCompilationErrorsException|startup failed/);
    expect(jobs).toEqual([]);
  });
});
