import { parseEnvironments } from "../support/parse";
import { blogFile, environmentFile, type Overrides } from "../support/environments";
import { brief, refusal } from "./refusal";

const prod = (overrides: Overrides) => environmentFile("prod", blogFile(overrides));
const VPC = {
  subnets: ["subnet-0123456789abcdef0", "subnet-0a1b2c3d"],
  security_group_ids: ["sg-0123456789abcdef0"],
};
const SUBNETS = "a list of 1 to 16 subnets' ids, each once";
const GROUPS = "a list of 1 to 5 security groups' ids, each once";

test.each<[Overrides, object]>([
  [{}, { vpc: undefined, isolation: { network: false, trafficEncryption: false } }],
  [
    { vpc: VPC },
    {
      vpc: { subnets: VPC.subnets, securityGroupIds: VPC.security_group_ids },
      isolation: { network: false, trafficEncryption: false },
    },
  ],
  [{ isolation: {} }, { isolation: { network: false, trafficEncryption: false } }],
  [{ isolation: { network_isolation: true } }, { isolation: { network: true, trafficEncryption: false } }],
  [
    { isolation: { network_isolation: true }, processing_engine: "spark" },
    { isolation: { network: true, trafficEncryption: false } },
  ],
  [
    {
      isolation: { inter_container_traffic_encryption: true },
      processing_engine: "spark",
      processing_instance_count: 2,
    },
    { isolation: { network: false, trafficEncryption: true } },
  ],
])("%j is accepted without a warning", (overrides, values) => {
  const { environments, warnings } = parseEnvironments([prod(overrides)]);
  expect(environments[0]).toMatchObject(values);
  expect(warnings).toEqual([]);
});

test("everything wrong with a network is said at once", () => {
  const vpc = { subnets: ["subnet-1", "vpc-0123456789abcdef0"], security_groups: ["sg-0123456789abcdef0"] };
  const isolation = { network_isolation: "yes", traffic_encryption: true };
  expect(refusal([prod({ vpc, isolation })]).map(brief)).toEqual([
    '/vpc/subnets/0: expected a subnet\'s id; found "subnet-1"; write "subnet-0123456789abcdef0", for example',
    '/vpc/subnets/1: expected a subnet\'s id; found "vpc-0123456789abcdef0"; write "subnet-0123456789abcdef0", for example',
    '/vpc/security_groups: expected a known key; found "security_groups"; did you mean "security_group_ids"?',
    '/isolation/network_isolation: expected a boolean; found "yes"; write true, for example',
    '/isolation/traffic_encryption: expected a known key; found "traffic_encryption"; take it out, or look it up in environment.schema.json',
  ]);
});

test.each<[fault: string, vpc: object, findings: string[]]>([
  [
    "subnets without security groups",
    { subnets: VPC.subnets },
    [
      `/vpc/security_group_ids: expected ${GROUPS}; found no such key; add "security_group_ids": ["sg-0123456789abcdef0"], for example`,
    ],
  ],
  [
    "no subnet",
    { ...VPC, subnets: [] },
    [
      `/vpc/subnets: expected ${SUBNETS}; found an array; write ["subnet-0123456789abcdef0","subnet-0fedcba9876543210"], for example`,
    ],
  ],
  [
    "a subnet twice",
    { ...VPC, subnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3d"] },
    [
      `/vpc/subnets: expected ${SUBNETS}; found an array; write ["subnet-0123456789abcdef0","subnet-0fedcba9876543210"], for example`,
    ],
  ],
  [
    "more security groups than AWS takes",
    { ...VPC, security_group_ids: ["0", "1", "2", "3", "4", "5"].map((digit) => `sg-0a1b2c3${digit}`) },
    [
      `/vpc/security_group_ids: expected ${GROUPS}; found an array; write ["sg-0123456789abcdef0"], for example`,
    ],
  ],
])("%s: refused", (_fault, vpc, findings) => {
  expect(refusal([prod({ vpc })]).map(brief)).toEqual(findings);
});

test("machines that have to reach each other are not isolated", () => {
  const file = prod({
    isolation: { network_isolation: true },
    processing_engine: "spark",
    processing_instance_count: 2,
  });
  expect(refusal([file]).map(brief)).toEqual([
    "/isolation/network_isolation: expected false with 2 processing machines: isolated ones cannot reach each other (API reference, NetworkConfig), and Spark's have to; found true; prepare on one machine, or take the key out and limit the traffic by the security groups of vpc",
  ]);
});
