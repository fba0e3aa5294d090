import { metricText } from "../../deploy/metric";
import { metricOf } from "../../pipeline-defs/version-metric";
import type { Version } from "../../operate/ports";
import { compareOf, versionNamed } from "../../operate/compare";
import { compareText } from "../../operate/compare-text";
import { modelReport } from "../../operate/models";
import { modelsText } from "../../operate/models-text";
import { trainerOf } from "../../operate/siblings";
import { exampleEnvironment } from "../support/environments";
import { PROD, version } from "./support";

const plain = (_colour: string, text: string): string => text;
const DEV = exampleEnvironment("dev");
const VERSIONS = [
  version(3, { approval: "PendingManualApproval", metadata: { environment: "prod", auc: "0.95" } }),
  version(2, { metadata: { environment: "prod", auc: "0.93" } }),
  version(1),
];

test("models say where each version is live: dev runs what dev trained", () => {
  const { versions } = modelReport([DEV, PROD], PROD, VERSIONS);
  expect(versions.map(({ version: number, liveIn }) => [number, liveIn])).toEqual([
    [3, []],
    [2, ["prod"]],
    [1, ["dev"]],
  ]);
});

test("who judged a version is told of one that was judged alone", () => {
  const { versions } = modelReport([DEV, PROD], PROD, VERSIONS);
  expect(versions.map(({ judgedBy }) => judgedBy === null)).toEqual([true, false, false]);
});

test("models fit into 80 columns", () => {
  const text = modelsText(modelReport([DEV, PROD], PROD, VERSIONS), plain);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "mammography-severity-model  versions of mammo-severity-model-package
         approval  AUC     trained by  commit    live in  by whom, why
      3  waits     0.9500  prod
      2  approved  0.9300  prod                  prod     2026-07-01,
                                                          model-approver-role/jane:
                                                          better in every segment
      1  approved  0.9100  dev         0a1b2c3d  dev      2026-07-01,
                                                          model-approver-role/jane:
                                                          better in every segment
    "
  `);
});

test("a version is named by its number or its ARN", () => {
  expect(versionNamed("2", VERSIONS, "prod").number).toBe(2);
  expect(versionNamed(VERSIONS[2]?.arn ?? "", VERSIONS, "prod").number).toBe(1);
  expect(() => versionNamed("4", VERSIONS, "prod")).toThrow(
    expect.objectContaining({ code: "NoVersion", where: "known versions: 3, 2, 1" }) as Error,
  );
});

test("who trained a version is found by its group, and by the name that old versions bear", () => {
  const fraud = { ...PROD, name: "fraud/prod" };
  expect(trainerOf("prod", [DEV, fraud])).toBe(fraud);
  expect(trainerOf("fraud/prod", [DEV, fraud])).toBe(fraud);
  expect(trainerOf(undefined, [DEV])).toBeUndefined();
});

const definition = (rounds: string, sha: string): string =>
  JSON.stringify({
    Steps: [
      {
        Name: "If",
        Arguments: { IfSteps: [{ Arguments: { HyperParameters: { num_round: rounds, eta: "0.2" } } }] },
      },
      { Arguments: { S3Uri: `s3://data/model/code/${sha.repeat(64)}/evaluate.py` } },
    ],
  });

test("two versions differ in what their metadata, their scripts and their settings say", () => {
  const left = {
    version: version(1),
    training: { parameters: { A: "1", B: "1" }, definition: definition("50", "a") },
  };
  const right = {
    version: version(2, { metadata: { ...version(1).metadata, auc: "0.93" }, evaluation: "s3://a" }),
    training: { parameters: { A: "1", B: "2" }, definition: definition("80", "b") },
  };
  const report = compareOf(left, right);
  expect(report.differ).toEqual([
    { about: "metrics", name: "auc", values: ["0.91", "0.93"] },
    { about: "code", name: "evaluate.py", values: ["a".repeat(64), "b".repeat(64)] },
    { about: "settings", name: "B", values: ["1", "2"] },
    { about: "settings", name: "num_round", values: ["50", "80"] },
    { about: "addresses", name: "evaluation", values: [null, "s3://a"] },
  ]);
  expect(report.same.map(({ name }) => name)).toEqual(expect.arrayContaining(["git_commit", "A", "eta"]));
  const text = compareText(report, plain);
  expect(text).toContain("  settings  B            1: 1\n                         2: 2\n");
  expect(text).not.toContain("s3://a");
});

