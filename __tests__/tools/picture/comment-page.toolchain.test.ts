import { commentText } from "../../../review/comment";
import { findChromium, openPage } from "../../../tools/picture/chromium";
import { commentPage, PHONE } from "../../../tools/picture/comment-page";
import { changedPlan, inputOf, reviewed } from "../../review/support/reviewed";
import { testUnless } from "../../support/unless";

const missing = findChromium() === undefined ? "no Chromium on the PATH" : undefined;

testUnless(missing, "on a phone, verdict, what to do and the table stand above the first fold", async () => {
  const rule = { type: "aws_cloudwatch_event_rule", actions: ["update"] };
  const values = { schedule_expression: { from: "cron(0 23 * * ? *)", to: "cron(0 5 * * ? *)" } };
  const plan = await changedPlan([
    { address: "aws_cloudwatch_event_rule.schedule_rule_219A125C", ...rule, values },
  ]);
  const { body } = commentText(inputOf([reviewed(plan)]));
  const page = openPage(commentPage(body), `--window-size=${PHONE.width},${PHONE.height}`, "--dump-dom");
  const bottoms = [...page.matchAll(/<(h3|ul|table) data-bottom="(\d+)"/g)].map(
    ([, part = "", bottom]) => [part, Number(bottom)] as const,
  );
  expect(bottoms.slice(0, 3).map(([part]) => part)).toEqual(["h3", "ul", "table"]);
  for (const [, bottom] of bottoms.slice(0, 3)) expect(bottom).toBeLessThanOrEqual(PHONE.height);
  expect(page).toContain('data-wide="false"');
});
