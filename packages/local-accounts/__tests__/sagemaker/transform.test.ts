import { gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { columnFilter, csvColumns, csvRecord } from "../../sagemaker/jobs/filter";
import { packTar } from "sagemaker-promotion-core/tar";
import type { JsonObject } from "../../sagemaker/json";
import { text } from "../../sagemaker/json";
import { closeWorlds, createWorld, ROLE, XGBOOST } from "./world";
import type { Ended, World } from "./world";

afterEach(closeWorlds);

const COLUMNS = ["a", "b", "c", "d"];

test.each([
  ["$", ["a", "b", "c", "d"]],
  ["$[0]", ["a"]],
  ["$[-1]", ["d"]],
  ["$[1:]", ["b", "c", "d"]],
  ["$[:2]", ["a", "b"]],
  ["$[1:3]", ["b", "c"]],
  ["$[:-1]", ["a", "b", "c"]],
  ["$[0,2]", ["a", "c"]],
  ["$[0, 2:]", ["a", "c", "d"]],
  ["$[3,0]", ["d", "a"]],
])("the filter %s", (filter, expected) => {
  expect(columnFilter(filter)(COLUMNS)).toEqual(expected);
});

test.each(["$.features", "$['id']", "$[*]", "$[1:2:3]", "0", "$[]"])(
  "the filter %s is refused for CSV",
  (filter) => {
    expect(() => columnFilter(filter)).toThrow(`the filter ${filter} cannot be applied to CSV`);
  },
);

test.each(["$[4]", "$[-5]", "$[0,9]"])("the filter %s asks for a column that is not there", (filter) => {
  expect(() => columnFilter(filter)(COLUMNS)).toThrow("of 4");
});

test("any list of columns is one record and back", () => {
  const plain = fc.string().filter((column) => !/[",\n\r]/u.test(column));
  const quoted = fc.string().map((column) => `"${column.replaceAll('"', '""').replace(/[\n\r]/gu, "")}"`);
  fc.assert(
    fc.property(fc.array(fc.oneof(plain, quoted), { minLength: 1 }), (columns) => {
      expect(csvColumns(csvRecord(columns))).toEqual(columns);
    }),
  );
});

test("a slice selects what JavaScript's slice does", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string()),
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
      (columns, from, to) => {
        expect(columnFilter(`$[${from}:${to}]`)(columns)).toEqual(columns.slice(from, to));
      },
    ),
  );
});

/** A container that answers each request by its body. */
function answering(answer: (body: string, object: string) => string): World["play"] {
  return async (container, files) => {
    const [, path = ""] = container.arguments;
    const { requests } = JSON.parse(await readFile(path, "utf8")) as {
      requests: { object: string; body: string; answer: string }[];
    };
    for (const { object, body, answer: to } of requests) {
      const answered = answer(await readFile(body, "utf8"), object);
      await files.write(to.replace(`${container.ml}/`, "/opt/ml/"), answered);
    }
  };
}

/** A model that answers each record with a tenth of the number of its columns. */
async function transform(
  more: JsonObject,
  prepare: (world: World) => void = ({ store }) => store.put("s3://data/batch/a.csv", "1,2,3\n4,5,6\n"),
): Promise<{ world: World; end: Ended }> {
  const world = createWorld();
  prepare(world);
  const model = gzipSync(packTar([{ name: "xgboost-model", body: Buffer.from("the model") }]));
  world.store.objects.set("artifacts/model.tar.gz", { body: model, kmsKey: undefined });
  world.play = answering((body) =>
    body
      .trim()
      .split("\n")
      .map((record) => `${record.split(",").length / 10}\n`)
      .join(""),
  );
  const end = await world.run([
    {
      Name: "Model",
      Type: "Model",
      Arguments: {
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: XGBOOST,
          ModelDataUrl: "s3://artifacts/model.tar.gz",
          Environment: { THREADS: "1" },
        },
      },
    },
    {
      Name: "Transform",
      Type: "Transform",
      Arguments: {
        ModelName: { Get: "Steps.Model.ModelName" },
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/batch/" } },
          ContentType: "text/csv",
          SplitType: "Line",
          ...(more["TransformInput"] as JsonObject | undefined),
        },
        TransformOutput: {
          S3OutputPath: "s3://data/predictions",
          Accept: "text/csv",
          AssembleWith: "Line",
          ...(more["TransformOutput"] as JsonObject | undefined),
        },
        TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
        ...(more["DataProcessing"] === undefined ? {} : { DataProcessing: more["DataProcessing"] }),
      },
    },
  ]);
  return { world, end };
}

