import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { arrowsOf } from "../../tools/picture/arrows";
import { draw } from "../../tools/picture/draw";
import { layOut } from "../../tools/picture/layout";
import { type Card, type Picture, pictureOf } from "../../tools/picture/picture";
import { svgOf } from "../../tools/picture/svg";
import { pageOf } from "../../tools/picture/tables";
import { phrase, verbs } from "../../tools/picture/words";
import { projectRoot } from "../../environments/project-root";
import type { SynthesizedPolicy } from "../../tools/iam/synthesized-policies";
import type { Statement } from "../../stacks/iam/policy-document";
import { ELSEWHERE } from "./iam/denied/jenkins-elsewhere";
import { synthesized } from "./iam/synthesized";
import { exampleModel, type Overrides } from "../support/environments";

const DEV = "111111111111";
const REGISTRY = "333333333333";
const ROLE = `arn:aws:iam::${DEV}:role/service-role/execution`;
const BUCKET = "arn:aws:s3:::artifacts";

const policy = (
  kind: SynthesizedPolicy["kind"],
  account: string,
  subject: string,
  ...statements: Partial<Statement>[]
): SynthesizedPolicy => ({
  owner: kind === "resource" ? "artifacts-bucket" : "execution-role",
  kind,
  environment: account === DEV ? "dev" : "registry",
  account,
  subject,
  statements: statements.map((statement) => ({
    Sid: "Some",
    Effect: "Allow",
    Action: "s3:GetObject",
    ...statement,
  })),
});
const asks = (...Resource: string[]) => policy("identity", DEV, ROLE, { Resource: "*" }, { Resource });
const gives = (statement: Partial<Statement>) => policy("resource", REGISTRY, BUCKET, statement);
const dev = { AWS: `arn:aws:iam::${DEV}:root` };

