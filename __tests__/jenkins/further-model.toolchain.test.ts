import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Build } from "../../jenkins/build";
import { selectEnvironments } from "../../environments/select";
import { render } from "../../jenkins/server/render";
import { exampleFile } from "../support/environments";
import { describeWithJenkins } from "../support/jenkins";
import { useModels } from "../support/models";
import { APPROVED, BUILDS } from "./builds";
import { JENKINSFILE } from "./file";
import { PLACE } from "./server/rendered";

useModels("mammography-severity-model", "fraud");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "further-"));
  for (const name of ["dev", "prod"]) write(name, JSON.stringify(exampleFile(name)));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, `${name}.tfvars.json`), text);
}

/** Two files below a folder of their own, in the accounts of the others. */
function addModel(): void {
  for (const name of ["dev", "prod"]) {
    const text = JSON.stringify(exampleFile(name))
      .replaceAll("mammography", "fraud")
      .replaceAll("fraud-severity-model", "fraud")
      .replaceAll("mammo-severity", "fraud");
    write(`fraud/${name}`, text);
  }
}

const environments = () =>
  selectEnvironments({ env: ["all"] }, { folder }).map((one) => {
    if ("error" in one) throw one.error;
    return one.environment;
  });

describeWithJenkins("a further model", (run) => {
  /** The environments that each verb of a build is about, by the files in the folder. */
  async function reached(jenkinsfile: string, build: Build): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    await run(
      jenkinsfile,
      { build, ...APPROVED },
      {
        sh: ({ command, environment }) => {
          const [, verb, env = "", word] =
            / -- (\w+) --env (\S+)(?: --branch "?([$\w]+)"?)?/.exec(command) ?? [];
          if (verb === undefined) return { exit: 0 };
          const branch = word?.startsWith("$") ? environment[word.slice(1)] : word;
          found[verb] = selectEnvironments({ env: [env], branch }, { folder }).map(({ name }) => name);
          return { exit: 0 };
        },
      },
    );
    return found;
  }

  test("is planned, deployed and looked at beside the others, and nothing else changes", async () => {
    const before = render(environments(), PLACE);
    addModel();
    expect(render(environments(), PLACE)).toEqual(before);
    const prods = ["fraud/prod", "prod"];
    const asked = await reached(JENKINSFILE, BUILDS["pull request to main"]);
    expect(asked).toEqual({ check: prods, plan: prods, review: prods });
    const merged = await reached(JENKINSFILE, BUILDS["push to main"]);
    expect(merged).toMatchObject({ check: prods, plan: prods, stacks: prods, apply: prods, status: prods });
    const devs = ["dev", "fraud/dev"];
    const dev = await reached(JENKINSFILE, BUILDS["push to dev"]);
    expect(dev).toMatchObject({ check: devs, stacks: devs, apply: devs, status: devs });
  });

  test("is missed by a file that names an environment", async () => {
    addModel();
    const named = JENKINSFILE.replaceAll("--env all --branch main", "--env prod");
    expect((await reached(named, BUILDS["push to main"]))["apply"]).toEqual(["prod"]);
  });
});
