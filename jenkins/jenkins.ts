import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Problem } from "sagemaker-promotion-core/problem";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { projectRoot } from "../environments/project-root";
import { toHarness, type Credential, type Result } from "./build";
import { groovyJar, type Jar } from "./groovy-jar";
import { findJava } from "./java";
import type { Question, Trace, TraceEvent, Where } from "./trace";
import { worldOf, type Call, type Scenario, type World } from "./world";

interface Refusal {
  readonly line: number;
  readonly what: string;
}

type Asked =
  | ({ readonly question: "sh" } & Call)
  | ({ readonly question: "input" } & Question & Where)
  | ({ readonly question: "lock"; readonly resource: string } & Where)
  | ({ readonly question: "stash"; readonly name: string } & Where);

/** One line of the harness in Groovy. */
interface Said {
  readonly event?: TraceEvent;
  readonly ask?: Asked;
  readonly end?: { readonly result: Result };
  readonly refused?: readonly Refusal[];
  readonly hangs?: string;
  readonly broken?: string;
}

/**
 * Runs declarative Jenkinsfiles without Jenkins: Groovy's own engine reads them, and groovy/ carries them out as Jenkins's
 * plugin does. What it does not model, it refuses. One process serves any number of builds, one after the other.
 */
export class Jenkins {
  private readonly lines: AsyncIterator<string, undefined>;
  private said = "";

  private constructor(private readonly process: ChildProcessWithoutNullStreams) {
    this.lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    process.stderr.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    // Where it has ended, the missing line says so.
    process.stdin.on("error", () => undefined);
  }

  /** @throws Problem `NoJava`, `GroovyUnreachable`, `GroovyAltered` */
  static async start(options: Jar = {}): Promise<Jenkins> {
    const { environment = process.env } = options;
    const java = findJava(environment);
    const groovy = join(projectRoot(), "jenkins", "groovy");
    const classes = [await groovyJar(options), groovy].join(":");
    const harness = join(groovy, "Harness.groovy");
    // It lives for seconds: what the second compiler wins, it never gets back. Its end is that of its standard input.
    const flags = ["-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"];
    const args = [...flags, "-cp", classes, "groovy.ui.GroovyMain", harness];
    return new Jenkins(spawn(java, args, { env: withoutAws(environment) }));
  }

  /**
   * One build. `world` answers in place of the scenario what it has an answer for, such as a `sh` that runs for real.
   * @throws Problem `NotModelled`, `WaitsForEver`; what `world` throws, after which this Jenkins is at its end.
   */
  async run(jenkinsfile: string, scenario: Scenario, world: Partial<World> = {}): Promise<Trace> {
    const answers: World = { ...worldOf(scenario), ...world };
    const mask = masking(Object.values(scenario.build.credentials ?? {}));
    const events: TraceEvent[] = [];
    this.send({ jenkinsfile, build: toHarness(scenario.build) });
    for (;;) {
      const said = await this.next();
      if (said.event !== undefined) {
        const event = mask(said.event);
        events.push(event);
        await this.orStop(() => answers.happened(event));
      } else if (said.ask !== undefined) {
        const asked = said.ask;
        this.send(await this.orStop(() => answer(asked, answers)));
      } else if (said.end !== undefined) return { events, result: said.end.result };
      else throw problemOf(said);
    }
  }

  /** Ends the process; nothing happens where it has ended. */
  async stop(): Promise<void> {
    const { process } = this;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.stdin.end();
    await ended;
  }

  private send(message: object): void {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  private async next(): Promise<Said> {
    const { value } = await this.lines.next();
    if (value !== undefined) return JSON.parse(value) as Said;
    return { broken: this.said.trim() === "" ? "it has ended" : this.said };
  }

  /** A build that waits for an answer which never comes is not left behind. */
  private async orStop<T>(act: () => T | Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }
}

function answer(asked: Asked, world: World): object | Promise<object> {
  switch (asked.question) {
    case "sh":
      return world.sh(asked);
    case "input":
      return world.input(asked);
    case "lock":
      return world.lock(asked);
    case "stash":
      return world.stash(asked);
  }
}

/** As Credentials Binding masks a console: a trace is kept and shown. */
function masking(credentials: readonly Credential[]): (event: TraceEvent) => TraceEvent {
  const secrets = credentials
    .map((one) => (typeof one === "string" ? one : one.password))
    .filter((secret) => secret !== "")
    // One may be a part of another.
    .sort((left, right) => right.length - left.length);
  if (secrets.length === 0) return (event) => event;
  const masked = (_: string, value: unknown) =>
    typeof value === "string"
      ? secrets.reduce((text, secret) => text.replaceAll(secret, "****"), value)
      : value;
  return (event) => JSON.parse(JSON.stringify(event, masked)) as TraceEvent;
}

function problemOf({ refused, hangs, broken = "" }: Said): Problem {
  if (refused !== undefined) {
    return new Problem({
      code: "NotModelled",
      blame: "user",
      message: `the Jenkinsfile has what is not modelled: ${refused.map(({ what }) => what).join("; ")}`,
      where: refused
        .map(({ line }) => (line > 0 ? `Jenkinsfile:${line}` : "Jenkinsfile"))
        .filter((place, index, places) => places.indexOf(place) === index)
        .join(", "),
      next: "leave it out, or model it: jenkins/groovy/Grammar.groovy says where",
    });
  }
  if (hangs !== undefined) {
    return new Problem({
      code: "WaitsForEver",
      blame: "user",
      message: `the build would wait for ever for ${hangs}`,
      where: "Jenkinsfile",
      next: "put a time-out around it",
    });
  }
  return new Problem({
    code: "HarnessBroken",
    blame: "bug",
    message: `the harness that runs Jenkinsfiles failed:\n${broken.trim()}`,
    next: "report it with the lines above",
  });
}
