import { join } from "node:path";
import { makeFolder, writeWhole } from "sagemaker-promotion-core/files";
import type { Environment } from "../../environments/environment";
import { stackName } from "../../environments/names";
import type { ApplyResult } from "../apply/apply";
import { readConfiguration } from "../apply/configuration";
import type { Configuration } from "../apply/configuration";
import { runEntry } from "../story/commands";
import type { Foundation } from "../story/foundations";
import type { Actor } from "../story/actors";
import { planFolder, synthesizedFolder, synthesizeBoth } from "../story/stacks";
import type { Stacks, StacksOptions } from "../story/stacks";
import { cdktf } from "./cdktf";
import { changesIn, deletedKeysIn, plannedIn } from "./output";
import type { Terraform } from "./tools";

/** The one stack that `npm run bootstrap` lays: it makes the bucket that its own state lies in. */
const DELIVERY = "delivery";

interface Work {
  readonly stack: string;
  readonly configuration: Configuration;
  readonly actor: Actor;
}

/** What Terraform's processes are started with; its CLI configuration, where it needs one, lies in the folder. */
function variablesIn(folder: string, { variables, configuration }: Terraform): Record<string, string> {
  if (configuration === undefined) return variables;
  const file = join(folder, "terraform.rc");
  writeWhole(file, configuration);
  return { ...variables, TF_CLI_CONFIG_FILE: file };
}

/**
 * The synthesized stacks, applied by the real thing: `cdktf deploy`, the Terraform CLI and hashicorp/aws, with their
 * states in S3. Nothing of a stack is changed for it: the provider and the S3 backend both take AWS_ENDPOINT_URL, and
 * address buckets by their path where its host is an IP address.
 */
export function terraformStacks(options: StacksOptions, terraform: Terraform): Stacks {
  const { endpoint, actors, out, signal } = options;
  const outdir = join(out, "cdktf.out");
  const environment = { ...variablesIn(out, terraform), AWS_ENDPOINT_URL: endpoint };

  const work = (stack: string, actor: Actor): Work => ({
    stack,
    configuration: readConfiguration(synthesizedFolder(out, stack)),
    actor,
  });
  const run = (verb: "deploy" | "destroy", { stack, actor }: Work): Promise<string> =>
    cdktf(verb, { stack, outdir, credentials: actor.credentials, environment, signal });
  /** `npm run bootstrap`. It synthesizes into a folder for each stack: several are at work at once. */
  const bootstrap = ({ stack, actor }: Work, ...args: string[]): Promise<string> => {
    const own = join(out, "bootstrap", stack);
    makeFolder(own);
    return runEntry("deploy/bootstrap.ts", [...args, "--auto-approve"], {
      credentials: actor.credentials,
      environment: { ...environment, CDKTF_OUTDIR: own, ENVIRONMENTS: options.environmentsFolder },
      signal,
    });
  };
  const result = ({ configuration }: Work, said: string): ApplyResult => ({
    changes: changesIn(
      said,
      configuration.resources.map(({ address }) => address),
    ),
    outputs: {},
    retained: deletedKeysIn(said).map((id) => `KMS key ${id} waits for its deletion`),
  });
  const foundation = async ({ stack, account }: Foundation): Promise<Work> =>
    work(stack, await actors.administrator(account));
  const promotion = async (environment: Environment): Promise<Work> =>
    work(stackName(environment), await actors.deployer(environment));

  return {
    terraform: environment,
    synthesize: () => synthesizeBoth(options, terraform.variables),
    async planPromotion(planned) {
      const stack = stackName(planned);
      const { credentials } = await actors.planner(planned);
      const said = await cdktf("diff", {
        stack,
        outdir: join(planFolder(out), "cdktf.out"),
        credentials,
        // A lock would be a write.
        environment: { ...environment, TF_CLI_ARGS_plan: "-lock=false" },
        signal,
      });
      return plannedIn(said);
    },
    async applyFoundation(laid) {
      const job = await foundation(laid);
      return result(job, await (laid.stack === DELIVERY ? bootstrap(job) : run("deploy", job)));
    },
    async applyPromotion(environment) {
      const job = await promotion(environment);
      return result(job, await run("deploy", job));
    },
    async destroyPromotion(environment) {
      const job = await promotion(environment);
      return result(job, await run("destroy", job));
    },
    async destroyFoundation(laid, { purge }) {
      const job = await foundation(laid);
      return result(job, await bootstrap(job, "destroy", laid.stack, ...(purge ? ["--purge"] : [])));
    },
  };
}
