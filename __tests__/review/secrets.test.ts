import fc from "fast-check";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { planDocument } from "../../deploy/bound/plan-document";
import { redactText } from "../../deploy/redaction";
import { commentText } from "../../review/comment";
import { coreOf, SECRETS } from "../deploy/support/secrets";
import { changedPlan, EVALUATE, inputOf, reviewed } from "./support/reviewed";

type Planted = (secret: string) => Promise<{ readonly file: string; readonly comment: string }>;

async function shown(...planned: Parameters<typeof changedPlan>) {
  const plan = await changedPlan(...planned);
  return { file: planDocument(plan).text, comment: commentText(inputOf([reviewed(plan)])).body };
}

/** Where somebody may have left a secret. */
const PLACES: Readonly<Record<string, Planted>> = {
  "a script's lines": (secret) =>
    shown([], {
      scripts: [{ ...EVALUATE, diff: `@@ -1 +1,9 @@\n-evaluate()\n+${secret.replaceAll("\n", "\n+")}\n` }],
    }),
  "a script's lines, as a value": (secret) =>
    shown([], {
      scripts: [
        { ...EVALUATE, diff: `@@ -1 +1,9 @@\n+connect(password="${secret.replaceAll("\n", "\\n")}")\n` },
      ],
    }),
  "an argument of a resource": (secret) =>
    shown([
      {
        address: "aws_lambda_function.f",
        type: "aws_lambda_function",
        actions: ["update"],
        values: { environment: { from: null, to: [{ variables: { NOTE: `uses ${secret}` } }] } },
      },
    ]),
  "an argument that is called a secret": (secret) =>
    shown([
      {
        address: "aws_secretsmanager_secret_version.s",
        type: "aws_secretsmanager_secret_version",
        actions: ["create"],
        values: { secret_string: { from: null, to: `plain ${secret}` } },
      },
    ]),
  "an address": (secret) =>
    shown([{ address: `aws_sns_topic.${secret}`, type: "aws_sns_topic", actions: ["delete"], values: {} }]),
  "what a change leads to": (secret) =>
    shown([
      {
        address: "a",
        type: "aws_x",
        actions: ["update"],
        values: { [`name ${secret}`]: { from: 1, to: 2 } },
      },
    ]),
  "the configuration": (secret) =>
    shown(undefined, { edit: (sources) => ({ ...sources, gitCommit: secret }) }).catch((error: unknown) => ({
      file: "",
      comment: redactText(describeProblem(error)),
    })),
  "an environment without a plan": (secret) =>
    Promise.resolve({
      file: "",
      comment: commentText(inputOf([{ environment: "dev", why: `it said ${secret}` }])).body,
    }),
  "an error": (secret) => {
    const problem = new Problem({
      code: "C",
      blame: "user",
      message: `it said ${secret}`,
      where: secret,
      next: "x",
    });
    return Promise.resolve({ file: "", comment: redactText(describeProblem(problem)) });
  },
};

test("a secret of any kind, left anywhere, is in no plan's file and no comment", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SECRETS),
      fc.constantFrom(...Object.entries(PLACES)),
      async ([, secret], [, plant]) => {
        const { file, comment } = await plant(secret);
        expect(file).not.toContain(coreOf(secret));
        expect(comment).not.toContain(coreOf(secret));
        expect(file + comment).toMatch(/redacted|PlaintextSecret/);
      },
    ),
    { numRuns: 60 },
  );
});

test.each(Object.keys(PLACES))("a key that is cut off goes from %s", async (place) => {
  const [, secret] = SECRETS.find(([kind]) => kind === "OpenSSH key, cut off") ?? SECRETS[0] ?? ["", ""];
  const { file, comment } = (await PLACES[place]?.(secret)) ?? { file: secret, comment: secret };
  expect(file + comment).not.toContain(coreOf(secret));
});
