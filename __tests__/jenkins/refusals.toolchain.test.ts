import { describeWithJenkins } from "../support/jenkins";

/** Each line stands alone, so that a refusal's line says which it is. */
const JENKINSFILE = `pipeline {
  agent none
  options { timeout(time: 1) }
  environment { CI = '1' }
  stages {
    stage('One') {
      when { branch 'main' }
      agent { label 'verify' }
      steps {
        sh 'true'
      }
      post { always { echo 'bye' } }
    }
  }
}
`;

/** What is not modelled, in place of what is, on that line. */
const REFUSALS: readonly (readonly [was: string, is: string, line: number, what: string])[] = [
  ["agent none", "agent { docker 'node' }", 2, "`docker` in agent"],
  ["agent none", "agent whatever", 2, "`agent` without a block"],
  ["agent none", "tools { jdk '8' }", 2, "`tools` in pipeline"],
  ["agent none", "libraries { lib('x') }", 2, "`libraries` in pipeline"],
  ["agent none", "triggers { cron('@daily') }", 2, "`triggers` in pipeline"],
  ["agent none", "def x = 1", 2, "a statement of Groovy in pipeline"],
  ["agent none", "agent none\nagent any", 3, "a second `agent` in pipeline"],
  ["  agent none\n", "", 2, "pipeline without `agent`"],
  ["timeout(time: 1)", "timestamps()", 3, "`timestamps` in pipeline options"],
  ["timeout(time: 1)", "timeout(time: 1, activity: true)", 3, "`activity` of `timeout`"],
  ["timeout(time: 1)", "timeout(unit: 'HOURS')", 3, "`timeout` without `time`"],
  ["timeout(time: 1)", "timeout(time: Integer.MAX_VALUE)", 3, "`timeout` of what is not a literal"],
  ["timeout(time: 1)", "lock(label: 'any', quantity: 1)", 3, "`label` of `lock`"],
  ["timeout(time: 1)", "buildDiscarder(somethingElse())", 3, "`somethingElse` in `buildDiscarder`"],
  ["timeout(time: 1)", "timeout(time: 1); timeout(time: 2)", 3, "a second `timeout` in pipeline options"],
  ["CI = '1'", "CI = credentials('ci')", 4, "`credentials()` in environment"],
  ["CI = '1'", "CI = 1 + 1", 4, "a variable of environment that is no string"],
  ["CI = '1'", "CI = \"${B}\"; B = '1'", 4, "the name `B` in an expression"],
  ["CI = '1'", "CI = \"${env.B}\"; B = '1'", 4, "`env.B` above where it is set"],
  ["CI = '1'", "echo 'x'", 4, "other than `NAME = value` in environment"],
  ["branch 'main'", "tag 'v1'", 7, "`tag` in when"],
  ["branch 'main'", "branch()", 7, "`branch` without an argument"],
  ["branch 'main'", 'branch "${env.X}"', 7, "`branch` of what is not a literal"],
  ["branch 'main'", "changeRequest url: 'x'", 7, "`url` of `changeRequest`"],
  ["branch 'main'", "not { branch 'a'; branch 'b' }", 7, "`not` of several conditions"],
  ["branch 'main'", "expression { sh(returnStatus: true, script: 'x') == 0 }", 7, "`sh` in an expression"],
  ["branch 'main'", "expression { BRANCH_NAME == 'x' }", 7, "the name `BRANCH_NAME` in an expression"],
  ["branch 'main'", "expression { 'touch x'.execute() }", 7, "`execute` in an expression"],
  ["branch 'main'", "expression { new File('x').exists() }", 7, "`new File(x)` in an expression"],
  ["branch 'main'", "expression { env.CHANGE_FORK = null }", 7, "an assignment in an expression"],
  ["branch 'main'", "expression { env.X.trim { } }", 7, "a closure in an expression"],
  ["branch 'main'", "expression { env.&clear }", 7, "`env.&clear` in an expression"],
  ["branch 'main'", "", 7, "an empty `when`"],
  ["branch 'main'", "branch 'release/*'", 0, "the branch pattern `release/*` (GLOB)"],
  ["branch 'main'", "branch pattern: '.*', comparator: 'REGEXP'", 0, "the branch pattern `.*` (REGEXP)"],
  ["label 'verify'", "label 'a -> b'", 0, "the label expression `a -> b`"],
  ["label 'verify'", "label '(a'", 0, "the label expression `(a`"],
  ["sh 'true'", "script { sh 'true' }", 10, "`script` in steps"],
  [
    "sh 'true'",
    "archiveArtifacts artifacts: 'a', fingerprint: true",
    10,
    "`fingerprint` of `archiveArtifacts`",
  ],
  ["sh 'true'", "archiveArtifacts allowEmptyArchive: true", 10, "`archiveArtifacts` without `artifacts`"],
  ["sh 'true'", "publishHTML 'plan'", 10, "`publishHTML` in steps"],
  ["sh 'true'", "withAWS(role: 'x') { sh 'true' }", 10, "`withAWS` in steps"],
  ["sh 'true'", "println 'x'", 10, "`println` in steps"],
  ["sh 'true'", "if (true) { sh 'true' }", 10, "a statement of Groovy in steps"],
  ["sh 'true'", "currentBuild.result = 'SUCCESS'", 10, "a statement of Groovy in steps"],
  ["sh 'true'", "'a'.execute()", 10, "a statement of Groovy in steps"],
  ["sh 'true'", "sh(script: 'true', returnStdout: true)", 10, "`returnStdout` of `sh`"],
  ["sh 'true'", 'sh "${env.X.execute()}"', 10, "`execute` in an expression"],
  ["sh 'true'", "sh(libraryResource('x'))", 10, "`libraryResource` in an expression"],
  ["sh 'true'", "sh 'a', 'b'", 10, "these arguments of `sh`"],
  ["sh 'true'", "sh()", 10, "`sh` without an argument"],
  ["sh 'true'", "sh { echo 'x' }", 10, "`sh` with a block"],
  ["sh 'true'", "lock('x')", 10, "`lock` without a block"],
  [
    "sh 'true'",
    "withCredentials([file(credentialsId: 'x', variable: 'Y')]) { sh 'x' }",
    10,
    "`file` in `withCredentials`",
  ],
  ["steps {", "steps { echo 'x' }\nstages {", 11, "`sh` in stages"],
  ["steps {", "parallel {", 9, "`parallel` in stage"],
  ["steps {", "matrix {", 9, "`matrix` in stage"],
  ["always {", "regression {", 12, "`regression` in post"],
  ["pipeline {", "@Library('x') _\npipeline {", 1, "a statement of Groovy in file"],
  ["pipeline {", "node('x') { sh 'true' }\npipeline {", 1, "`node` in file"],
];

