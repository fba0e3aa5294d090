import { parseEnvironments, type EnvironmentFile } from "../support/parse";
import { dev, fraud, prod } from "./files";
import { brief, refusal } from "./refusal";

describe("Terraform's state lies in the prod account", () => {
  test("of the model's prod file", () => {
    const { environments } = parseEnvironments([dev(), prod({ terraform_state_lock_table: "locks" })]);
    expect(
      environments.map(({ name, branch, jenkinsRole, state }) => ({ name, branch, jenkinsRole, state }))[0],
    ).toEqual({
      name: "dev",
      branch: "dev",
      jenkinsRole: "arn:aws:iam::222222222222:role/jenkins-server-role",
      state: {
        bucket: "mammography-sagemaker-terraform-state-222222222222",
        region: "us-east-1",
        roleArn: "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
        planRoleArn: "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state-plan",
        isForeign: false,
        externalId: undefined,
        prefix: "mammography-severity-model/dev",
        lockTable: "locks",
      },
    });
  });

  test("or of terraform_state_role_arn, where there is no prod file", () => {
    const { environments } = parseEnvironments([
      dev({ terraform_state_role_arn: "arn:aws:iam::222222222222:role/state" }),
    ]);
    expect(environments[0]).toMatchObject({
      state: { roleArn: "arn:aws:iam::222222222222:role/state", isForeign: true },
      jenkinsRole: "arn:aws:iam::222222222222:role/jenkins-server-role",
    });
  });

  test("of the prod file with the same state bucket, where the model has several", () => {
    const text = prod({}, "eu")
      .text.replaceAll("us-east-1", "eu-west-1")
      .replaceAll("222222222222", "444444444444");
    const { environments } = parseEnvironments([
      dev({ terraform_state_bucket: "mammography-sagemaker-terraform-state-444444444444" }),
      { ...prod({}, "eu"), text },
      prod(),
    ]);
    expect(environments[0]?.state).toMatchObject({
      region: "eu-west-1",
      roleArn: "arn:aws:iam::444444444444:role/mammography-severity-model-dev-state",
    });
    const [finding] = refusal([
      dev({ terraform_state_bucket: "elsewhere" }),
      { ...prod({}, "eu"), text },
      prod(),
    ]);
    expect(finding?.fix).toBe("leave the key out, or correct it in eu.tfvars.json");
  });

  test("under the role that the prod file names", () => {
    const role = "arn:aws:iam::222222222222:role/state";
    const { environments } = parseEnvironments([dev(), prod({ terraform_state_role_arn: role })]);
    expect(environments.map(({ state }) => state.roleArn)).toEqual([role, role]);
  });

  test("under a role of its own where the prod file names the one that deploys prod", () => {
    const role = "arn:aws:iam::222222222222:role/cross-account-jenkins-role";
    const { environments } = parseEnvironments([dev(), prod({ terraform_state_role_arn: role })]);
    expect(environments.map(({ state }) => state.roleArn)).toEqual([
      "arn:aws:iam::222222222222:role/mammography-severity-model-dev-state",
      role,
    ]);
  });

  test("under the deploy role where that lies in its account, and under a name that IAM takes", () => {
    const qa = prod(
      {
        env_group: "qa",
        deploy_role_arn: "qa-deployer",
        train_pipeline_name: "qa-train",
        train_pipeline: { name: "qa-train", arn: undefined },
        inference_pipeline_name: "qa-inference",
        inference_pipeline: { name: "qa-inference", arn: undefined },
      },
      "qa",
    );
    const long = { env_group: `dev-${"x".repeat(28)}`, model_name: "m".repeat(39) };
    const { environments } = parseEnvironments([qa, prod()]);
    expect(environments.find(({ name }) => name === "qa")).toMatchObject({
      state: {
        roleArn: "arn:aws:iam::222222222222:role/qa-deployer",
        planRoleArn: "arn:aws:iam::222222222222:role/plan-role",
      },
      deployers: [],
    });
    const [longest] = parseEnvironments([dev(long), prod({ model_name: long.model_name })]).environments;
    const names = [longest?.state.roleArn, longest?.state.planRoleArn].map((arn) => arn?.split("/")[1] ?? "");
    expect(names.map((name) => name.length)).toEqual([64, 64]);
    expect(new Set(names).size).toBe(2);
  });

  test.each<[string, EnvironmentFile[], string]>([
    [
      "a dev file without either",
      [dev()],
      '/terraform_state_role_arn: expected the role in the prod account that keeps the Terraform state, since no other file has env_group "prod" and model_name "mammography-severity-model"; found no such key; add "terraform_state_role_arn", or the model\'s prod file',
    ],
    [
      "a prod file of another model",
      [dev(), fraud()],
      '/terraform_state_role_arn: expected the role in the prod account that keeps the Terraform state, since no other file has env_group "prod" and model_name "mammography-severity-model"; found no such key; add "terraform_state_role_arn", or the model\'s prod file',
    ],
    [
      "another bucket than the prod file's",
      [dev({ terraform_state_bucket: "elsewhere" }), prod()],
      '/terraform_state_bucket: expected "mammography-sagemaker-terraform-state-222222222222", the bucket of prod.tfvars.json, which keeps the state of every environment of the model; found "elsewhere"; leave the key out, or correct it in prod.tfvars.json',
    ],
    [
      "a role in another account than the prod file's",
      [dev({ terraform_state_role_arn: "arn:aws:iam::111111111111:role/state" }), prod()],
      "/terraform_state_role_arn: expected a role in account 222222222222, the prod account of prod.tfvars.json; found account 111111111111; name a role of account 222222222222, or leave the key out",
    ],
    [
      "the role that deploys prod",
      [
        dev({ terraform_state_role_arn: "arn:aws:iam::222222222222:role/cross-account-jenkins-role" }),
        prod(),
      ],
      '/terraform_state_role_arn: expected a role other than the one that deploys prod: who deploys this environment would deploy that one too; found "arn:aws:iam::222222222222:role/cross-account-jenkins-role"; leave the key out: the stack with the states makes a role for this environment\'s state alone',
    ],
  ])("%s is refused", (_fault, files, finding) => {
    expect(refusal(files).map(brief)).toEqual([finding]);
  });

  test("a prod file that cannot be read is the one finding, not the state that it would keep", () => {
    const broken = { ...prod(), text: "{" };
    expect(refusal([dev(), broken]).map(({ file, pointer }) => [file, pointer])).toEqual([
      ["prod.tfvars.json", ""],
    ]);
  });
});

