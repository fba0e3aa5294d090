import { formatFindings } from "sagemaker-promotion-core/finding";
import { batchColumnsOf, featuresOf } from "../../models/model";
import type { Overrides } from "../support/environments";
import { brief } from "../environments/refusal";
import { model, parsed, parsedText, SMALLEST } from "./models";

/** What is wrong with a description, one line a finding. */
function faults(overrides: Overrides, scripts: readonly string[] = []): string[] {
  const found = parsed(overrides, scripts);
  return "name" in found ? [] : found.map(brief);
}

describe("a description that says no more than it must", () => {
  test("has the defaults of the rest", () => {
    expect(model()).toEqual({
      name: "prices",
      title: "prices",
      ...SMALLEST,
      classes: [],
      image: undefined,
      hyperparameters: {},
      metric: {
        name: "rmse",
        direction: "minimize",
        threshold: 2.5,
        improvement: undefined,
        parameter: "MetricThreshold",
      },
      drift: { significance: 0.01, threshold: 0.1, minimumRows: 20, ignore: [] },
      card: { owner: undefined, intendedUse: undefined, limits: undefined, riskRating: "Unknown" },
      serving: { instanceTypes: ["ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"] },
      rehearsal: undefined,
      scripts: [],
    });
  });

  test("may begin with a byte order mark", () => {
    expect(parsedText(`\uFEFF${JSON.stringify(SMALLEST)}`)).toEqual(model());
  });
});

test("a key that a description has twice is refused where it stands again", () => {
  const text = JSON.stringify(SMALLEST, undefined, 2).replace("{", '{\n  "task": "binary",');
  const found = parsedText(text);
  expect("name" in found ? "" : formatFindings(found)).toMatch(
    /^\S+model\.json:\d+:3 {2}\/task {2}expected each key once, found the key again \(first on line 2\); fix: keep one of the two/,
  );
});

test("what is said comes first, and hyperparameters are the texts that SageMaker takes", () => {
  const said = model(
    {
      title: "Price of a flat",
      hyperparameters: { num_round: 50, eta: 0.2, flag: true, name: "x" },
      metric: { improvement: 0.01, parameter: "RmseThreshold" },
      drift: { significance: 0.05, threshold: 0.2, minimum_rows: 100, ignore: ["heating"] },
      card: { owner: "us", intended_use: "a first guess", limits: "flats alone", risk_rating: "Low" },
      serving: { instance_types: ["ml.c5.large"] },
      rehearsal: { data: "data.csv" },
    },
    ["train.py"],
  );
  expect(said).toMatchObject({
    title: "Price of a flat",
    hyperparameters: { num_round: "50", eta: "0.2", flag: "true", name: "x" },
    metric: { improvement: 0.01, parameter: "RmseThreshold" },
    drift: { significance: 0.05, threshold: 0.2, minimumRows: 100, ignore: ["heating"] },
    card: { owner: "us", intendedUse: "a first guess", limits: "flats alone", riskRating: "Low" },
    serving: { instanceTypes: ["ml.c5.large"] },
    rehearsal: { data: "data.csv", package: undefined },
    scripts: ["train.py"],
  });
});

test("text is in a batch, and a model learns nothing from it", () => {
  const columns = [{ name: "remarks", type: "text" }, ...SMALLEST.columns];
  const names = (of: readonly { name: string }[]) => of.map(({ name }) => name);
  expect(names(featuresOf(model({ columns })))).toEqual(["area", "heating"]);
  expect(names(batchColumnsOf(model({ columns })))).toEqual(["remarks", "area", "heating"]);
});

const CLASSES = {
  task: "binary",
  target: "heating",
  classes: ["no", "yes"],
  metric: { name: "auc", threshold: 0.5 },
};