const PROVENANCE = {
  auc: "0.91",
  auc_lower: "0.8804",
  auc_upper: "0.93951",
  auc_level: "0.95",
  data: "s3://data/train/",
  data_manifest: "s3://artifacts/x/provenance/data-manifest.json",
  recorded_data_manifest: `v1 sha256:${"0".repeat(64)}`,
  data_objects: "2",
  data_rows: "800",
  data_bytes: "20000",
  data_files: "part1.csv:400:0a1b2c3d4e5f part2.csv:400:1a1b2c3d4e5f",
  "code_evaluate.py": "a".repeat(64),
  "code_preprocess.py": "b".repeat(64),
};

test("metrics are compared with their intervals, data file by file, and code by its digests", () => {
  const changed = {
    ...PROVENANCE,
    auc: "0.93",
    auc_upper: "0.96",
    data_manifest: "s3://artifacts/y/provenance/data-manifest.json",
    data_objects: "3",
    data_rows: "900",
    data_files: "part1.csv:400:0a1b2c3d4e5f part2.csv:420:2a1b2c3d4e5f part3.csv:80:3a1b2c3d4e5f",
    "code_evaluate.py": "c".repeat(64),
  };
  const side = (number: number, metadata: Readonly<Record<string, string>>) => ({
    version: version(number, { metadata }),
    training: undefined,
  });
  const report = compareOf(side(1, PROVENANCE), side(2, changed));
  expect(report.differ).toEqual([
    { about: "metrics", name: "auc", values: ["0.91 (95 %: 0.880 to 0.940)", "0.93 (95 %: 0.880 to 0.960)"] },
    { about: "data", name: "data_objects", values: ["2", "3"] },
    { about: "data", name: "data_rows", values: ["800", "900"] },
    {
      about: "data",
      name: "part2.csv",
      values: ["400 rows, sha256 1a1b2c3d4e5f…", "420 rows, sha256 2a1b2c3d4e5f…"],
    },
    { about: "data", name: "part3.csv", values: [null, "80 rows, sha256 3a1b2c3d4e5f…"] },
    { about: "code", name: "evaluate.py", values: ["a".repeat(64), "c".repeat(64)] },
    {
      about: "addresses",
      name: "data_manifest",
      values: [PROVENANCE.data_manifest, changed.data_manifest],
    },
  ]);
  expect(report.same.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["data_bytes", "part1.csv", "preprocess.py"]),
  );
  expect(compareText(report, plain)).not.toContain("data-manifest.json");
  // Beside a version of earlier times, which holds none of it.
  const { differ } = compareOf(side(1, { auc: "0.91", data: PROVENANCE.data }), side(2, PROVENANCE));
  expect(differ).toEqual(
    expect.arrayContaining([
      { about: "metrics", name: "auc", values: ["0.91", "0.91 (95 %: 0.880 to 0.940)"] },
      { about: "data", name: "part1.csv", values: [null, "400 rows, sha256 0a1b2c3d4e5f…"] },
    ]),
  );
});