describe("arrows", () => {
  test("go from the statement to what it names in another account", () => {
    expect(arrowsOf([asks(`${BUCKET}/model/*`), gives({ Principal: dev })])).toEqual([
      { from: ROLE, rows: [1], to: BUCKET, agreed: true },
    ]);
  });

  test("are not agreed upon where the other side is silent, or lets in another role", () => {
    const other = { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${DEV}:role/other` } };
    for (const gate of [
      gives({ Principal: { Service: "sagemaker.amazonaws.com" } }),
      gives({ Principal: dev, Condition: other }),
      gives({ Principal: dev, Effect: "Deny" }),
    ]) {
      expect(arrowsOf([asks(BUCKET), gate])).toEqual([{ from: ROLE, rows: [1], to: BUCKET, agreed: false }]);
    }
  });

  test("stay within no account", () => {
    expect(arrowsOf([asks(BUCKET), policy("resource", DEV, BUCKET, { Principal: dev })])).toEqual([]);
  });

  test("go from an account as a whole that is let in and none of whose roles asks", () => {
    expect(arrowsOf([asks("arn:aws:s3:::another"), gives({ Principal: dev })])).toEqual([
      { from: DEV, rows: [], to: BUCKET, agreed: true },
    ]);
  });

  test("find a key by the alias in the condition", () => {
    const key = `arn:aws:kms:us-east-1:${REGISTRY}:alias/model`;
    const uses = (alias: string) =>
      policy("identity", DEV, ROLE, {
        Resource: `arn:aws:kms:us-east-1:${REGISTRY}:key/*`,
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
      });
    const gate = policy("resource", REGISTRY, key, { Principal: { Service: "s3.amazonaws.com" } });
    expect(arrowsOf([uses("alias/model"), gate])).toHaveLength(1);
    expect(arrowsOf([uses("alias/other"), gate])).toEqual([]);
  });
});

describe("words", () => {
  test.each([
    ["FindApprovedVersion", "Find approved version"],
    ["TlsOnly", "TLS only"],
    ["VersionsReadBy222222222222", "Versions read by 222222222222"],
  ])("%s reads %s", (sid, text) => {
    expect(phrase(sid)).toBe(text);
  });

  test("verbs are told once each, and counted where they are many", () => {
    expect(verbs(["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"])).toBe("get, list");
    expect(verbs(["s3:*"])).toBe("anything");
    expect(verbs(["a:Get", "a:List", "a:Put", "a:Delete", "a:Tag"])).toBe("5 actions");
  });
});

describe("the drawing", () => {
  const card = (id: string): Card => ({
    id,
    owner: "execution-role",
    name: "<&>",
    assumedBy: [],
    rows: [
      { text: "One", detail: "" },
      { text: "Two", detail: "" },
    ],
  });
  const picture = (...to: string[]): Picture => ({
    accounts: ["a", "b", "c"].map((name) => ({ number: name, title: name, cards: [card(`${name}-role`)] })),
    arrows: to.map((end) => ({ from: "a-role", rows: [0, 1], to: end, agreed: end === "b-role" })),
  });

  test("arrows start at every row and end at the card, below the accounts between", () => {
    const { accounts, paths } = layOut(picture("b-role", "c-role"));
    const [near, far] = paths;
    expect(near?.lines).toHaveLength(2);
    for (const { lines } of paths) {
      for (const line of lines) expect(line.at(-1)).toEqual(lines[0]?.at(-1));
    }
    const lowest = Math.max(...(far?.lines[0] ?? []).map(([, y]) => y));
    expect(lowest).toBeGreaterThan(accounts[1]?.height ?? 0);
    expect(near?.lines[0]?.at(-1)?.[0]).toBe(accounts[1]?.cards[0]?.x);
  });

  test("an arrow that one side refuses is dashed; text is escaped", () => {
    const svg = svgOf(picture("b-role", "c-role"));
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain("&lt;&amp;&gt;");
    expect(svg).not.toContain("<&>");
  });
});

describe("outside of the example", () => {
  const drawnOf = async (overrides: Overrides): Promise<Picture> =>
    pictureOf(await synthesized("processing", overrides), exampleModel("prod", overrides).model.environments);

  test("an account of Jenkins's own has its column, and its arrows start there", async () => {
    const picture = await drawnOf(ELSEWHERE);
    expect(picture.accounts.map(({ title }) => title)).toEqual(["dev", "registry", "prod", "jenkins"]);
    const jenkins = picture.accounts.at(-1);
    expect(jenkins?.cards.map(({ id }) => id)).toEqual([
      "arn:aws:iam::444444444444:role/jenkins-plan-role",
      ELSEWHERE.jenkins_role_arn,
    ]);
    const { accounts, paths } = layOut(picture);
    const column = accounts.at(-1)?.x ?? 0;
    const starts = paths.flatMap(({ arrow, lines }) =>
      arrow.from === ELSEWHERE.jenkins_role_arn ? lines.map(([start]) => start?.[0] ?? 0) : [],
    );
    expect(starts).toHaveLength(3);
    for (const x of starts) expect(x).toBeGreaterThan(column);
    expect(picture.arrows.every(({ agreed }) => agreed)).toBe(true);
    const deployRoles = picture.accounts
      .flatMap(({ cards }) => cards)
      .filter(({ owner }) => owner === "deploy-role");
    expect(deployRoles.map(({ assumedBy }) => assumedBy)).toEqual([
      ["jenkins server role", "this account"],
      ["jenkins server role"],
    ]);
    expect(pageOf(picture)).toContain("![The four accounts with");
  });

  test("an account without stacks has a column where arrows start in it", async () => {
    const environments = exampleModel().model.environments;
    const stacks = await synthesized("processing");
    const gate = policy("resource", REGISTRY, "arn:aws:s3:::shared", {
      Principal: { AWS: "arn:aws:iam::444444444444:root" },
    });
    const { accounts } = pictureOf({ ...stacks, policies: [...stacks.policies, gate] }, environments);
    expect(accounts.at(-1)).toEqual({ number: "444444444444", title: "444444444444", cards: [] });
  });

  test("managed policies stand on the cards of the roles that have them, and on the page", async () => {
    const picture = await drawnOf({ iam_mode: "blog" });
    const prod = picture.accounts.find(({ title }) => title === "prod");
    const rows = (owner: string) =>
      prod?.cards.find((card) => card.owner === owner)?.rows.map(({ text }) => text) ?? [];
    expect(rows("lambda-role")).toEqual(
      expect.arrayContaining([
        "Managed policy AmazonSageMakerFullAccess",
        "Managed policy AWSLambda_FullAccess",
      ]),
    );
    expect(rows("jenkins-server-role")).toContain("Managed policy CloudWatchFullAccess");
    expect(rows("events-role").filter((row) => row.startsWith("Managed"))).toEqual([]);
    expect(pageOf(picture)).toContain(
      "| Managed policy AmazonS3FullAccess | `arn:aws:iam::aws:policy/AmazonS3FullAccess` |",
    );
    expect(svgOf(picture)).toContain("Managed policy AmazonEventBridgeFullAccess");
  });
});

test("docs/ shows what the policies say today, for the example or for environments/ (differences: npm run docs)", async () => {
  const ofExample = await draw();
  expect(ofExample["accounts.svg"]).not.toContain("stroke-dasharray");
  const written = Object.fromEntries(
    Object.keys(ofExample).map((name) => [name, readFileSync(join(projectRoot(), "docs", name), "utf8")]),
  );
  if (isDeepStrictEqual(written, ofExample)) return;
  expect(written).toEqual(await draw(join(projectRoot(), "environments")));
});