describe("what is wrong across keys is found, with what to write:", () => {
  const cases: [string, Overrides, string[], string[]][] = [
    [
      "a column twice, whatever its case",
      { columns: [...SMALLEST.columns, { name: "Area", type: "number" }] },
      [],
      [
        '/columns/3/name: expected each column once, whatever its case; found "Area" again (first as column 1); give each column of the file a name of its own',
      ],
    ],
    [
      "nothing to learn from",
      {
        columns: [
          { name: "remarks", type: "text" },
          { name: "price", type: "number" },
        ],
      },
      [],
      [
        "/columns: expected at least one column beside the target that is no text; found none; give the column that the model learns from its type: number, category, date or boolean",
      ],
    ],
    [
      "a target that is no column",
      { target: "prise" },
      [],
      ['/target: expected the name of one of `columns`; found "prise"; did you mean "price"?'],
    ],
    [
      "a target that is like no column",
      { target: "xyz" },
      [],
      ['/target: expected the name of one of `columns`; found "xyz"; write one of area, heating, price'],
    ],
    [
      "a regression of words",
      { target: "heating" },
      [],
      [
        '/columns/1/type: expected type number for the target of task regression; found "category"; write "number", or another task',
      ],
    ],
    [
      "classes of dates",
      {
        ...CLASSES,
        target: "day",
        columns: [
          { name: "area", type: "number" },
          { name: "day", type: "date" },
        ],
      },
      [],
      [
        '/columns/1/type: expected type category or boolean or number for the target of task binary; found "date"; write "category": its values are those of `classes`',
      ],
    ],
    [
      "classes of a regression",
      { classes: ["a", "b"] },
      [],
      [
        "/classes: expected no classes with task regression; found the key `classes`; take them out, or another task",
      ],
    ],
    [
      "no classes",
      { ...CLASSES, classes: undefined },
      [],
      [
        '/classes: expected two classes, the positive one last; found no such key; add "classes": ["no", "yes"], for example',
      ],
    ],
    [
      "three classes of two",
      { ...CLASSES, classes: ["a", "b", "c"] },
      [],
      [
        '/classes: expected two classes, the positive one last; found 3 with task binary; list them all, or write "task": "multiclass"',
      ],
    ],
    [
      "two classes of several",
      { ...CLASSES, task: "multiclass", metric: { name: "macro_f1", threshold: 0.5 } },
      [],
      [
        '/classes: expected three classes or more; found 2 with task multiclass; list them all, or write "task": "binary"',
      ],
    ],
    [
      "a column to pass over that is none",
      { drift: { ignore: ["heating", "aria"] } },
      [],
      ['/drift/ignore/1: expected the name of one of `columns`; found "aria"; did you mean "area"?'],
    ],
    [
      "the target to pass over, which no batch has",
      { drift: { ignore: ["price"] } },
      [],
      ['/drift/ignore/0: expected the name of one of `columns`; found "price"; write one of area, heating'],
    ],
    [
      "a metric of another task",
      { metric: { name: "auc", threshold: 0.5 } },
      [],
      [
        '/metric/name: expected a metric of task regression: rmse, mae, mse, r2; found "auc"; write one of these, or put an evaluate.py that reports it into the model\'s folder',
      ],
    ],
    [
      "a slip in a metric",
      { metric: { name: "rsme", threshold: 0.5 } },
      [],
      [
        '/metric/name: expected a metric of task regression: rmse, mae, mse, r2; found "rsme"; did you mean "rmse"?',
      ],
    ],
    [
      "a metric of one's own without its direction",
      { metric: { name: "pinball", threshold: 0.5 } },
      ["evaluate.py"],
      [
        '/metric/direction: expected "maximize" or "minimize": which values of pinball are better; found no such key; add "direction": "maximize", for example',
      ],
    ],
    [
      "the direction of a known metric, the wrong way",
      { metric: { direction: "maximize" } },
      [],
      ['/metric/direction: expected "minimize" for rmse; found "maximize"; take the key out: it is known'],
    ],
    [
      "a threshold that every version reaches",
      { ...CLASSES, metric: { name: "auc", threshold: -0.1 } },
      [],
      [
        "/metric/threshold: expected a number from 0 to 1, where every auc lies; found -0.1; write what a version is to reach",
      ],
    ],
    [
      "a threshold that none reaches",
      { metric: { name: "rmse", threshold: -1 } },
      [],
      [
        "/metric/threshold: expected a number of at least 0, where every rmse lies; found -1; write what a version is to reach",
      ],
    ],
    [
      "a threshold above the best",
      { metric: { name: "r2", threshold: 1.5 } },
      [],
      [
        "/metric/threshold: expected a number of at most 1, where every r2 lies; found 1.5; write what a version is to reach",
      ],
    ],
    [
      "a container without its image",
      { framework: "container" },
      [],
      [
        '/image: expected the address of the image that trains and serves, with framework container; found no such key; add "image": "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices:1.0", for example',
      ],
    ],
    [
      "an image beside Amazon's",
      { image: "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices:1.0" },
      [],
      [
        '/image: expected no image with framework scikit-learn, which has Amazon\'s; found "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices:1.0"; take the key out, or write "framework": "container"',
      ],
    ],
    [
      "PyTorch without a training of one's own",
      { framework: "pytorch" },
      [],
      [
        "/framework: expected a train.py in the model's folder with framework pytorch: ml/ has none for it; found none; add train.py, which trains and serves in script mode",
      ],
    ],
    [
      "the built-in XGBoost without rounds",
      { framework: "xgboost", hyperparameters: { eta: 0.2 } },
      [],
      [
        '/hyperparameters/num_round: expected the number of rounds, which the built-in XGBoost asks for; found no such key; add "num_round": 50, for example',
      ],
    ],
    [
      "the built-in XGBoost without any hyperparameter",
      { framework: "xgboost" },
      [],
      [
        '/hyperparameters: expected the number of rounds, which the built-in XGBoost asks for; found no such key; add "hyperparameters": { "num_round": 50 }, for example',
      ],
    ],
  ];
  test.each(cases)("%s", (_fault, overrides, scripts, expected) => {
    expect(faults(overrides, scripts)).toEqual(expected);
  });
});

