import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate, type Json } from "..";

/** Definitions of the kinds that users have published reports of (`published/README.md`), by the kind's name. */
const FOLDER = join(__dirname, "published");
const read = (kind: string) => JSON.parse(readFileSync(join(FOLDER, `${kind}.json`), "utf8")) as Json;
const ARGUMENTS = "/Steps/0/Arguments";

describe("what users have published reports of", () => {
  const judged: Readonly<Record<string, readonly string[]>> = {
    "E1-depends-on-with-trigger": [],
    "E2-unknown-member-condition": [`error UnknownField ${ARGUMENTS}/Conditions/0/Note`],
    "E2-unknown-member-step": ["error UnknownField /Steps/1/DependOn"],
    "E2-unknown-member-top": ["error UnknownField /PipelineStatus"],
    "E3-and": [`error UnknownCondition ${ARGUMENTS}/Conditions/0`],
    "E4-order-of-texts": [],
    "E5-number-for-a-text-output": [],
    "E6-json-path-digit": [],
    "E7-experiment-of-its-own": [],
    "E8-M6-wait-without-spot": [`error WaitWithoutSpot ${ARGUMENTS}/StoppingCondition/MaxWaitTimeInSeconds`],
    "E8-two-inputs-one-local-path": [`error LocalPath ${ARGUMENTS}/ProcessingInputs/1/S3Input/LocalPath`],
    "I1-large-integer": ["error LargeNumber /Parameters/0/DefaultValue"],
    "M1-null-structure": [`warning NullStructure ${ARGUMENTS}/CheckpointConfig`],
    "M2-experiment-name-in-a-step": [
      `error NotInPipelines ${ARGUMENTS}/ExperimentConfig/ExperimentName`,
      `error NotInPipelines ${ARGUMENTS}/ExperimentConfig/TrialName`,
    ],
    "M3-parameter-for-a-list": [
      `error TypeMismatch ${ARGUMENTS}/NetworkConfig/VpcConfig/SecurityGroupIds`,
      `error TypeMismatch ${ARGUMENTS}/NetworkConfig/VpcConfig/Subnets`,
    ],
    "M4-local-path-relative": [
      `error LocalPath ${ARGUMENTS}/ProcessingInputs/0/S3Input/LocalPath`,
      `error LocalPath ${ARGUMENTS}/ProcessingOutputConfig/Outputs/0/S3Output/LocalPath`,
    ],
    "M5-python-dict-in-text": [
      "warning UnusedParameter /Parameters/0",
      `error ObjectInText ${ARGUMENTS}/ProcessingInputs/0/S3Input/S3Uri`,
    ],
    "M6-spot-with-warm-pool": [`error SpotInWarmPool ${ARGUMENTS}/ResourceConfig/KeepAlivePeriodInSeconds`],
    "M7-jsonget-by-address-without-waiting": [
      "warning ReadWithoutWaiting /Steps/1/Arguments/Conditions/0/LeftValue/Std:JsonGet/S3Uri",
    ],
    "M8-no-steps": ["error NoSteps /Steps"],
    "V1-cache-expiry-30d": [],
    "V1-cache-expiry-T16m": [],
    "V2-bucket-root-by-parameter": [],
  };

  test("is all here", () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
    expect(files.map((file) => file.replace(/\.json$/, "")).sort()).toEqual(Object.keys(judged).sort());
  });

  test.each(Object.entries(judged))("%s", (kind, findings) => {
    expect(
      validate(read(kind)).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`),
    ).toEqual(findings);
  });
});