describeWithJenkins("what is not modelled", (run) => {
  test("is none of this", async () => {
    expect((await run(JENKINSFILE)).result).toBe("SUCCESS");
  });

  test.each(REFUSALS)("is refused: in place of «%s» «%s», on line %i", async (was, is, line, what) => {
    expect(JENKINSFILE).toContain(was);
    const problem: unknown = await run(JENKINSFILE.replace(was, () => is)).then(
      undefined,
      (error: unknown) => error,
    );
    expect(problem).toMatchObject({
      code: "NotModelled",
      message: expect.stringContaining(what) as string,
      where: expect.stringMatching(
        line > 0 ? new RegExp(`Jenkinsfile:${line}\\b`) : /^Jenkinsfile$/,
      ) as string,
    });
  });

  test("is refused in stages that this build does not reach", async () => {
    const running = run(JENKINSFILE.replace("sh 'true'", "bat 'dir'"), { build: { branch: "other" } });
    await expect(running).rejects.toMatchObject({ code: "NotModelled" });
  });

  test.each([
    ["pipeline {", 1],
    ["", 0],
    ["stage('One') { }", 1],
  ])("is no pipeline at all: «%s»", async (text, line) => {
    const problem: unknown = await run(text).then(undefined, (error: unknown) => error);
    expect(problem).toMatchObject({
      code: "NotModelled",
      where: line > 0 ? `Jenkinsfile:${line}` : "Jenkinsfile",
    });
  });
});