describe("what a folder's own scripts allow", () => {
  test.each<[string, Overrides, string[]]>([
    ["PyTorch with a train.py", { framework: "pytorch" }, ["train.py"]],
    [
      "a metric that its evaluate.py reports",
      { metric: { name: "pinball", direction: "minimize", threshold: 0.5 } },
      ["evaluate.py"],
    ],
  ])("%s", (_what, overrides, scripts) => {
    expect(faults(overrides, scripts)).toEqual([]);
    expect(faults(overrides)).toHaveLength(1);
  });
});

describe("what is wrong with a value", () => {
  test.each<[string, Overrides, string]>([
    ["an unknown key", { colour: "red" }, "/colour"],
    ["an unknown task", { task: "ranking" }, "/task"],
    [
      "an unknown type of column",
      { columns: [{ name: "year", type: "float" }, ...SMALLEST.columns] },
      "/columns/0/type",
    ],
    [
      "a name with a comma",
      { columns: [{ name: "a,b", type: "number" }, ...SMALLEST.columns] },
      "/columns/0/name",
    ],
    ["a path that leaves the folder", { rehearsal: { data: "../../secret.csv" } }, "/rehearsal/data"],
    ["a machine that is none", { serving: { instance_types: ["m5.large"] } }, "/serving/instance_types/0"],
    [
      "rounds that are none",
      { framework: "xgboost", hyperparameters: { num_round: [] } },
      "/hyperparameters/num_round",
    ],
    ["hyperparameters that are none", { framework: "xgboost", hyperparameters: "50" }, "/hyperparameters"],
    ["a significance that is always met", { drift: { significance: 1 } }, "/drift/significance"],
    [
      "an image without a tag",
      { framework: "container", image: "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices" },
      "/image",
    ],
  ])("%s is found once, at its place", (_fault, overrides, pointer) => {
    const found = parsed(overrides);
    expect("name" in found ? [] : found.map((finding) => finding.pointer)).toEqual([pointer]);
  });
});

test("everything is found at once, in the order of the lines, each with its place", () => {
  const found = parsed({
    title: 1,
    target: "prise",
    columns: [
      { name: "area", type: "float" },
      { name: "AREA", type: "number" },
      { name: "price", type: "number" },
    ],
    metric: { threshold: -1 },
    drift: { ignore: ["x"] },
  });
  if ("name" in found) throw new Error("it was accepted");
  expect(`\n${formatFindings(found)}`).toMatchInlineSnapshot(`
    "
    models/prices/model.json:3:13   /target            expected the name of one of \`columns\`, found "prise"; fix: did you mean "price"?
    models/prices/model.json:7:15   /columns/0/type    expected "number", "category", "date", "boolean" or "text", found "float"; fix: write "number", for example
    models/prices/model.json:10:15  /columns/1/name    expected each column once, whatever its case, found "AREA" again (first as column 1); fix: give each column of the file a name of its own
    models/prices/model.json:21:18  /metric/threshold  expected a number of at least 0, where every rmse lies, found -1; fix: write what a version is to reach
    models/prices/model.json:23:12  /title             expected a few words of at most 100 characters on one line, found 1; fix: write "Price of a flat", for example
    models/prices/model.json:26:7   /drift/ignore/0    expected the name of one of \`columns\`, found "x"; fix: write one of area, AREA, price
    "
  `);
});

test("what is no JSON is one finding, with the line", () => {
  const found = parsedText('{\n  "task": "binary",\n  target: 1\n}');
  expect(found).toMatchObject([{ file: "models/prices/model.json", line: 3, excerpt: "  target: 1" }]);
});
