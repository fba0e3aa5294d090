import { validate, type Json, type JsonObject } from "..";
import { definition, processing } from "./definitions";

const run = { Get: "Execution.PipelineExecutionId" };
const join = (...Values: Json[]) => ({ "Std:Join": { On: "/", Values } });
const writing = (S3Uri: Json, more: JsonObject = {}) => {
  const S3Output = { S3Uri, LocalPath: "/opt/ml/processing/o", S3UploadMode: "EndOfJob" };
  return processing("A", more, { ProcessingOutputConfig: { Outputs: [{ OutputName: "o", S3Output }] } });
};
const reading = (S3Uri: Json, more: JsonObject = {}) => {
  const S3Input = { S3Uri, S3DataType: "S3Prefix", LocalPath: "/opt/ml/processing/i" };
  return processing("B", more, { ProcessingInputs: [{ InputName: "i", S3Input }] });
};
const training = (S3Uri: Json): JsonObject => ({
  Name: "B",
  Type: "Training",
  Arguments: {
    InputDataConfig: [
      { ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri } } },
    ],
  },
});
const told = (ErrorMessage: Json): JsonObject => ({ Name: "B", Type: "Fail", Arguments: { ErrorMessage } });
const below = "it reads what A writes by its address, and does not wait for A";
const above = "it reads a folder in which A writes, and does not wait for A";

test.each<[what: string, writer: JsonObject, reader: JsonObject, messages: readonly string[]]>([
  ["the same address", writing("s3://b/run/o"), reading("s3://b/run/o"), [below]],
  ["something in it", writing("s3://b/run/o"), reading("s3://b/run/o/x.csv"), [below]],
  ["the folder above", writing("s3://b/run/o"), reading("s3://b/run"), [above]],
  ["the folder above, with a slash", writing("s3://b/run/o/"), reading("s3://b/run/"), [above]],
  ["a folder further up, of a training", writing("s3://b/x/run/o"), training("s3://b/x"), [above]],
  [
    "the folder above, said in pieces",
    writing(join("s3://b", run, "o")),
    reading(join("s3:/", "b", run)),
    [above],
  ],
  [
    "a parameter's folder",
    writing(join({ Get: "Parameters.P" }, "o")),
    reading({ Get: "Parameters.P" }),
    [above],
  ],
  [
    "the folder above what may come from the cache",
    writing("s3://b/run/o", { CacheConfig: { Enabled: true, ExpireAfter: "P1D" } }),
    reading("s3://b/run"),
    [above],
  ],
  ["the folder above, waiting", writing("s3://b/run/o"), reading("s3://b/run", { DependsOn: ["A"] }), []],
  ["the folder above, before it", writing("s3://b/run/o", { DependsOn: ["B"] }), reading("s3://b/run"), []],
  ["a folder beside it", writing("s3://b/run/o"), reading("s3://b/run/other"), []],
  ["a folder of a shorter name", writing("s3://b/running/o"), reading("s3://b/run"), []],
  ["the whole bucket", writing("s3://b/run/o"), reading("s3://b"), []],
  ["a folder above in a text", writing("s3://b/run/o"), told("look into s3://b/run"), []],
  [
    "an object of a folder's name",
    writing("s3://b/run/o"),
    told({ "Std:JsonGet": { S3Uri: "s3://b/run", Path: "a" } }),
    [],
  ],
])("of a step that does not wait: %s", (_what, writer, reader, messages) => {
  const found = validate(definition([writer, reader], [{ Name: "P", Type: "String" }]));
  const own = found.filter(({ code }) => code === "ReadWithoutWaiting" || code === "CachedOutputByHand");
  expect(own.map(({ severity, step, message }) => [severity, step, message])).toEqual(
    messages.map((message) => ["warning", "B", message]),
  );
});
