import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimOutFolder } from "../../../rehearsal/story/out-folder";

/** No process has this number: Linux ends at 2^22, macOS far below. */
const NOBODY = 2 ** 30;

const base = () => join(mkdtempSync(join(tmpdir(), "out-")), "rehearsal-out");

describe("claimOutFolder", () => {
  it("gives two rehearsals at the same time a folder each, and the first one again afterwards", () => {
    const folder = base();
    const first = claimOutFolder(folder);
    const second = claimOutFolder(folder);
    expect([first.folder, second.folder]).toEqual([folder, `${folder}-2`]);
    first.release();
    expect(claimOutFolder(folder).folder).toBe(folder);
  });

  it("takes over what a dead rehearsal left, and empties it", () => {
    const folder = base();
    mkdirSync(folder);
    writeFileSync(join(folder, ".owner"), String(NOBODY));
    writeFileSync(join(folder, "old-report.json"), "{}");
    expect(claimOutFolder(folder).folder).toBe(folder);
    expect(existsSync(join(folder, "old-report.json"))).toBe(false);
  });
});
