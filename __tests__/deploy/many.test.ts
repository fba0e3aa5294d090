import { Problem } from "sagemaker-promotion-core/problem";
import { confirm } from "../../deploy/commands/writing";
import { inSeveral, isSeveral } from "../../deploy/commands/many";
import type { Told, Work } from "../../deploy/commands/command";
import { Turns } from "../../deploy/turns";
import type { Selected } from "../../environments/select";
import { exampleModel } from "../support/environments";

const { environment, model } = exampleModel();
const selected = (...names: string[]): Selected[] =>
  names.map((name) => ({ name, environment: { ...environment, name }, model, warnings: [] }));

/** A terminal that keeps what it is told, and a person who answers. */
function listening(answer?: string) {
  const said = {
    out: "",
    err: "",
    questions: [] as string[],
    printed: [] as unknown[],
    progress: [] as string[],
  };
  const told: Told = {
    terminal: {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      paint: (_, text) => text,
      ask: (question) => {
        said.questions.push(question);
        return Promise.resolve(answer);
      },
    },
    progress: (text) => void said.progress.push(text),
    print: (report, text) => {
      said.printed.push(report);
      said.out += text;
    },
  };
  return { said, told };
}

const problem = new Problem({ code: "NotReady", blame: "environment", message: "no role", next: "make one" });

/** Environments end in the order that is given, each in two parts. */
function inOrder(...order: string[]) {
  const waiting = new Map<string, () => void>();
  let next = 0;
  const open = (): void => waiting.get(order[next++] ?? "")?.();
  return async ({ environment: { name }, terminal, print, progress }: Work): Promise<number> => {
    progress("looking");
    terminal.err(`note of ${name}\n`);
    const turn = new Promise<void>((resolve) => waiting.set(name, resolve));
    if (waiting.size === order.length) open();
    await turn;
    open();
    if (name === "broken") throw problem;
    print({ verb: "plan", environment: name }, `text of ${name}\n`, {
      outcome: "done",
      next: `apply ${name}`,
    });
    return name.startsWith("changed") ? 2 : 0;
  };
}

test("each is told whole and in its place, whichever ends first, and a failure stops no other", async () => {
  const { said, told } = listening();
  const names = ["a", "broken", "c"];
  const code = await inSeveral("plan", selected(...names), told, { run: inOrder("c", "a", "broken") });
  expect(code).toBe(1);
  expect(said.out).toMatch(/^text of a\n\ntext of c\n\n {2}environment {2}outcome/);
  expect(said.err).toMatch(/^a\nnote of a\nbroken\nnote of broken\nerror \[NotReady\][^]*\nc\nnote of c\n$/);
  expect(said.out).toMatch(
    / {2}a {12}done {14}\d\.\d s {2}apply a\n {2}broken {7}failed: NotReady {2}\d\.\d s {2}make one\n/,
  );
  expect(said.progress).toEqual(["a: looking", "broken: looking", "c: looking"]);
});

test("with --json there is one document, with each in its place and no times", async () => {
  const { said, told } = listening();
  const order = inOrder("broken", "a");
  const code = await inSeveral("plan", selected("a", "broken"), told, { json: true, run: order });
  expect(code).toBe(1);
  expect(said.printed).toEqual([
    {
      verb: "plan",
      ok: false,
      environments: [
        { verb: "plan", environment: "a" },
        {
          verb: "plan",
          ok: false,
          environment: "broken",
          error: { code: "NotReady", blame: "environment", message: "no role", next: "make one" },
        },
      ],
    },
  ]);
});

test("changes anywhere are exit code 2, and a failure anywhere is 1", async () => {
  const codeOf = (...names: string[]): Promise<number> =>
    inSeveral("plan", selected(...names), listening().told, { run: inOrder(...names) });
  expect(await codeOf("a", "b")).toBe(0);
  expect(await codeOf("a", "changed")).toBe(2);
  expect(await codeOf("changed", "broken")).toBe(1);
});

test("a file that describes no environment is one that failed", async () => {
  const { said, told } = listening();
  const all: Selected[] = [{ name: "oops", error: problem }, ...selected("a")];
  expect(await inSeveral("plan", all, told, { run: inOrder("a") })).toBe(1);
  expect(said.out).toContain("text of a");
});

describe("a question", () => {
  const asking = async (job: Work): Promise<number> => {
    const { name } = job.environment;
    job.terminal.err(`note of ${name}\n`);
    if (name !== "same") await confirm(`plan of ${name}`, "Nothing was changed.", job);
    job.print({}, `applied ${name}\n`);
    return 0;
  };

  test("is one for all that have one, more of them than run at the same time", async () => {
    const { said, told } = listening("a b");
    expect(await inSeveral("apply", selected("a", "same", "b"), told, { run: asking, atOnce: 1 })).toBe(0);
    expect(said.questions).toEqual([
      "note of a\nplan of a\nnote of b\nplan of b\nType the environments' names (a b) to go on: ",
    ]);
    expect(said.out).toMatch(/^applied a\n\napplied same\n\napplied b\n/);
  });

  test.each([["a"], ["yes"], [""], [undefined]])(
    "answered by %j changes nothing anywhere",
    async (answer) => {
      const { said, told } = listening(answer);
      expect(await inSeveral("apply", selected("a", "b"), told, { run: asking })).toBe(1);
      expect(said.out).not.toContain("applied");
      expect(said.err.match(/NotConfirmed/g)).toHaveLength(2);
    },
  );
});

test.each([
  [{ env: ["prod"] }, false],
  [{ env: ["all"] }, true],
  [{ env: ["dev", "prod"] }, true],
  [{ env: ["prod"], model: "fraud" }, true],
  [{ env: ["prod"], branch: "main" }, true],
])("%j may mean several: %s", (options, several) => {
  expect(isSeveral(options)).toBe(several);
});

test("no more tasks run together than are let, and all run", async () => {
  const turns = new Turns(2);
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
  };
  await Promise.all(Array.from({ length: 7 }, () => turns.run(task)));
  expect([most, running]).toEqual([2, 0]);
  await expect(turns.run(() => Promise.reject(problem))).rejects.toBe(problem);
  await expect(turns.run(() => Promise.resolve(1))).resolves.toBe(1);
});
