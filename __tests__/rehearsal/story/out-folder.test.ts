import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
    claimOutFolder(folder);
    writeFileSync(join(folder, ".rehearsal-owner"), String(NOBODY));
    writeFileSync(join(folder, "old-report.json"), "{}");
    expect(claimOutFolder(folder).folder).toBe(folder);
    expect(existsSync(join(folder, "old-report.json"))).toBe(false);
  });

  // What a full disk leaves, what another program writes, and 0, which stands for our own process group.
  it.each(["", "\n", "0", "-1", "1e3", "nobody", "1 2", "99999999999999"])(
    "takes an owner's file that holds %j for nobody's",
    (content) => {
      const folder = base();
      claimOutFolder(folder);
      writeFileSync(join(folder, ".rehearsal-owner"), content);
      expect(claimOutFolder(folder).folder).toBe(folder);
      expect(readFileSync(join(folder, ".rehearsal-owner"), "utf8")).toBe(String(process.pid));
    },
  );

  it("removes nothing from a folder that is not a rehearsal's", () => {
    const folder = base();
    mkdirSync(folder);
    writeFileSync(join(folder, "thesis.tex"), "years");
    expect(() => claimOutFolder(folder)).toThrow(expect.objectContaining({ code: "FolderInUse" }) as Error);
    expect(readdirSync(folder)).toEqual(["thesis.tex"]);
  });

  it("says where it may not write", () => {
    const file = join(mkdtempSync(join(tmpdir(), "out-")), "a-file");
    writeFileSync(file, "");
    expect(() => claimOutFolder(join(file, "out"))).toThrow(
      expect.objectContaining({ code: "FolderNotWritable" }) as Error,
    );
  });
});
