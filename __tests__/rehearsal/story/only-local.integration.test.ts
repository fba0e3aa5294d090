import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearsalPython } from "../../../rehearsal/python";
import { HOSTILE_SETTINGS, HOSTILE_VARIABLES, hostileUser } from "../../support/hostile";
import { onlyLocal, refusedIn } from "../../support/only-local/only-local";
import { rehearseUnder, rehearseWith, storyOf } from "../../support/rehearsals";
import { addressesIn, straceInto, straceObstacle } from "../../support/strace";
import { expectWholeStory } from "../../support/whole-story";

/** The files of a model trained and served by scripts of its own; the first model's story is told whole elsewhere. */
const SECOND_MODEL = join(__dirname, "../../support/second-model");

let folder: string;
let notes: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "only-local-"));
  notes = join(folder, "notes");
});

describe("the preload refuses and notes", () => {
  const inNode = (script: string): string => {
    const env = { ...process.env, ...onlyLocal(notes) };
    return spawnSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).stdout;
  };

  test.each([
    ["a fetch", 'fetch("https://sts.amazonaws.com").catch((error) => console.log(error.cause.code))'],
    [
      "a socket",
      'require("net").connect(443, "sts.amazonaws.com").on("error", (error) => console.log(error.code))',
    ],
    ["a look-up", 'require("dns").lookup("sts.amazonaws.com", (error) => console.log(error.code))'],
    [
      "what a child does that inherits no environment",
      'require("child_process").execFile(process.execPath, ["-e", \'fetch("https://sts.amazonaws.com")\'], { env: {} }, () => console.log("ECONNREFUSED"))',
    ],
  ])("%s of Node's", (_, script) => {
    expect(inNode(script).trim()).toBe("ECONNREFUSED");
    expect(refusedIn(notes)).toEqual([expect.stringContaining("sts.amazonaws.com")]);
  });

  test.each([
    ["a connection", 'socket.socket().connect(("192.0.2.1", 443))', "connect 192.0.2.1"],
    ["a look-up", 'socket.create_connection(("sts.amazonaws.com", 443))', "look up sts.amazonaws.com"],
  ])("%s of Python's", async (_, script, note) => {
    const { python } = await rehearsalPython(() => undefined);
    const env = { ...process.env, ...onlyLocal(notes) };
    spawnSync(python, ["-c", `import socket; ${script}`], { env });
    expect(refusedIn(notes)).toEqual([note]);
  });
});

describe("a rehearsal reaches nothing but 127.0.0.1", () => {
  // The chapters where a client of each kind is made: the accounts', SageMaker's, the functions' and `deploy`'s.
  test.each<[string, readonly string[], Record<string, string>]>([
    [
      "endpoints of the config file ignored, and those for FIPS",
      ["ignore_configured_endpoint_urls = true", "use_fips_endpoint = true"],
      {},
    ],
    [
      "a profile and S3 at AWS",
      ["endpoint_url = https://sts.amazonaws.com"],
      { AWS_PROFILE: "real", AWS_ENDPOINT_URL_S3: HOSTILE_VARIABLES.AWS_ENDPOINT_URL_S3 },
    ],
  ])("with %s", async (_, settings, variables) => {
    const environment = { ...hostileUser(folder, settings, variables), ...onlyLocal(notes) };
    const rehearsed = await rehearseWith(environment, "--json", "--only", "1-3");
    expect(refusedIn(notes)).toEqual([]);
    expect(storyOf(rehearsed).ok).toBe(true);
  });

  test("in the second model's whole story, with all of them and more at once", async () => {
    const obstacle = straceObstacle();
    if (obstacle !== undefined) process.stderr.write(`the system calls are not counted: ${obstacle}\n`);
    const trace = join(folder, "trace");
    const environment = hostileUser(folder, HOSTILE_SETTINGS, HOSTILE_VARIABLES);
    const rehearsed = await rehearseUnder(
      obstacle === undefined ? straceInto(trace) : [],
      { ...environment, ...onlyLocal(notes), ENVIRONMENTS: SECOND_MODEL },
      ...["--json", "--model", "abalone-age"],
    );
    expect(refusedIn(notes)).toEqual([]);
    expectWholeStory(rehearsed, SECOND_MODEL);
    if (obstacle !== undefined) return;
    const { outside, local } = addressesIn(trace);
    expect(outside).toEqual([]);
    expect(local).toBeGreaterThan(100);
  });
});
