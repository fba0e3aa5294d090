import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "../../sagemaker/json";
import { Semaphore } from "../../sagemaker/jobs/semaphore";
import { closeWorlds, createWorld, definition, newToken, processing, ROLE } from "./world";

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end: () => void } {
  let end: () => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = () => resolve("done")));
  return { work: () => ended, end };
}

const never = new AbortController().signal;

test("so many work at a time, the others in their order", async () => {
  const semaphore = new Semaphore(1);
  const first = held();
  const order: string[] = [];
  const all = [
    semaphore.use(first.work, never),
    ...["b", "c"].map((name) =>
      semaphore.use(() => {
        order.push(name);
        return Promise.resolve(name);
      }, never),
    ),
  ];
  await Promise.resolve();
  expect(order).toEqual([]);
  first.end();
  expect(await Promise.all(all)).toEqual(["done", "b", "c"]);
  expect(order).toEqual(["b", "c"]);
});

test("who gives up waiting is told why at once, and leaves the place to the next", async () => {
  const semaphore = new Semaphore(1);
  const first = held();
  const working = semaphore.use(first.work, never);
  const giving = new AbortController();
  const given = semaphore.use(() => Promise.resolve("not done"), giving.signal);
  const next = semaphore.use(() => Promise.resolve("next"), never);
  giving.abort(new Error("stopped"));
  // The first still works.
  await expect(given).rejects.toThrow("stopped");
  first.end();
  expect(await Promise.all([working, next])).toEqual(["done", "next"]);
  expect(await semaphore.use(() => Promise.resolve("free"), never)).toBe("free");
});

test("a job that is stopped while it waits for a free machine has stopped at once", async () => {
  const world = createWorld(undefined, 1);
  const first = held();
  world.play = async () => void (await first.work());
  await world.ok("CreatePipeline", {
    PipelineName: "pipeline",
    PipelineDefinition: definition([processing("A")]),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  const start = async (): Promise<string> =>
    text(
      await world.ok("StartPipelineExecution", {
        PipelineName: "pipeline",
        ClientRequestToken: newToken(),
      }),
      "PipelineExecutionArn",
    );
  const status = async (PipelineExecutionArn: string): Promise<string> =>
    text(await world.ok("DescribePipelineExecution", { PipelineExecutionArn }), "PipelineExecutionStatus");
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const works = await start();
  while (world.containers.length === 0) await turn();
  const waits = await start();
  // A job's last folder is made, and it goes on to wait for its machine.
  const ready = (): number =>
    readdirSync(join(world.work, "jobs")).filter((job) =>
      existsSync(join(world.work, "jobs", job, "algo-1/ml/processing/output/out")),
    ).length;
  while (ready() < 2) await turn();
  for (let turns = 0; turns < 100; turns++) await turn();
  await world.ok("StopPipelineExecution", { PipelineExecutionArn: waits, ClientRequestToken: newToken() });
  for (let turns = 0; turns < 1000 && (await status(waits)) === "Stopping"; turns++) await turn();
  expect([await status(waits), await status(works)]).toEqual(["Stopped", "Executing"]);
  first.end();
  await world.sagemaker.idle();
  expect(await status(works)).toBe("Succeeded");
  expect(world.containers).toHaveLength(1);
  await closeWorlds();
});
