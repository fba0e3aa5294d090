import type { Environment } from "../../environments/environment";
import { costCeiling } from "../../pipeline-defs/cost/ceiling";
import { buildInference } from "../../pipeline-defs/inference";
import { buildTrain } from "../../pipeline-defs/train";
import { validate, type JsonObject } from "sagemaker-pipeline-definitions";
import { at, CODE, environment, FUNCTIONS, MODES, stepsOf } from "./support";

const VPC = { subnets: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };
const VpcConfig = { SecurityGroupIds: ["sg-0a1b2c3d"], Subnets: ["subnet-0a1b2c3d"] };
const NONE = { network: false, trafficEncryption: false };

/** What each type of step says of its network; the members that any of them could say it with. */
const NETWORK = [
  "NetworkConfig",
  "VpcConfig",
  "EnableNetworkIsolation",
  "EnableInterContainerTrafficEncryption",
];

const CONTAINERS = ["Processing", "Training", "Model", "Transform", "QualityCheck"];

function definitions(changes: Partial<Environment>): readonly JsonObject[] {
  const changed = environment(changes);
  return [
    buildTrain(changed, CODE, FUNCTIONS, "0123abc"),
    buildInference(changed, CODE, FUNCTIONS, "0123abc"),
  ];
}

/** Step → its type and what it says of its network, for the steps that run containers. */
function networks(changes: Partial<Environment>): readonly (readonly [type: string, network: object])[] {
  return definitions(changes)
    .flatMap((definition) => Object.values(stepsOf(definition)))
    .filter(({ Type }) => CONTAINERS.includes(Type as string))
    .map((step) => {
      const entries = NETWORK.flatMap((key) => {
        const value = at(step.Arguments, key);
        return value === undefined ? [] : [[key, value] as const];
      });
      return [step.Type as string, Object.fromEntries(entries)] as const;
    });
}

describe.each(MODES)("in monitoring mode %s", (monitoring) => {
  test.each<[string, Partial<Environment>, Readonly<Record<string, object>>]>([
    ["nothing where the file says nothing", { vpc: undefined, isolation: NONE }, {}],
    [
      "a VPC",
      { vpc: VPC, isolation: NONE },
      { Processing: { NetworkConfig: { VpcConfig } }, Training: { VpcConfig }, Model: { VpcConfig } },
    ],
    [
      "isolation and encryption alone",
      { vpc: undefined, isolation: { network: true, trafficEncryption: true } },
      {
        Processing: {
          NetworkConfig: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true },
        },
        Training: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true },
        Model: { EnableNetworkIsolation: true },
      },
    ],
    [
      "all of it",
      { vpc: VPC, isolation: { network: true, trafficEncryption: true } },
      {
        Processing: {
          NetworkConfig: {
            VpcConfig,
            EnableNetworkIsolation: true,
            EnableInterContainerTrafficEncryption: true,
          },
        },
        Training: { VpcConfig, EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true },
        Model: { VpcConfig, EnableNetworkIsolation: true },
      },
    ],
  ])("every job has %s", (_what, changes, expected) => {
    const found = networks({ ...changes, monitoring });
    expect(found.length).toBeGreaterThan(6);
    for (const [type, network] of found) {
      const asked = type === "QualityCheck" ? "Processing" : type;
      // A transform job is in its model's network, and has no words for one of its own.
      expect([type, network]).toEqual([type, expected[asked] ?? {}]);
    }
  });

  test("a network changes neither what validates nor what it may cost", () => {
    const changes = { monitoring, vpc: VPC, isolation: { network: true, trafficEncryption: true } };
    const before = definitions({ monitoring });
    definitions(changes).forEach((definition, index) => {
      expect(validate(definition)).toEqual(validate(before[index] as JsonObject));
      expect(costCeiling(definition as never, "us-east-1")).toEqual(
        costCeiling(before[index] as never, "us-east-1"),
      );
    });
  });
});
