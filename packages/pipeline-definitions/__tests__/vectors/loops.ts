import { callbackStep, currentItem, forEachStep, join, lambdaStep, stringParameter } from "../..";
import { BUCKET, FUNCTION, python3, QUEUE } from "./common";

export const loops = {
  for_each_parameter: () => {
    const items = stringParameter("Items", { default: '[{"name": "a"}, {"name": "b"}]' });
    const body = lambdaStep({
      name: "Body",
      functionArn: FUNCTION,
      inputs: {
        item: currentItem(),
        name: currentItem("name"),
        deep: currentItem("a.b[0]['c d']"),
        uri: join("/", ["s3:/", BUCKET, currentItem("['key']")]),
      },
      outputs: { score: "Float", uri: "String" },
    });
    const loop = forEachStep({
      name: "Loop",
      displayName: "D",
      description: "E",
      items,
      maxConcurrency: 5,
      body: [body],
      selector: { pick: "MaxBy", by: body.outputs.score },
    });
    const use = lambdaStep({
      name: "Use",
      functionArn: FUNCTION,
      inputs: {
        best: loop.selected(body.outputs.uri),
        first: loop.iteration(0, body.outputs.uri),
        status: loop.properties.Status,
        items: loop.properties.InputItemCount,
        steps: loop.properties.TotalStepCount,
        succeeded: loop.properties.SucceededStepCount,
        failed: loop.properties.FailedStepCount,
        stopped: loop.properties.StoppedStepCount,
      },
    });
    return python3([loop, use], [items]);
  },
  for_each_list: () => {
    const p = stringParameter("P", { default: "x" });
    const first = lambdaStep({ name: "First", functionArn: FUNCTION });
    const a = lambdaStep({ name: "A", functionArn: FUNCTION, inputs: { item: currentItem() } });
    const b = callbackStep({
      name: "B",
      dependsOn: [a],
      sqsQueueUrl: QUEUE,
      inputs: { k: currentItem("['k']") },
    });
    const loop = forEachStep({
      name: "Loop",
      dependsOn: [first],
      items: ["a", 1, 2.5, true, p, join("-", [p, 1])],
      maxConcurrency: 1,
      body: [a, b],
    });
    const after = lambdaStep({ name: "After", dependsOn: [loop], functionArn: FUNCTION });
    return python3([first, loop, after], [p]);
  },
};
