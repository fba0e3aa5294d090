import { table, wrap } from "../../deploy/table";
import { ago, length, moment } from "../../operate/when";
import { principal, role } from "../../operate/principal";

test("a table has columns as wide as their longest cells, and its last column goes on below itself", () => {
  const text = table(
    [
      ["live", "version 2, trained by prod from commit 0a1b2c3d4e"],
      ["next run", "never"],
    ],
    40,
  );
  expect(text).toBe(
    [
      "  live      version 2, trained by prod",
      "            from commit 0a1b2c3d4e",
      "  next run  never",
      "",
    ].join("\n"),
  );
});

test("what paints a cell does not count for its width", () => {
  const paint = (text: string): string => `\u001B[31m${text}\u001B[39m`;
  expect(
    table([
      [{ text: "Failed", paint }, "x"],
      ["Succeeded", "y"],
    ]),
  ).toBe(`  ${paint("Failed   ")}  x\n  Succeeded  y\n`);
});

test("a word that is longer than the line stays whole", () => {
  expect(wrap("see arn:aws:sagemaker:us-east-1:222222222222:pipeline/x now", 20)).toEqual([
    "see",
    "arn:aws:sagemaker:us-east-1:222222222222:pipeline/x",
    "now",
  ]);
});

test.each([
  [400, "0.4 s"],
  [12_400, "12 s"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
  [90_000_000, "1 d 1 h"],
])("%d milliseconds are %s", (milliseconds, expected) => {
  expect(length(milliseconds)).toBe(expected);
});

test("moments are told to the minute, and what was by how long ago it is", () => {
  const now = new Date("2026-07-01T12:30:59Z");
  expect(moment(now)).toBe("2026-07-01 12:30 UTC");
  const before = (milliseconds: number): string => ago(new Date(now.getTime() - milliseconds), now);
  expect([before(1_000), before(120_000), before(7_200_000), before(200_000_000)]).toEqual([
    "just now",
    "2 min ago",
    "2 h ago",
    "2 d ago",
  ]);
});

test("people are told by their role and session, services by their role", () => {
  const session = "arn:aws:sts::333333333333:assumed-role/model-approver-role/jane";
  expect(principal(session)).toBe("model-approver-role/jane");
  expect(role(session)).toBe("model-approver-role");
  expect(principal("arn:aws:iam::222222222222:root")).toBe("root of 222222222222");
  expect(principal("jane")).toBe("jane");
});
