import type { Outcome } from "../../../tools/bench/outcome";
import { runBenches } from "../../../tools/bench/run";

const outcome = (measured: number): Outcome => ({
  tables: [
    {
      floor: { cpu: 0.2, wall: 1, memory: 100, spread: [0.1, 0.4] },
      ours: { cpu: 0.1, wall: 1, memory: 100 },
    },
  ],
  ratios: [{ what: "the work", ours: "ours", peer: "floor" }],
  goals: [{ what: "ours, times the floor", bound: "at most", limit: 1.5, measured }],
});
const bench = (measured: number) => () => Promise.resolve(outcome(measured));

async function run(json: boolean, ...measured: number[]) {
  let [out, err] = ["", ""];
  const benches = Object.fromEntries(measured.map((figure, index) => [`bench${index}`, bench(figure)]));
  const met = await runBenches(benches, {
    json,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { met, out, err };
}

test("all goals are met, or not all", async () => {
  expect((await run(false, 1.2, 1.3)).met).toBe(true);
  expect((await run(false, 1.6, 1.3)).met).toBe(false);
  expect((await run(true, 1.2, 1.6)).met).toBe(false);
});

test("a person reads every bench, and what goes on beside it", async () => {
  const { out, err } = await run(false, 1.2, 1.6);
  expect(out).toMatch(/^bench0$[^]*1\.20: met$[^]*^bench1$[^]*1\.60: MISSED$/m);
  expect(err).toBe("measuring bench0\nmeasuring bench1\n");
});

test("a person reads one table of all ratios at the end, medians with their spread", async () => {
  const { out } = await run(false, 1.2, 1.6);
  const [, closing = ""] = out.split("side by side, medians (least to most)\n");
  const rows = closing.trimEnd().split("\n");
  expect(rows).toHaveLength(3);
  expect(rows[1]?.split(/ {2,}/)).toEqual(["the work", "0.100", "0.200 (0.100 to 0.400)", "2.00", "floor"]);
});

test("a machine reads one document, with what it was measured on", async () => {
  const { out } = await run(true, 1.2, 1.6);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    machine: { node: process.version },
    benches: {
      bench0: { ok: true, programs: { floor: { cpu: 0.2 } }, goals: [{ measured: 1.2, met: true }] },
      bench1: { ok: false, goals: [{ met: false }] },
    },
  });
});
