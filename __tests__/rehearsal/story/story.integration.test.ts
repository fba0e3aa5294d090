import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readResults } from "../../../rehearsal/results/read-results";
import { commandsOf, type Trace } from "../../../jenkins/trace";
import { rehearse, sharedRehearsal, storyOf } from "../../support/rehearsals";
import { expectWholeStory } from "../../support/whole-story";

describe("npm run rehearse", () => {
  it("tells the whole story on the packaged data set, and leaves what a reader wants to look at", async () => {
    const rehearsed = await sharedRehearsal("processing");
    expectWholeStory(rehearsed);
    const kept = [
      "definitions/prod.json",
      "cdktf.out/stacks/prod/cdk.tf.json",
      "reports/evaluation-of-version-2.json",
      "reports/drifted-batch/constraint_violations.json",
      "predictions.csv",
      "mails.txt",
      "pull-request.md",
    ];
    for (const file of kept) {
      expect(existsSync(join(rehearsed.out, file))).toBe(true);
    }
    const { chapters, batches = {}, ...results } = readResults(rehearsed.out);
    expect(chapters).toHaveLength(12);
    expect(Object.keys(results.metrics ?? {})).toEqual(["version 1", "version 2"]);
    expect(Object.entries(batches).map(([name, { drift }]) => [name, drift])).toEqual([
      ["daily batch, version 1", false],
      ["daily batch, version 2", false],
      ["drifted batch, version 1", true],
    ]);
    // Nothing that AWS gives anew in every rehearsal.
    const text = readFileSync(join(rehearsed.out, "results.json"), "utf8");
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\dT\d\d:|\/execution\/[a-z0-9]{12}|\/tmp\//);
    expect(results.alerts?.length).toBeGreaterThan(8);
    expect(Object.keys(results.permissions ?? {}).length).toBeGreaterThan(15);
    expect(Object.keys(results.definitions ?? {})).toHaveLength(4);
    expect(Object.keys(results.resources ?? {}).length).toBeGreaterThan(100);
  });

  it("shows what a pull request and a merge do", async () => {
    const { out } = await sharedRehearsal("processing");
    const comment = readFileSync(join(out, "pull-request.md"), "utf8");
    expect(comment).toMatch(/^<!-- .*\n### prod: 1 pipeline retrains, predictions unchanged/);
    expect(comment).toContain("HyperParameters.num\\_round");
    expect(comment).toMatch(/schedule.*schedule\\_expression/);
    // Only where there are Java and Groovy.
    const file = join(out, "jenkins-trace.json");
    if (!existsSync(file)) return;
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(tmpdir());
    const { events, result } = JSON.parse(text) as Trace;
    expect(result).toBe("SUCCESS");
    const names = events.map(({ event }) => event);
    const writes = events.findIndex(({ node }) => node === "deploy");
    expect(names.indexOf("input approved")).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(names.indexOf("input approved"));
    expect(commandsOf({ events: events.slice(0, writes) }).join("\n")).not.toMatch(/ apply | deploy prod /);
  });

  it("tells it on the full UCI file, with Amazon's analyzer", async () => {
    const rehearsed = await sharedRehearsal("model-monitor");
    expectWholeStory(rehearsed);
    const story = storyOf(rehearsed);
    expect(story.chapters[1]?.facts).toMatchObject({ rows: 961, classes: { "0": 516, "1": 445 } });
    expect(story.chapters[2]?.facts["metric"]).toBeGreaterThanOrEqual(0.82);
    expect(story.chapters[2]?.facts["metric"]).toBeLessThanOrEqual(0.98);
  });

  it("refuses a data file of another shape with the place that is wrong, and exit code 1", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "data-")), "masses.data");
    writeFileSync(file, "5,67,3,5,3,1\n4,43,one,1,?,0\n");
    const { code, stderr } = await rehearse("--json", "--only", "1-2", "--data", file);
    expect(code).toBe(1);
    expect(stderr).toContain("UnreadableData");
    expect(stderr).toMatch(/line 2.*Shape.*one/s);
  });

  it.each([
    ["is not there", "/nowhere/masses.data", "the data file cannot be read: ENOENT"],
    ["never ends", "/dev/zero", "the data file cannot be read: it is a device, not a file"],
  ])("refuses a data file that %s before it starts anything", async (_what, file, message) => {
    const { code, stderr, out } = await rehearse("--data", file);
    expect(code).toBe(1);
    expect(stderr).toContain(`error [NoDataFile]: ${message}`);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    [["--only", "3"], "begin at 1, such as 1-3"],
    [["--only", "1-13"], "from 1 to 12"],
    [["--monitoring", "guess"], "processing, model-monitor"],
    [["--json", "--keep"], "'--keep' cannot be used with option '--json'"],
    [["--against", "main", "--keep"], "'--against <ref>' cannot be used with option '--keep'"],
  ])("refuses %j with exit code 2", async (args, message) => {
    const { code, stderr } = await rehearse(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
