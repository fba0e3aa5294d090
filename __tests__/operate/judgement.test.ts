import { versionNamed } from "../../operate/compare";
import { effectsOf, rollbackOf } from "../../operate/judgement";
import { effectsText } from "../../operate/judgement-text";
import { exampleEnvironment } from "../support/environments";
import { NOW, PROD, version } from "./support";

const DEV = exampleEnvironment("dev");
const by = (environment: string) => ({ metadata: { environment } });
const pending = { approval: "PendingManualApproval" };
const rejected = { approval: "Rejected" };
/** `1 Approved`, … */
const told = (judgements: ReturnType<typeof rollbackOf>) =>
  judgements.map(({ version: { number }, decision }) => `${number} ${decision}`);

describe("what a judgement does", () => {
  const versions = [version(2, { ...pending, ...by("prod") }), version(1)];

  test("to every environment that reads the group: prod takes the version, dev does not read it", () => {
    const judgements = [{ version: versionNamed("2", versions, "prod"), decision: "Approved" as const }];
    expect(effectsOf(versions, judgements, [DEV, PROD], NOW)).toEqual([
      { environment: "dev", before: 1, after: 1, nextRunAt: null },
      { environment: "prod", before: 1, after: 2, nextRunAt: "2026-07-01T23:00:00.000Z" },
    ]);
    expect(effectsText(judgements, effectsOf(versions, judgements, [DEV, PROD], NOW))).toBe(
      "  version 2  PendingManualApproval → Approved\n" +
        "  dev        version 1, as before\n" +
        "  prod       version 1 → version 2, from 2026-07-01 23:00 UTC on\n",
    );
  });

  test("rejecting the only approved version leaves none to run", () => {
    const judgements = [{ version: version(1), decision: "Rejected" as const }];
    expect(effectsOf(versions, judgements, [PROD], NOW)).toMatchObject([{ before: 1, after: null }]);
  });
});

describe("a rollback", () => {
  test("goes to the version before the one in use: the newer one is rejected", () => {
    expect(told(rollbackOf([version(2), version(1)], PROD, undefined))).toEqual(["2 Rejected"]);
  });

  test("passes over what was never approved, and rejects all that is newer than its target", () => {
    const versions = [version(5, pending), version(4), version(3, rejected), version(2), version(1)];
    expect(told(rollbackOf(versions, PROD, undefined))).toEqual(["4 Rejected"]);
    expect(told(rollbackOf(versions, PROD, "1"))).toEqual(["4 Rejected", "2 Rejected"]);
  });

  test("approves a target that was rejected, before it takes the newer ones away", () => {
    expect(told(rollbackOf([version(2), version(1, rejected)], PROD, "1"))).toEqual([
      "1 Approved",
      "2 Rejected",
    ]);
  });

  test("leaves alone what the environment does not read", () => {
    const versions = [version(3, by("prod")), version(2), version(1)];
    expect(told(rollbackOf(versions, DEV, undefined))).toEqual(["2 Rejected"]);
    expect(() => rollbackOf([version(4), ...versions], DEV, "3")).toThrow(
      "dev does not read version 3, which prod trained",
    );
  });

  test.each([
    ["nothing in use", [version(1, pending)], undefined, "prod uses no version yet."],
    ["nothing earlier", [version(1)], undefined, "prod uses version 1, and no earlier one is approved."],
    ["a later version", [version(2, pending), version(1)], "2", "version 2 is not an earlier one"],
    ["the same version", [version(1)], "1", "version 1 is not an earlier one"],
  ])("with %s is refused", (_case, versions, to, message) => {
    expect(() => rollbackOf(versions, PROD, to)).toThrow(message);
  });
});
