import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { checkCaller } from "../check";
import { forceUnlock, unlockBuild } from "../lock";
import { unlockReport } from "../report";
import { readRevision } from "../revision";
import { copyVerb, work, type Options } from "./command";
import { buildId } from "./writing";

type UnlockOptions = Options & { readonly own?: true };

/** `force-unlock`: frees the lock of a run that has died. */
export function forceUnlockCommand(): Command {
  return copyVerb("force-unlock")
    .argument("[id]", "the lock's id, as the refused command says it")
    .option("--own", "this build's lock (LOCK_ID, or Jenkins' BUILD_TAG), where it is still held")
    .action((id: string | undefined, options: UnlockOptions, command: Command) => {
      const build = buildId();
      if ((id === undefined) !== (options.own === true))
        command.error("error: name the lock by its id, or pass --own");
      if (options.own === true && build === undefined)
        command.error("error: --own is for builds: neither LOCK_ID nor BUILD_TAG is set");
      return work("force-unlock", options, async (job) => {
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
        );
        return EXIT.done;
      });
    });
}
