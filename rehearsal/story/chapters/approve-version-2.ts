import { assert } from "../assert";
import type { Environment } from "../../../environments/environment";
import type { Chapter } from "../chapter";
import type { StoryContext } from "../context";
import { execute, holdStatus } from "../executions";
import type { Log } from "../log";
import { approveVersion } from "./approve";
import { approvedModel, cleanRun } from "./daily-run";

/** A person of dev starts dev's inference: it runs the newest version of those that it reads, and says what it passed over. */
async function runInDev(
  context: StoryContext,
  log: Log,
): Promise<{ readonly modelPackageArn: string; readonly passedOver: string }> {
  const { dev, prod } = context;
  const scientist = await context.actors.scientist(dev);
  const execution = await execute(scientist, dev.inferencePipeline.name, {}, log);
  holdStatus(execution, "Succeeded");
  const modelPackageArn = approvedModel(execution, "model_package_arn");
  const passedOver = approvedModel(execution, "passed_over");
  // By default dev runs what dev trained. A file may say otherwise.
  const readsProd = dev.readsVersionsOf.includes(prod.group);
  const version = readsProd ? "2" : "1";
  assert(modelPackageArn.endsWith(`/${version}`), `dev to run version ${version}`, modelPackageArn);
  assert(
    readsProd || passedOver.includes("version 2"),
    "dev to say that it passed over version 2",
    passedOver,
  );
  log(`dev runs version ${version}; passed over: ${passedOver}`);
  return { modelPackageArn, passedOver };
}

/** The members of `deploy status --json` that the story reads. */
interface Status {
  readonly environments: readonly {
    readonly live: { readonly version: number; readonly judgedBy: string | null } | null;
  }[];
}

/** Number of the version that `status` says is live. */
async function liveIn(
  context: StoryContext,
  environment: Environment,
  log: Log,
): Promise<number | undefined> {
  const { environments } = (await context.look("status", environment)) as Status;
  const live = environments[0]?.live;
  log(
    `npm run deploy -- status --env ${environment.name}: version ${live?.version}, approved by ${live?.judgedBy}`,
  );
  return live?.version;
}

export const approveVersion2: Chapter = {
  id: 10,
  title: "Approve version 2",
  shows: "the next scheduled run predicts with the version that was just approved; dev runs on with its own",
  async run(context, log) {
    const approved = await approveVersion(context, 2, log);
    const facts = await cleanRun(context, 2, log);
    assert(
      facts.modelPackageArn === approved["modelPackageArn"],
      "version 2 to be used",
      facts.modelPackageArn,
    );
    const dev = await runInDev(context, log);
    const [inProd, inDev] = [
      await liveIn(context, context.prod, log),
      await liveIn(context, context.dev, log),
    ];
    assert(inProd === 2, "status to say that version 2 is live in prod", inProd);
    assert(dev.modelPackageArn.endsWith(`/${inDev}`), "status to say what dev has just run", inDev);
    return { ...facts, dev };
  },
};