test.each<[string, JsonObject, string]>([
  ["predictions alone", {}, "0.3\n0.3\n"],
  ["joined to their input", { DataProcessing: { JoinSource: "Input" } }, "1,2,3,0.3\n4,5,6,0.3\n"],
  [
    "of filtered input, joined to all of it",
    { DataProcessing: { JoinSource: "Input", InputFilter: "$[1:]" } },
    "1,2,3,0.2\n4,5,6,0.2\n",
  ],
  [
    "with columns picked",
    { DataProcessing: { JoinSource: "Input", OutputFilter: "$[0,-1]" } },
    "1,0.3\n4,0.3\n",
  ],
  ["not assembled by line", { TransformOutput: { AssembleWith: "None" } }, "0.3\n0.3\n"],
  [
    "of an input that is not split",
    { TransformInput: { SplitType: "None" }, TransformOutput: { AssembleWith: "None" } },
    "0.3\n0.3\n",
  ],
])("a batch transform writes %s", async (_name, more, expected) => {
  const { world, end } = await transform(more);
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  expect(world.store.text("s3://data/predictions/a.csv.out")).toBe(expected);
  expect(world.containers[0]?.environment).toMatchObject({ SAGEMAKER_BATCH: "true", THREADS: "1" });
});

test("every object has its own output, compressed ones are opened, and one container answers all", async () => {
  const { world, end } = await transform({ TransformInput: { CompressionType: "Gzip" } }, ({ store }) => {
    store.objects.set("data/batch/a.csv.gz", { body: gzipSync("1,2\r\n3,4\r\n"), kmsKey: undefined });
    store.objects.set("data/batch/deep/b.csv.gz", { body: gzipSync("5,6,7"), kmsKey: undefined });
  });
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  expect(world.store.text("s3://data/predictions/a.csv.gz.out")).toBe("0.2\n0.2\n");
  expect(world.store.text("s3://data/predictions/deep/b.csv.gz.out")).toBe("0.3\n");
  expect(world.containers).toHaveLength(1);
});

test("how long a model may take for an answer, and how often it is asked, changes nothing", async () => {
  const { world, end } = await transform({
    ModelClientConfig: { InvocationsTimeoutInSeconds: 1, InvocationsMaxRetries: 3 },
  });
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Succeeded" });
  expect(world.containers).toHaveLength(1);
});

test("the job reads and writes as the model's role, with the key that it names", async () => {
  const { world } = await transform({ TransformOutput: { KmsKeyId: "alias/severity" } });
  expect(world.store.objects.get("data/predictions/a.csv.out")?.kmsKey).toBe(
    "arn:aws:kms:us-east-1:111111111111:alias/severity",
  );
  expect(world.asked).toContainEqual(
    expect.objectContaining({
      action: "kms:GenerateDataKey",
      resource: "arn:aws:kms:us-east-1:111111111111:alias/severity",
      context: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
    }),
  );
});

test.each<[string, JsonObject, string]>([
  [
    "a join of JSON lines",
    {
      TransformInput: { ContentType: "application/jsonlines" },
      DataProcessing: { JoinSource: "Input" },
    },
    "the rehearsal filters and joins text/csv, not application/jsonlines and text/csv",
  ],
  [
    "RecordIO, known only now",
    { TransformInput: { SplitType: { "Std:Join": { On: "", Values: ["Record", "IO"] } } } },
    "TransformInput.SplitType=RecordIO, which the rehearsal does not support",
  ],
  ["a filter for JSON", { DataProcessing: { InputFilter: "$.features" } }, "cannot be applied to CSV"],
])("%s is refused with a reason", async (_name, more, reason) => {
  const { end } = await transform(more);
  expect(text(end.step("Transform"), "FailureReason")).toContain(reason);
});

test.each([
  ["too long for a file", ["n".repeat(300)], "ENAMETOOLONG"],
  ["below a file", ["model", "model/weights"], "EEXIST"],
  ["of a folder", ["model/weights", "model"], "EISDIR"],
  ["outside of the model", ["../../../etc/passwd"], "does not lie below /opt/ml"],
])("a model whose archive has a name %s fails the job", async (_name, names, reason) => {
  const { world } = await transform({});
  const body = gzipSync(packTar(names.map((name) => ({ name, body: Buffer.from("x") }))));
  world.store.objects.set("artifacts/model.tar.gz", { body, kmsKey: undefined });
  const end = await world.start("pipeline");
  expect(text(end.step("Transform"), "FailureReason")).toMatch(/^ClientError: /u);
  expect(text(end.step("Transform"), "FailureReason")).toContain(reason);
});

