import fc from "fast-check";
import { differences } from "../../deploy/difference";
import { canonicalJson, type Json } from "../../pipeline-defs/sagemaker/json";

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json);

describe("differences", () => {
  test("a step in front of others is one addition", () => {
    const train = { Name: "Train", Type: "Training" };
    const check = { Name: "Check", Type: "Condition" };
    expect(differences({ Steps: [train] }, { Steps: [check, train] })).toEqual([
      { path: "Steps.Check", change: "added", to: check },
    ]);
  });

  test("an argument is told by the names on the way to it", () => {
    const steps = (type: string): Json => ({
      Steps: [
        {
          Name: "Gate",
          Arguments: { IfSteps: [{ Name: "Fit", Arguments: { ResourceConfig: { InstanceType: type } } }] },
        },
      ],
    });
    expect(differences(steps("ml.m5.xlarge"), steps("ml.m5.2xlarge"))).toEqual([
      {
        path: "Steps.Gate.Arguments.IfSteps.Fit.Arguments.ResourceConfig.InstanceType",
        change: "changed",
        from: "ml.m5.xlarge",
        to: "ml.m5.2xlarge",
      },
    ]);
  });

  test("inputs, outputs and channels are told by their own names", () => {
    const job = (uri: string): Json => ({
      ProcessingInputs: [
        { InputName: "code", S3Input: { S3Uri: "s3://code" } },
        { InputName: "data", S3Input: { S3Uri: uri } },
      ],
    });
    expect(differences(job("s3://a"), job("s3://b")).map(({ path }) => path)).toEqual([
      "ProcessingInputs.data.S3Input.S3Uri",
    ]);
  });

  test("another order of the same items is a difference", () => {
    const a = { Name: "a" };
    const b = { Name: "b" };
    expect(differences([a, b], [b, a])).toEqual([
      { path: "", change: "reordered", from: ["a", "b"], to: ["b", "a"] },
    ]);
  });

  test("items that share a name are compared as one value", () => {
    expect(differences([{ Name: "a" }, { Name: "a" }], [{ Name: "a" }])).toMatchObject([
      { change: "changed" },
    ]);
  });

  test("there are differences exactly when the documents differ", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(differences(before, before)).toEqual([]);
        expect(differences(before, after).length === 0).toBe(canonicalJson(before) === canonicalJson(after));
      }),
    );
  });

  test("there are differences exactly when lists of named items differ", () => {
    const item = fc.record({ Name: fc.constantFrom("a", "b", "c"), Value: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), fc.array(item, { maxLength: 4 }), (before, after) => {
        expect(differences(before, after).length === 0).toBe(canonicalJson(before) === canonicalJson(after));
      }),
    );
  });
});
