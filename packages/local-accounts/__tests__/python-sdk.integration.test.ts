import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { projectRoot } from "../../../environments/project-root";
import { rehearsalPython } from "../../../rehearsal/python";
import { ClosedProxy } from "../../../__tests__/support/proxy";
import { REQUIREMENTS, StartCommand } from "./started";

const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");

/** Blocks of the README in a language, as they stand. */
const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text);

/** The place of each value in a document. */
function places(value: unknown, at = ""): string[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, inner]) => places(inner, `${at}/${key}`));
}

/** The environment of the SDK's programs; the local accounts have their own. */
async function pythonWithSdk(): Promise<string> {
  const requirements = join(projectRoot(), "tools", "bench", "requirements.txt");
  const { python } = await pythonEnvironment(() => undefined, { requirements: [requirements] });
  return python;
}

test("the README's pipeline of the SageMaker Python SDK runs, both ways, and reaches no other machine", async () => {
  const python = await pythonWithSdk();
  await rehearsalPython(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), "python-sdk-"));
  const accounts = new StartCommand(["--json", "--requirements", REQUIREMENTS]);
  const proxy = await ClosedProxy.start();
  try {
    const announcement = await accounts.announcement();
    const { environment } = announcement;
    const [shown = ""] = blocks("json");
    expect(places(announcement)).toEqual(expect.arrayContaining(places(JSON.parse(shown))));
    const [program = "", job = ""] = blocks("python");
    writeFileSync(join(folder, "run.py"), program);
    writeFileSync(join(folder, "score.py"), job);
    const { stdout } = await promisify(execFile)(python, ["run.py"], {
      cwd: folder,
      env: { ...withoutAws(), ...proxy.variables, ...environment },
    });
    const [output = ""] = blocks("text");
    const said = stdout.split("\n").filter((line) => !line.startsWith("sagemaker.config INFO"));
    expect(said.map((line) => line.trimEnd()).join("\n")).toBe(output);
    expect(proxy.tried).toBe(0);
  } finally {
    proxy.close();
    await accounts.interrupt();
    rmSync(folder, { recursive: true });
  }
});
