import { readFileSync } from "node:fs";
import { writeWhole } from "sagemaker-promotion-core/files";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import type { Shown } from "../../deploy/bound/stacks-plan";
import { planWhole, type Target } from "./apply";
import { KNOWN_AFTER_APPLY, type Action, type Planned } from "./plan";
import { variable } from "sagemaker-promotion-core/variable";

/** What `terraform show -json` calls it. */
const ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  none: ["no-op"],
  create: ["create"],
  update: ["update"],
  replace: ["delete", "create"],
  delete: ["delete"],
};

/**
 * The embedded apply behind Terraform's command line, as far as `plan --terraform` asks: init, plan, show and state pull, in
 * a stack's folder, as whoever AWS_ACCESS_KEY_ID is of. It applies nothing.
 */
async function terraform(argv: readonly string[]): Promise<string> {
  const [verb, ...args] = argv.filter((arg) => arg === "-json" || !arg.startsWith("-"));
  switch ([verb, ...args.slice(0, 1)].join(" ")) {
    case "init":
      return "";
    case "plan": {
      const { resources } = await planWhole(target());
      writeWhole(outOf(argv), JSON.stringify({ resource_changes: resources.map(shownOf) } satisfies Shown));
      return "";
    }
    case "show -json":
      return readFileSync(args[1] ?? "", "utf8");
    case "state pull": {
      const { serial } = (await planWhole(target())).state;
      return JSON.stringify({ lineage: "rehearsal", serial });
    }
  }
  throw refused(argv);
}

function shownOf({ change: { address, action }, type, before, after }: Planned) {
  const unknown = Object.entries(after ?? {}).filter(([, value]) => value === KNOWN_AFTER_APPLY);
  return {
    address,
    type,
    change: {
      actions: ACTIONS[action],
      before,
      after,
      after_unknown: Object.fromEntries(unknown.map(([name]) => [name, true])),
    },
  };
}

function outOf(argv: readonly string[]): string {
  const out = argv.find((arg) => arg.startsWith("-out="));
  if (out === undefined) throw refused(argv);
  return out.slice("-out=".length);
}

function target(): Target {
  const said = (name: string): string => variable(name) ?? "";
  return {
    folder: process.cwd(),
    endpoint: said("AWS_ENDPOINT_URL"),
    credentials: {
      accessKeyId: said("AWS_ACCESS_KEY_ID"),
      secretAccessKey: said("AWS_SECRET_ACCESS_KEY"),
      sessionToken: said("AWS_SESSION_TOKEN"),
    },
  };
}

function refused(argv: readonly string[]): Problem {
  return new Problem({
    code: "NoTerraform",
    blame: "user",
    message: `a rehearsal without Terraform does not know: terraform ${argv.join(" ")}`,
    next: "rehearse with --terraform",
  });
}

terraform(process.argv.slice(2)).then(
  (said) => process.stdout.write(said),
  (error: unknown) => {
    process.stderr.write(describeProblem(error));
    process.exitCode = 1;
  },
);
