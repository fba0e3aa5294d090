import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileBackend } from "../../../rehearsal/apply/state";

const backend = () => fileBackend(join(mkdtempSync(join(tmpdir(), "state-")), "stack.tfstate"));

describe("fileBackend", () => {
  it("reads an empty state where nothing was written, and then what was", async () => {
    const state = backend();
    expect(await state.read()).toEqual({ serial: 0, resources: [] });
    await state.write({ serial: 1, resources: [] });
    expect((await state.read()).serial).toBe(1);
  });

  it("refuses a second writer and names the first", async () => {
    const state = backend();
    await state.lock("process 7");
    await expect(state.lock("process 8")).rejects.toMatchObject({
      code: "StateLocked",
      message: expect.stringContaining("process 7") as string,
    });
    await state.unlock();
    await expect(state.lock("process 8")).resolves.toBeUndefined();
  });
});
