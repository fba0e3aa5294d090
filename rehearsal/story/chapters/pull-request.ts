import { assert } from "../assert";
import type { Chapter, Facts } from "../chapter";
import { isWrite } from "../create-context";

/** Of the comment, what a reader sees before opening anything, without what only Markdown needs. */
function visible(comment: string): string[] {
  const lines = comment.split("\n").filter((line) => !line.startsWith("<!--"));
  const end = lines.findIndex((line) => /^<(?:details|sub)>/.test(line));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .filter((line) => !/^[|\s-]*$/.test(line))
    .map((line) => line.replace(/\\([^A-Za-z0-9\s])/g, "$1").replaceAll("<br>", "; "));
}

export const pullRequest: Chapter = {
  id: 7,
  title: "Pull request",
  shows:
    "another training and another schedule for prod are planned, and the comment says what a merge would do",
  async run(context, log): Promise<Facts> {
    const { accounts, prod } = context;
    const before = (await accounts.record()).length;
    const review = await context.reviewChange(prod);
    if (review === undefined) {
      log("git knows no checkout here, and plans are stored by git's tree: no change is proposed");
      return { reviewed: false };
    }
    const { comment, verdict } = review;
    const text = visible(comment);
    for (const expected of [/retrain|next training/, /schedule_expression/]) {
      assert(
        text.some((line) => expected.test(line)),
        `a comment that says ${expected.source}`,
        text,
      );
    }
    const writes = (await accounts.record()).slice(before).filter((call) => isWrite(call));
    const stored = prod.planners === "account" ? 0 : 1;
    assert(
      writes.length === stored && writes.every(({ resource }) => /\/_plans\//.test(resource)),
      "nothing to be written but the plan",
      writes,
    );
    context.saveFile("pull-request.md", comment);
    for (const line of text) log(`| ${line}`);
    log("the whole comment: pull-request.md; nothing was posted");
    return { reviewed: true, verdict, storedPlans: stored };
  },
};
