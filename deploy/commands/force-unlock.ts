import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { checkCaller } from "../check";
import { forceUnlock, unlockBuild } from "../lock";
import { unlockReport } from "../report";
import { readRevision } from "../revision";
import { copyOption } from "./command";
import { branchOption, environmentsVerb, inEach, isSeveral, modelOption, type ManyOptions } from "./many";
import { buildId } from "./writing";

type UnlockOptions = ManyOptions & { readonly own?: true };

/** `force-unlock`: frees the lock of a run that has died. */
export function forceUnlockCommand(): Command {
  return environmentsVerb("force-unlock")
    .addOption(modelOption())
    .addOption(branchOption())
    .addOption(copyOption())
    .argument("[id]", "the lock's id, as the refused command says it")
    .option("--own", "this build's lock (LOCK_ID, or Jenkins' BUILD_TAG), where it is still held")
    .action((id: string | undefined, options: UnlockOptions, command: Command) => {
      const build = buildId();
      if ((id === undefined) !== (options.own === true))
        command.error("error: name the lock by its id, or pass --own");
      if (id !== undefined && isSeveral(options))
        command.error("error: an id is that of one environment's lock: name that one");
      if (options.own === true && build === undefined)
        command.error("error: --own is for builds: neither LOCK_ID nor BUILD_TAG is set");
      return inEach("force-unlock", options, async (job) => {
        const { environment } = job;
        const aws = await connect(environment, "deploy", (await readRevision()).commit);
        const caller = await checkCaller(environment, aws);
        const lock = await (id === undefined
          ? unlockBuild(aws.lock, build ?? "")
          : forceUnlock(aws.lock, id));
        job.print(
          unlockReport(environment, caller, lock),
          lock === undefined
            ? "This build holds no lock.\n"
            : `The lock of ${lock.holder} on ${lock.host} is gone.\n`,
          { outcome: lock === undefined ? "no lock" : "lock is gone" },
        );
        return EXIT.done;
      });
    });
}
