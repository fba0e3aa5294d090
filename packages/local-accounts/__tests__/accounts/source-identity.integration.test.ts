import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ListPipelinesCommand } from "@aws-sdk/client-sagemaker";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { DEV, policy, World, type Clients } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const PEOPLE = { AWS: `arn:aws:iam::${DEV}:root` };
const SET = ["sts:AssumeRole", "sts:SetSourceIdentity"];
const NAMED = { StringLike: { "sts:SourceIdentity": "?*" } };

async function createRole(name: string, Action: string | string[], Condition?: object, allow?: object) {
  const { iam } = world.root(DEV);
  const document = policy({ Effect: "Allow", Principal: PEOPLE, Action, ...(Condition && { Condition }) });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }),
  );
  if (allow !== undefined) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument: policy(allow) }),
    );
  }
  return Role?.Arn ?? "";
}

async function assume(by: Clients, RoleArn: string, SourceIdentity?: string): Promise<Clients> {
  const { Credentials, SourceIdentity: answered } = await by.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "s", SourceIdentity }),
  );
  expect(answered).toBe(SourceIdentity);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return world.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken });
}

/** Whom a call to SageMaker with these clients is taken to come from. */
async function sourceIdentityOf(clients: Clients): Promise<string | undefined> {
  await clients.sageMaker.send(new ListPipelinesCommand({}));
  return world.sageMaker.calls.at(-1)?.caller.sourceIdentity;
}

const denied = { name: "AccessDenied" };

test("a trust policy that demands a source identity refuses whoever names none", async () => {
  const role = await createRole("demands", SET, NAMED);
  await expect(assume(world.root(DEV), role)).rejects.toMatchObject(denied);
  expect(await sourceIdentityOf(await assume(world.root(DEV), role, "ada"))).toBe("ada");
});

test("naming one needs sts:SetSourceIdentity of the trust policy", async () => {
  const role = await createRole("silent", "sts:AssumeRole");
  await expect(assume(world.root(DEV), role, "ada")).rejects.toMatchObject(denied);
  expect(await sourceIdentityOf(await assume(world.root(DEV), role))).toBeUndefined();
});

test("naming one needs sts:SetSourceIdentity of the caller's own policies as well", async () => {
  const role = await createRole("asked", SET);
  const may = { Effect: "Allow", Action: "sts:AssumeRole", Resource: role };
  const poor = await assume(world.root(DEV), await createRole("poor", SET, undefined, may));
  await expect(assume(poor, role, "ada")).rejects.toMatchObject(denied);
  const rich = { ...may, Action: SET };
  const able = await assume(world.root(DEV), await createRole("able", SET, undefined, rich));
  expect(await sourceIdentityOf(await assume(able, role, "ada"))).toBe("ada");
});

test("it passes on to the next role, and cannot be changed", async () => {
  const second = await createRole("second", SET, NAMED);
  const may = { Effect: "Allow", Action: SET, Resource: second };
  const first = await assume(world.root(DEV), await createRole("first", SET, NAMED, may), "ada");
  const { Credentials } = await first.sts.send(
    new AssumeRoleCommand({ RoleArn: second, RoleSessionName: "s" }),
  );
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  const chained = world.as({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  expect(await sourceIdentityOf(chained)).toBe("ada");
  await expect(assume(first, second, "eve")).rejects.toMatchObject(denied);
});

test("a name that STS does not take is refused", async () => {
  const role = await createRole("form", SET, NAMED);
  await expect(assume(world.root(DEV), role, "ada lovelace")).rejects.toMatchObject({
    name: "ValidationError",
  });
});

test("the call record has it", async () => {
  const role = await createRole("recorded", SET, NAMED);
  await assume(world.root(DEV), role, "ada");
  const entry = (await world.accounts.record()).filter(({ resource }) => resource === role).at(-1);
  expect(entry?.context).toMatchObject({ "sts:SourceIdentity": "ada" });
});
