import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** How a command ended. */
interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asked for with each command: a test may have changed its environment since, as a snapshot does. */
function options() {
  return { cwd: projectRoot(), env: { ...process.env, NO_COLOR: "1" }, encoding: "utf8" } as const;
}

function deployCommand(args: string): string {
  return `'${process.execPath}' '${join(projectRoot(), "run.mjs")}' operate/cli.ts ${args}`;
}

/** A rehearsal that is over and keeps its accounts. */
export class Kept {
  private constructor(
    readonly out: string,
    readonly said: () => string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<number | null>,
  ) {}

  /** @param chapters such as `1-3`; default: all but the last */
  static async after(chapters: string | undefined, env: NodeJS.ProcessEnv): Promise<Kept> {
    const out = join(mkdtempSync(join(tmpdir(), "kept-")), "it's out");
    const only = chapters === undefined ? [] : ["--only", chapters];
    const args = ["run.mjs", "rehearsal/cli.ts", "--keep", ...only, "--out", out];
    const child = spawn(process.execPath, args, {
      cwd: projectRoot(),
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    await new Promise<void>((resolve, reject) => {
      const read = (text: string): void => {
        said += text;
        if (said.includes("are gone when the accounts are")) resolve();
      };
      child.stdout.setEncoding("utf8").on("data", read);
      child.stderr.setEncoding("utf8").on("data", read);
      void ended.then((code) => reject(new Error(`the rehearsal ended with ${code}:\n${said}`)));
    });
    return new Kept(out, () => said, child, ended);
  }

  get script(): string {
    return join(this.out, "env.sh");
  }

  /** The command that it prints, for a shell to source env.sh with. */
  get command(): string {
    return /^ {2}(\. .*env\.sh'?)$/m.exec(this.said())?.[1] ?? "no command was printed;";
  }

  get config(): string {
    return join(this.out, "aws-config");
  }

  /** `npm run deploy`, in a shell of its own. @param profile whose credentials are at hand */
  deploy(profile: string, args: string): Said {
    return this.sh(profile, deployCommand(args));
  }

  /** Any command, in a shell that has sourced env.sh. */
  sh(profile: string, command: string): Said {
    const { status, stdout, stderr } = spawnSync("sh", this.shell(profile, command), options());
    return { code: status, stdout, stderr };
  }

  /** Several of `npm run deploy` at once. */
  atOnce(profile: string, all: readonly string[]): Promise<Said[]> {
    return Promise.all(
      all.map(
        (args) =>
          new Promise<Said>((resolve) => {
            const child = spawn("sh", this.shell(profile, deployCommand(args)), options());
            let [stdout, stderr] = ["", ""];
            child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
            child.on("close", (code) => resolve({ code, stdout, stderr }));
          }),
      ),
    );
  }

  private shell(profile: string, command: string): string[] {
    return ["-eu", "-c", `${this.command}\nexport AWS_PROFILE=${profile}\n${command}`];
  }

  /** What happens to it when its terminal is closed. */
  async hangUp(): Promise<number | null> {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    return this.end("SIGHUP");
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