test.each<[string, string, string, Buffer]>([
  [
    "a model cut off",
    "s3://artifacts/model.tar.gz",
    "the archive ends within",
    gzipSync(packTar([{ name: "m", body: Buffer.alloc(9) }]).subarray(0, 515)),
  ],
  [
    "a model that is no archive",
    "s3://artifacts/model.tar.gz",
    "it is not compressed with gzip",
    Buffer.from("the model"),
  ],
  [
    "a batch that is not compressed",
    "s3://data/batch/a.csv",
    "it is not compressed with gzip",
    Buffer.from("1,2"),
  ],
])("%s fails the job, with its place", async (_name, uri, reason, body) => {
  const { world } = await transform({ TransformInput: { CompressionType: "Gzip" } }, ({ store }) =>
    store.objects.set("data/batch/a.csv", { body: gzipSync("1,2"), kmsKey: undefined }),
  );
  world.store.objects.set(uri.replace("s3://", ""), { body, kmsKey: undefined });
  const end = await world.start("pipeline");
  expect(text(end.step("Transform"), "FailureReason")).toContain(
    `ClientError: ${uri} cannot be unpacked: ${reason}`,
  );
});

test("a model that answers too few records to join fails the job", async () => {
  const { world } = await transform({ DataProcessing: { JoinSource: "Input" } });
  world.play = answering(() => "0.1\n");
  const end = await world.start("pipeline");
  expect(text(end.step("Transform"), "FailureReason")).toContain(
    "answered the 2 records of data/batch/a.csv with 1 predictions",
  );
});

/** Records as a batch for a built-in algorithm has them: encoded numbers, then the raw row, in which cells are quoted. */
const QUOTED = '1,2,"a, ""b""",,"c"\n3,4,"d",5,"e,f"\n';

test.each<[string, string, string]>([
  ["$", '1,2,"a, ""b""",,"c"', '1,2,"a, ""b""",,"c",p'],
  ["$[0:2]", "1,2", "1,2"],
  ["$[2:]", '"a, ""b""",,"c"', '"a, ""b""",,"c",p'],
  ["$[0,-1]", '1,"c"', "1,p"],
  ["$[-1]", '"c"', "p"],
])("the filter %s takes quoted cells for what they are", async (filter, asked, kept) => {
  const bodies: string[] = [];
  const { world } = await transform({ DataProcessing: { InputFilter: filter } }, ({ store }) =>
    store.put("s3://data/batch/a.csv", QUOTED),
  );
  world.play = answering((body) => {
    bodies.push(body);
    return "p\np\n";
  });
  await world.start("pipeline");
  expect(bodies[0]?.split("\n")[0]).toBe(asked);

  const joined = await transform(
    { DataProcessing: { JoinSource: "Input", OutputFilter: filter } },
    ({ store }) => store.put("s3://data/batch/a.csv", QUOTED),
  );
  joined.world.play = answering(() => "p\np\n");
  await joined.world.start("pipeline");
  expect(joined.world.store.text("s3://data/predictions/a.csv.out")?.split("\n")[0]).toBe(kept);
});

test("an object that is not filtered is asked as it is, and a blank line within it is a record", async () => {
  const bodies: string[] = [];
  const { world } = await transform({ DataProcessing: { JoinSource: "Input" } });
  world.store.put("s3://data/batch/a.csv", "\n1,2\r\n\n3,4\r\n\n");
  world.play = answering((body) => {
    bodies.push(body);
    return "a\nb\nc\n";
  });
  await world.start("pipeline");
  expect(bodies).toEqual(["\n1,2\r\n\n3,4\r\n\n"]);
  expect(world.store.text("s3://data/predictions/a.csv.out")).toBe("1,2,a\n,b\n3,4,c\n");
});

test("what a model answers in another type than CSV is written as it is", async () => {
  const { world } = await transform({
    TransformInput: { ContentType: "application/json", SplitType: "None" },
    TransformOutput: { Accept: "application/json", AssembleWith: "None" },
  });
  world.play = answering((body, object) => JSON.stringify({ object, body }));
  await world.start("pipeline");
  expect(world.store.text("s3://data/predictions/a.csv.out")).toBe(
    '{"object":"data/batch/a.csv","body":"1,2,3\\n4,5,6\\n"}',
  );
});

test.each([
  ["415", "ClientError: See job logs for more information"],
  ["500", "AlgorithmError: See job logs for more information"],
  [undefined, "AlgorithmError: Model container failed to respond to ping."],
])("a container that ends after the status %s fails the job in SageMaker's words", async (status, reason) => {
  const { world } = await transform({});
  world.play = async (_container, files) => {
    if (status !== undefined) await files.write("/opt/ml/rehearsal/status", status);
    return { code: 1 };
  };
  const end = await world.start("pipeline");
  expect(text(end.step("Transform"), "FailureReason")).toContain(reason);
});
