import { assert } from "../assert";
import type { Chapter } from "../chapter";
import { approveVersion } from "./approve";
import { cleanRun } from "./daily-run";

export const approveVersion2: Chapter = {
  id: 9,
  title: "Approve version 2",
  shows: "the next scheduled run predicts with the version that was just approved",
  async run(context, log) {
    const approved = await approveVersion(context, 2, log);
    const facts = await cleanRun(context, log);
    assert(
      facts.modelPackageArn === approved["modelPackageArn"],
      "version 2 to be used",
      facts.modelPackageArn,
    );
    return facts;
  },
};
