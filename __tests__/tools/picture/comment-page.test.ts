import { commentText } from "../../../review/comment";
import { commentPage } from "../../../tools/picture/comment-page";
import { changedPlan, inputOf, reviewed } from "../../review/support/reviewed";

test("every part of a comment is on the page, and the marker is not", async () => {
  const { body } = commentText(inputOf([reviewed(await changedPlan([]))]));
  const page = commentPage(body);
  expect(page).toContain(
    "<h3>prod: 1 pipeline retrains, predictions unchanged, costs unchanged, nothing deleted.</h3>",
  );
  expect(page).toContain("<li>Still to be approved: read what follows, then approve this pull request.");
  expect(page).toContain("<tr><td><b>retrains</b></td><td><code>train</code> ~ parameter AucScoreThreshold");
  expect(page.match(/<details>/g)).toHaveLength(page.match(/<\/details>/g)?.length ?? 0);
  expect(page).toContain("<pre>@@ -1 +1 @@\n-evaluate()\n+evaluate(again=True)</pre>");
  expect(page).not.toContain("sagemaker-promotion review");
});

test("what a fence or a code span holds is text", () => {
  const page = commentPage("- `<b>one</b>`\n\n```\n\n<script>two</script>\n- no list\n```\n");
  expect(page).toContain("<li><code>&lt;b&gt;one&lt;/b&gt;</code>");
  expect(page).toContain("<pre>\n&lt;script&gt;two&lt;/script&gt;\n- no list</pre>");
});
