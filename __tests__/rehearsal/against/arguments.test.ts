import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passedOn } from "../../../rehearsal/against/arguments";
import { parseOptions } from "../../../rehearsal/story/options";

const CHAPTERS = 11;
const optionsOf = (...argv: string[]) => parseOptions(argv, CHAPTERS);

describe("the command line", () => {
  it("names a version to compare with, and how both are rehearsed", () => {
    expect(optionsOf("--against", "main", "--only", "1-3", "--json")).toMatchObject({
      against: "main",
      last: 3,
      json: true,
      keep: false,
    });
    expect(optionsOf().against).toBeUndefined();
  });

  it.each([
    ["nothing, where the whole story is told", [], []],
    ["the chapters", ["--only", "1-4"], ["--only", "1-4"]],
    ["the monitoring", ["--monitoring", "model-monitor"], ["--monitoring", "model-monitor"]],
    ["Terraform", ["--terraform"], ["--terraform"]],
    [
      "all of them",
      ["--only", "1-4", "--monitoring", "processing", "--terraform"],
      ["--only", "1-4", "--monitoring", "processing", "--terraform"],
    ],
    ["nothing of what concerns this command alone", ["--json", "--out", "elsewhere"], []],
  ])("passes on %s", (_what, argv, expected) => {
    const passed = passedOn(optionsOf("--against", "main", ...argv), undefined, CHAPTERS);
    expect(passed).toEqual({ args: expected, told: expected });
  });
});

test("a data file is passed on by its path, and told by its content", () => {
  const file = join(mkdtempSync(join(tmpdir(), "data-")), "masses.data");
  writeFileSync(file, "5,67,3,5,3,1\n");
  const digest = createHash("sha256").update("5,67,3,5,3,1\n").digest("hex");
  expect(passedOn(optionsOf("--against", "main", "--data", file), file, CHAPTERS)).toEqual({
    args: ["--data", file],
    told: ["--data", `sha256:${digest}`],
  });
});
