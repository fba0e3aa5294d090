import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalContainers } from "../../sagemaker/jobs/containers";

test("a container that is stopped while it is being started does not run on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "containers-"));
  const script = join(folder, "sleep.py");
  writeFileSync(script, "import time\ntime.sleep(600)\n");
  const stopping = new AbortController();
  const exit = new LocalContainers("python3", 1).run({
    script,
    arguments: [],
    environment: {},
    ml: folder,
    log: join(folder, "logs", "algo-1"),
    maxSeconds: 600,
    signal: stopping.signal,
  });
  // The container's log folder is being made: it has looked at the signal, and has no process yet.
  stopping.abort();
  expect(await exit).toMatchObject({ outcome: "stopped" });
});
