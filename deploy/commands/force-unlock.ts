import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { connect } from "../aws/connect";
import { checkCaller } from "../check";
import { forceUnlock } from "../lock";
import { unlockReport } from "../report";
import { readRevision } from "../revision";
import { copyVerb, work, type Options } from "./command";

/** `force-unlock`: frees the lock of a run that has died. */
export function forceUnlockCommand(): Command {
  return copyVerb("force-unlock")
    .argument("<id>", "the lock's id, as the refused command says it")
    .action((id: string, options: Options) =>
      work("force-unlock", options, async (job) => {
        const { environment } = job;
        const aws = await connect(environment, "deploy", (await readRevision()).commit);
        const caller = await checkCaller(environment, aws);
        const lock = await forceUnlock(aws.lock, id);
        job.print(
          unlockReport(environment, caller, lock),
          `The lock of ${lock.holder} on ${lock.host} is gone.\n`,
        );
        return EXIT.done;
      }),
    );
}