test("models show the interval of a metric where a version has one", () => {
  const withInterval = { ...PROVENANCE, environment: "dev", git_commit: "0a1b2c3d4e5f6a7b" };
  const versions = [version(2), version(1, { metadata: withInterval })];
  const text = modelsText(modelReport([PROD], PROD, versions), plain);
  expect(text).toMatchInlineSnapshot(`
    "mammography-severity-model  versions of mammo-severity-model-package
         approval  AUC     trained by  commit    live in  interval, by whom, why
      2  approved  0.9100  dev         0a1b2c3d  prod     2026-07-01,
                                                          model-approver-role/jane:
                                                          better in every segment
      1  approved  0.9100  dev         0a1b2c3d           0.880 to 0.940 (95 %)
                                                          2026-07-01,
                                                          model-approver-role/jane:
                                                          better in every segment
    "
  `);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("a version whose training cannot be seen is compared without it", () => {
  const report = compareOf(
    { version: version(1), training: undefined },
    { version: version(1), training: undefined },
  );
  expect(report.differ).toEqual([]);
  expect(compareText(report, plain)).toContain("nothing differs");
});

describe("a model's own metric", () => {
  const byRmse = (number: number, rmse: string): Version =>
    version(number, {
      metadata: { metric: "rmse", rmse, rmse_lower: "1.8711", rmse_upper: "12.345", rmse_level: "0.9" },
    });

  test("is named by its version, with digits that fit its size", () => {
    expect(metricOf(byRmse(1, "2.0712"))).toEqual({
      name: "rmse",
      value: 2.0712,
      interval: { lower: 1.8711, upper: 12.345, level: 0.9 },
    });
    const [text, large, small] = ["2.0712", "48213.7", "0.00012"].map((rmse) => {
      const metric = metricOf(byRmse(1, rmse));
      return metric && metricText(metric);
    });
    expect(text).toBe("RMSE 2.07 (90 %: 1.87 to 12.3)");
    expect(large).toMatch(/^RMSE 48214 /);
    expect(small).toMatch(/^RMSE 0\.000120 /);
  });

  test("is none where its value is no number, or not there", () => {
    expect(metricOf(byRmse(1, "none"))).toBeNull();
    expect(metricOf(version(1, { metadata: { environment: "dev" } }))).toBeNull();
  });

  test.each([
    ["a lower one of RMSE", byRmse(1, "2.07"), byRmse(2, "2.31"), undefined, { version: 1, metric: "rmse" }],
    [
      "a higher one of AUC",
      version(1),
      version(2, { metadata: { auc: "0.93" } }),
      undefined,
      { version: 2, metric: "auc" },
    ],
    ["none of two metrics", version(1), byRmse(2, "0.5"), undefined, null],
    ["none where they are equal", byRmse(1, "2.0"), byRmse(2, "2"), undefined, null],
  ])("tells which of two versions is better: %s", (_what, one, other, own, better) => {
    const report = compareOf(
      { version: one, training: undefined },
      { version: other, training: undefined },
      own,
    );
    expect(report.better).toEqual(better);
  });

  test("that nobody else knows is compared as its model says", () => {
    const profit = (number: number, value: string): Version =>
      version(number, { metadata: { metric: "loss_of_profit", loss_of_profit: value } });
    const [one, other] = [profit(1, "10"), profit(2, "20")].map((of) => ({
      version: of,
      training: undefined,
    }));
    if (one === undefined || other === undefined) throw new Error("there are two");
    const own = {
      name: "loss_of_profit",
      direction: "minimize",
      threshold: 30,
      improvement: undefined,
      parameter: "MetricThreshold",
    } as const;
    expect(compareOf(one, other).better).toBeNull();
    const report = compareOf(one, other, own);
    expect(report.better).toEqual({ version: 1, metric: "loss_of_profit" });
    expect(compareText(report, plain)).toMatch(/^version 1 and version 2: 1 is better by loss_of_profit\n/);
  });

  test("stands in the table by its title, and beside each value where versions have several", () => {
    const of = (versions: readonly Version[]) => modelsText(modelReport([PROD], PROD, versions), plain);
    expect(of([byRmse(2, "2.07")])).toMatch(/ approval {2}RMSE .*\n {2}2 {2}approved {2}2\.07 /);
    expect(of([byRmse(2, "2.07"), version(1)])).toMatch(
      / approval {2}metric .*\n {2}2 {2}approved {2}RMSE 2\.07 [^]*\n {2}1 {2}approved {2}AUC 0\.9100 /,
    );
  });
});
