import { diff, patch, pipeline, failStep, rawParameter, validate, type Json } from "..";
import { importDefinition } from "../import";
import { definition, fail, found } from "./definitions";

const seeded = (type: string, value: number): Json =>
  definition(
    [fail("F", { "Std:Join": { On: "", Values: [{ Get: "Parameters.Seed" }] } })],
    [{ Name: "Seed", Type: type, DefaultValue: value }],
  );
/** As somebody writes it: 9007199254740993, which is read as …992. */
const large = JSON.parse(
  JSON.stringify(seeded("Integer", 1)).replace('"DefaultValue":1', '"DefaultValue":9007199254740993'),
) as Json;

describe("a whole number above 2^53", () => {
  test("is an error, where it stands", () => {
    expect(found(large)).toEqual(["LargeNumber - /Parameters/0/DefaultValue"]);
    const [finding] = validate(definition([fail("F", "", { Description: -9007199254740994 })]));
    expect(finding).toMatchObject({
      code: "LargeNumber",
      severity: "error",
      step: "F",
      pointer: "/Steps/0/Description",
    });
  });

  test("is not built", () => {
    const parameters = [rawParameter({ Name: "Seed", Type: "Integer", DefaultValue: 2 ** 53 })];
    expect(() => pipeline({ parameters, steps: [failStep({ name: "F" })] })).toThrow(/LargeNumber/);
  });

  test.each<[what: string, work: () => unknown]>([
    ["imported", () => importDefinition(large, { library: "library" })],
    ["compared, before", () => diff(large, seeded("Integer", 1))],
    ["compared, after", () => diff(seeded("Integer", 1), large)],
    ["patched", () => patch(diff({}, {}), large)],
  ])("is not %s", (_what, work) => {
    expect(work).toThrow(/a whole number above/);
  });

  test.each(["Integer", "Float"])(
    "as one that nothing can hold, of type %s, which is not written as null",
    (type) => {
      const endless = seeded(type, Infinity);
      expect(validate(endless)).toContainEqual(
        expect.objectContaining({ code: "LargeNumber", pointer: "/Parameters/0/DefaultValue" }),
      );
      expect(() => importDefinition(endless, { library: "library" })).toThrow(/a number beyond/);
    },
  );

  test("is a Float parameter's, whose values have no more digits than that anywhere", () => {
    expect(found(seeded("Float", 1e300))).toEqual([]);
    expect(found(seeded("Integer", 2 ** 53 - 1))).toEqual([]);
  });
});
