import { median, measure, table } from "../../../tools/bench/measure";

const node = (script: string) => ({ command: [process.execPath, "-e", script] });

test("the median of an even number of values is the mean of the middle two", () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([9, 1, 4, 6])).toBe(5);
});

test("every program is measured whole, what it leaves running included", async () => {
  const spin = "const end = Date.now() + 300; while (Date.now() < end);";
  const leave = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(spin)}], { detached: true }).unref()`;
  const samples = await measure({ idle: node(""), leaves: node(leave) }, 1);
  expect(samples.idle.memory).toBeGreaterThan(1);
  expect(samples.leaves.cpu).toBeGreaterThan(samples.idle.cpu);
});

test("a program that fails is a Problem with its last words", async () => {
  await expect(measure({ broken: node("throw new Error('no such thing')") }, 1)).rejects.toMatchObject({
    code: "BenchmarkFailed",
    message: expect.stringContaining("no such thing") as string,
  });
});

test("the table compares everything with its first line", () => {
  const lines = table({
    base: { cpu: 0.2, wall: 0.25, memory: 70.4 },
    ours: { cpu: 0.3, wall: 1, memory: 100 },
  }).split("\n");
  expect(lines[1]?.trim().split(/\s+/)).toEqual(["base", "0.200", "0.250", "70", "1.00"]);
  expect(lines[2]?.trim().split(/\s+/)).toEqual(["ours", "0.300", "1.000", "100", "1.50"]);
});

test("the table has calls where some were counted", () => {
  const lines = table({
    base: { cpu: 0.2, wall: 0.25, memory: 70 },
    counted: { cpu: 0.2, wall: 0.25, memory: 70, calls: 13 },
  }).split("\n");
  expect(lines[0]?.trim().split(/\s+/).at(-1)).toBe("calls");
  expect(lines[1]?.trim().split(/\s+/).at(-1)).toBe("1.00");
  expect(lines[2]?.trim().split(/\s+/).at(-1)).toBe("13.0");
});
