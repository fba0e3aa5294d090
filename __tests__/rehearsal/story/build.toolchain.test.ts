import { eventsOf } from "../../../jenkins/trace";
import { deployingCommands } from "../../../rehearsal/story/build-commands";
import { BUILDS } from "../../jenkins/builds";
import { JENKINSFILE } from "../../jenkins/file";
import { describeWithJenkins } from "../../support/jenkins";

describeWithJenkins("where there is no Java", (run) => {
  test("a rehearsal runs what the Jenkinsfile runs, but for what was done before", async () => {
    const { events, result } = await run(JENKINSFILE, {
      build: BUILDS["push to main"],
      inputs: { "approve-main": [{ by: "ada", groups: ["promotion-approvers"] }] },
    });
    expect(result).toBe("SUCCESS");
    const commands = eventsOf({ events }, "sh").map(({ node, command }) => ({ node, command }));
    const before = /^npm (?:ci|run check|run synth|run deploy -- check .*)$/;
    expect(deployingCommands({ name: "prod", branch: "main" })).toEqual(
      commands.filter(({ command }) => !before.test(command)),
    );
  });
});
