import { assert } from "../assert";
import type { Chapter } from "../chapter";
import { approveVersion } from "./approve";
import { cleanRun } from "./daily-run";

export const approveVersion2: Chapter = {
  id: 9,
  title: "Approve version 2",
  shows: "the next scheduled run predicts with the version that was just approved",
  async run(world, tell) {
    const approved = await approveVersion(world, 2, tell);
    const facts = await cleanRun(world, tell);
    assert(
      facts.modelPackageArn === approved["modelPackageArn"],
      "version 2 to be used",
      facts.modelPackageArn,
    );
    return facts;
  },
};