describe("files among each other", () => {
  const copy = prod({}, "copy");
  test("a pipeline that has the name of another's copy is refused", () => {
    const name = "mammo-severity-train-pipeline-as-is";
    const arn = `arn:aws:sagemaker:us-east-1:111111111111:pipeline/${name}`;
    const other = { inference_pipeline_name: name, inference_pipeline: { name, arn } };
    expect(refusal([dev(other), prod()]).map(brief)).toEqual([
      '/inference_pipeline/name: expected a name that no copy of dev.tfvars.json may have: theirs begin with "mammo-severity-train-pipeline-as-"; found "mammo-severity-train-pipeline-as-is"; give the pipeline another name',
    ]);
  });

  test("two files that deploy one pipeline are both refused", () => {
    expect(refusal([prod(), copy]).map((finding) => `${finding.file} ${brief(finding)}`)).toEqual(
      [
        ["copy", "train", "prod"],
        ["copy", "inference", "prod"],
        ["prod", "train", "copy"],
        ["prod", "inference", "copy"],
      ].map(
        ([file, pipeline, twin]) =>
          `${file}.tfvars.json /${pipeline}_pipeline/arn: expected a pipeline that no other file deploys; found the one that ${twin}.tfvars.json deploys as well; give one of the two another account, region or name, or delete one of the files`,
      ),
    );
  });

  test.each([
    ["my prod", "a path of letters, digits, dots, hyphens and underscores, since stacks are named after it"],
    [
      "dev-account",
      "a name that does not end in delivery or account: stacks of the foundation are called so",
    ],
    ["p".repeat(129), "a path of at most 128 characters: folders, tags and keys are made of it"],
    ["delivery", "a name that does not end in delivery or account: stacks of the foundation are called so"],
  ])("the name %j is refused", (name, expected) => {
    expect(refusal([prod({}, name)])).toMatchObject([{ pointer: "", expected, found: JSON.stringify(name) }]);
  });

  test("two files whose stacks would have one name are both refused", () => {
    expect(refusal([fraud(), prod({}, "fraud-prod")]).map(brief)).toEqual([
      ': expected a name whose stack is not the one of fraud/prod.tfvars.json; found "fraud-prod"; rename the file',
      ': expected a name whose stack is not the one of fraud-prod.tfvars.json; found "fraud/prod"; rename the file',
    ]);
  });

  test("dev and prod with different registries are warned of: nothing could be promoted", () => {
    const { warnings } = parseEnvironments([dev({ model_artifacts_bucket: "sagemaker-other" }), prod()]);
    expect(warnings.map(brief)).toEqual([
      '/model_artifacts_bucket: expected "mammography-sagemaker-artifacts-333333333333", as in prod.tfvars.json: what is trained here is promoted to there; found "sagemaker-other"; give both files the same, unless nothing is to be promoted',
    ]);
  });
});

describe("whose versions an environment runs", () => {
  const reads = (...files: EnvironmentFile[]) =>
    Object.fromEntries(
      parseEnvironments(files).environments.map(({ name, readsVersionsOf }) => [name, readsVersionsOf]),
    );

  test("are dev's and its own for prod, and its own for every other, unless the file says so", () => {
    expect(reads(dev(), prod())).toEqual({ dev: ["dev"], prod: ["dev", "prod"] });
    expect(reads(dev({ reads_versions_of: ["prod"] }), prod({ reads_versions_of: ["dev"] }))).toEqual({
      dev: ["prod"],
      prod: ["dev"],
    });
  });

  test("is warned of where no file of the model has that env_group", () => {
    const { warnings } = parseEnvironments([dev(), prod({ reads_versions_of: ["prod", "dve"] })]);
    expect(warnings.map(brief).filter((text) => text.includes("reads_versions_of"))).toEqual([
      '/reads_versions_of/1: expected the env_group of one of the model\'s files: dev, prod; found "dve"; correct the name, or add the file of that environment, which the policies need to let this one read',
    ]);
  });
});
