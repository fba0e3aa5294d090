import { whoMayAssume } from "../../deploy/aws/who-may-assume";
import { exampleEnvironment } from "../support/environments";

const SERVER = "arn:aws:iam::222222222222:role/jenkins-server-role";
const DEPLOYER = "arn:aws:iam::222222222222:role/deployer";

test("prod is Jenkins's alone, until its file names others", () => {
  expect(whoMayAssume(exampleEnvironment(), "deploy")).toBe(
    `Sign in as one who may deploy prod: ${SERVER}. To let in another, add their role to deployers in the file of prod, ` +
      "have that reviewed, and have an administrator of account 222222222222 apply prod-account.",
  );
  expect(whoMayAssume(exampleEnvironment("prod", { deployers: [DEPLOYER] }), "deploy")).toContain(
    `Sign in as one who may deploy prod: ${SERVER}, ${DEPLOYER}. `,
  );
});

test("who deploys may plan; others are planners", () => {
  const said = whoMayAssume(exampleEnvironment("prod", { deployers: [DEPLOYER] }), "plan");
  expect(said).toContain(
    `who may plan prod: arn:aws:iam::222222222222:role/jenkins-plan-role, ${DEPLOYER}. `,
  );
  expect(said).toContain("add their role to planners");
});

test("dev is its account's people's as well", () => {
  expect(whoMayAssume(exampleEnvironment("dev"), "deploy")).toContain(
    `${SERVER}, whoever of account 111111111111 its own policies allow sts:AssumeRole on that role. `,
  );
});

test("of a role that is there already, its owner sees to the trust", () => {
  const there = exampleEnvironment("prod", { existing_resources: ["deploy_role_arn"] });
  expect(whoMayAssume(there, "deploy")).toContain(
    "have the owner of that role put what npm run synth prints",
  );
  expect(whoMayAssume(there, "plan")).toContain("apply prod-account");
});

test.each([
  ["dev", "deploy"],
  ["dev", "plan"],
  ["prod", "deploy"],
  ["prod", "plan"],
] as const)("nobody is told to let themselves in: %s, %s", (name, acting) => {
  expect(whoMayAssume(exampleEnvironment(name), acting)).not.toContain("trust policy");
});
