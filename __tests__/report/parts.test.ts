import { binsOf, distributionsOf } from "../../report/distribution";
import { evaluationOf } from "../../report/evaluation";
import { seconds, who } from "../../report/format";
import { graphOf } from "../../report/graph/graph";
import { layOut } from "../../report/graph/layout";
import { anchor, html } from "../../report/html";

describe("markup", () => {
  test("escapes text within a tag and without", () => {
    expect(html`<a title="${`"'<`}">${"<&>"}</a>`.markup).toBe(
      '<a title="&quot;&#39;&lt;">&lt;&amp;&gt;</a>',
    );
  });

  test("keeps markup, lists of it, and leaves out what is not there", () => {
    expect(html`${[html`<b>1</b>`, 2]}${undefined}${null}${false}${0}`.markup).toBe("<b>1</b>20");
  });

  test("shows characters that nobody sees", () => {
    expect(html`${"a\u0000\u202eb\n"}`.markup).toBe("a\ufffd\ufffdb\n");
  });

  test("anchors are plain", () => {
    expect(anchor("step", "prod/A b", 1)).toBe("step-prod-a-b-1");
  });
});

describe("a pipeline's graph", () => {
  const get = (path: string) => ({ Get: path });
  const step = (Name: string, more: object = {}) => ({ Name, Type: "Processing", Arguments: {}, ...more });
  const definition = {
    Version: "2020-12-01",
    Steps: [
      step("A"),
      step("B", { Arguments: { in: get("Steps.A.Out") } }),
      step("C", { DependsOn: ["B"], Arguments: { in: get("Steps.A.Out") } }),
      {
        Name: "Check",
        Type: "Condition",
        Arguments: {
          Conditions: [{ Type: "Equals", LeftValue: get("Steps.C.x"), RightValue: 1 }],
          IfSteps: [step("Yes"), step("After", { Arguments: { in: get("Steps.Yes.Out") } })],
          ElseSteps: [step("No", { Arguments: { in: get("Steps.A.Out") } })],
        },
      },
    ],
  };
  const graph = graphOf(definition);

  test("has an edge for each wait that no other implies", () => {
    expect(graph.edges).toEqual([
      { from: "A", to: "B" },
      { from: "B", to: "C" },
      { from: "C", to: "Check" },
      { from: "Check", to: "Yes", branch: "if" },
      { from: "Yes", to: "After" },
      { from: "Check", to: "No", branch: "else" },
    ]);
  });

  test("is laid out in layers, and no two steps overlap", () => {
    const { boxes } = layOut(graph);
    const y = (name: string): number => boxes.find((box) => box.name === name)?.y ?? Number.NaN;
    expect(["B", "C", "Check", "Yes", "After"].map((name) => y(name))).toEqual(
      [y("B"), y("C"), y("Check"), y("Yes"), y("After")].sort((one, other) => one - other),
    );
    expect(y("Yes")).toBe(y("No"));
    const places = new Set(boxes.map((box) => `${box.x} ${box.y}`));
    expect(places.size).toBe(boxes.length);
  });

  test("of what is no definition is empty", () => {
    expect(graphOf({ Steps: [{ Name: 1 }] })).toEqual({ steps: [], edges: [] });
  });

  test("ends where steps wait for each other", () => {
    const circle = { Steps: [step("A", { DependsOn: ["B"] }), step("B", { DependsOn: ["A"] })] };
    expect(layOut(graphOf(circle)).boxes).toHaveLength(2);
  });
});

describe("an evaluation", () => {
  test("of any task has its metrics, the one that decides first", () => {
    const report = {
      regression_metrics: {
        mae: { value: 1.5 },
        rmse: { value: 2, confidence_interval: { lower: 1.8, upper: 2.3, level: 0.95 } },
      },
      gate: { metric: "rmse", passed: false, note: "worse than version 3" },
      rows: 10,
    };
    const { metrics, gate, rows } = evaluationOf(report);
    expect(metrics).toEqual([
      { name: "rmse", value: 2, interval: { lower: 1.8, upper: 2.3, level: 0.95 } },
      { name: "mae", value: 1.5 },
    ]);
    expect([gate, rows]).toEqual([{ passed: false, note: "worse than version 3" }, 10]);
  });

  test("that cannot be read is what the metadata hold", () => {
    const metadata = { auc: "0.9", auc_lower: "0.8", auc_upper: "0.95", auc_level: "0.95" };
    expect(evaluationOf(undefined, metadata).metrics).toEqual([
      { name: "auc", value: 0.9, interval: { lower: 0.8, upper: 0.95, level: 0.95 } },
    ]);
    expect(evaluationOf(undefined, {}).metrics).toEqual([]);
  });

  test("of another form is as good as empty", () => {
    const report = {
      binary_classification_metrics: { auc: { value: "much" }, confusion_matrix: [1] },
      charts: 7,
    };
    expect(evaluationOf(report)).toMatchObject({ metrics: [], roc: [], importance: [] });
  });
});

describe("distributions", () => {
  const feature = (data: readonly (readonly number[])[]) => ({
    features: [
      {
        name: "Age",
        numerical_statistics: {
          common: { num_present: 4, num_missing: 1 },
          distribution: { kll: { sketch: { data } } },
        },
      },
    ],
  });
  const of = (data: readonly (readonly number[])[]) => {
    const [found] = distributionsOf(feature(data));
    if (found === undefined) throw new Error("a feature");
    return found;
  };

  test("count an item at level n for 2 to the n rows", () => {
    expect(of([[1, 2], [2]])).toMatchObject({
      rows: 5,
      missing: 1,
      values: [
        [1, 1],
        [2, 3],
      ],
    });
  });

  test("show what the batch alone has in a bin of its own", () => {
    const bins = binsOf(of([[1, 2, 2, 1]]), of([[1, 9]]));
    expect(bins.map(({ label, isOutside }) => [label, isOutside])).toEqual([
      ["1", false],
      ["2", false],
      ["9", true],
    ]);
    expect(bins.at(-1)).toMatchObject({ reference: 0, batch: 0.5 });
  });

  test("cover each value once where there are many", () => {
    const many = of([Array.from({ length: 100 }, (_, index) => index)]);
    const bins = binsOf(many, of([[-5, 0, 50, 99, 500]]));
    expect(bins.reduce((sum, { reference }) => sum + reference, 0)).toBeCloseTo(1);
    expect(bins.reduce((sum, { batch }) => sum + batch, 0)).toBeCloseTo(1);
    expect(bins.filter(({ isOutside }) => isOutside).map(({ label }) => label)).toEqual(["< 0", "> 99"]);
  });
});

test.each([
  ["ada as arn:aws:sts::333333333333:assumed-role/model-approver-role/ada", "ada"],
  [
    "arn:aws:sts::222222222222:assumed-role/lambda-sagemaker-role/model-start-retraining",
    "the retraining function",
  ],
  ["arn:aws:sts::222222222222:assumed-role/jenkins-server-role/jenkins", "jenkins-server-role"],
  ["arn:aws:iam::111111111111:root", "an administrator"],
  ["events.amazonaws.com", "events.amazonaws.com"],
  [null, "nobody said who"],
])("%p is %s", (principal, expected) => {
  expect(who(principal)).toBe(expected);
});

test.each([
  [0.94, "0.9 s"],
  [125, "2 min 5 s"],
  [7260, "2 h 1 min"],
])("%d seconds are %s", (value, expected) => {
  expect(seconds(value)).toBe(expected);
});
