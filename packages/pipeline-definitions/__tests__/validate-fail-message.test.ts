import { validate, type Json, type JsonObject } from "..";
import { condition, definition, fail, lambda, processing } from "./definitions";

const FILE = { PropertyFileName: "R", OutputName: "o", FilePath: "r.json" };
const training: JsonObject = {
  Name: "T",
  Type: "Training",
  Arguments: { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn: "arn:aws:iam::111122223333:role/r" },
};
const emr: JsonObject = {
  Name: "E",
  Type: "EMR",
  Arguments: { ClusterId: "j-1", StepConfig: { HadoopJarStep: { Jar: "s3://b/j" } } },
};
const others = [processing("P", { PropertyFiles: [FILE] }), lambda("L"), training, emr];
const get = (Get: string) => ({ Get });
const fromFile = (Path: string) => ({
  "Std:JsonGet": { PropertyFile: get("Steps.P.PropertyFiles.R"), Path },
});
const join = (...Values: Json[]) => ({ "Std:Join": { On: " ", Values } });

/** How long the message can become, as the finding says it; nothing where it always fits. */
function lengths(message: Json, parameters: Json = [], more: readonly JsonObject[] = []) {
  return validate(definition([...others, ...more, fail("F", message)], parameters))
    .filter(({ code }) => code === "MessageTooLong")
    .map(({ severity, message: text }) =>
      [severity, /\d+(?= characters, )|any length/.exec(text)?.[0]].join(" "),
    );
}

describe("a message that can pass 1,024 characters", () => {
  const answer = get("Steps.L.OutputParameters['answer']");
  const cases: readonly [what: string, message: Json, parameters: Json, longest: string][] = [
    ["its fixed text alone", "a".repeat(1025), [], "1025"],
    ["text beside a function's whole answer", join("because", answer), [], "1032"],
    ["text beside a parameter", join(get("Parameters.P"), "!"), [{ Name: "P", Type: "String" }], "1026"],
    [
      "text beside the address of an artifact",
      join("of", get("Steps.T.ModelArtifacts.S3ModelArtifacts")),
      [],
      "1027",
    ],
    ["the reason of another failure, and text", join("T:", get("Steps.T.FailureReason")), [], "1027"],
    [
      "a long default",
      get("Parameters.P"),
      [{ Name: "P", Type: "String", DefaultValue: "a".repeat(1025) }],
      "1025",
    ],
    ["a text from a file", fromFile("reason"), [], "any length"],
    ["text from a file at an address", { "Std:JsonGet": { S3Uri: "s3://b/k", Path: "a" } }, [], "any length"],
    ["a property that the API does not bound", join("see", get("Steps.E.LogUri")), [], "any length"],
  ];
  test.each(cases)("%s", (_what, message, parameters, longest) => {
    expect(lengths(message, parameters)).toEqual([`warning ${longest}`]);
  });

  test("names what has no bound", () => {
    const message = join("low:", fromFile("metrics.reason"), get("Steps.E.LogUri"));
    const [finding] = validate(definition([...others, fail("F", message)]));
    expect(finding?.message).toBe(
      "the message can have any length, because it quotes metrics.reason of a file and Steps.E.LogUri; only 1024 characters are shown",
    );
  });
});

describe("a message that always fits", () => {
  const cases: readonly [what: string, message: Json, parameters: Json][] = [
    ["1,024 characters", "a".repeat(1024), []],
    ["a function's whole answer and nothing else", get("Steps.L.OutputParameters['answer']"), []],
    [
      "one of a few texts",
      join("size", get("Parameters.P")),
      [{ Name: "P", Type: "String", EnumValues: ["a", "bb"] }],
    ],
    ["numbers", join("n", get("Parameters.P")), [{ Name: "P", Type: "Float" }]],
    ["a state of many", join("is", get("Steps.T.TrainingJobStatus")), []],
    ["a time", join("since", get("Steps.T.CreationTime"), get("Execution.StartDateTime")), []],
  ];
  test.each(cases)("%s", (_what, message, parameters) => {
    expect(lengths(message, parameters)).toEqual([]);
  });

  const deciding = (Type: string, RightValue: Json) =>
    condition(
      "C",
      [],
      [],
      [{ Type: "Not", Condition: { Type, LeftValue: fromFile("metrics.auc"), RightValue } }],
    );
  test.each<[what: string, step: JsonObject, fits: boolean]>([
    ["a number, as a condition takes it", deciding("LessThan", 0.8), true],
    ["a number, as a condition compares it with one", deciding("Equals", 1), true],
    ["a text, as a condition compares it with one", deciding("Equals", "low"), false],
  ])("a value from a file that is %s: %#", (_what, step, fits) => {
    expect(lengths(join("AUC", fromFile("metrics.auc")), [], [step])).toHaveLength(fits ? 0 : 1);
    // Another value of the same file is not known by that.
    expect(lengths(join("AUC", fromFile("metrics.auc.text")), [], [step])).toHaveLength(1);
  });
});
