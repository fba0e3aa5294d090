import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import schema from "../../environments/environment.schema.json";
import rooms from "../../rooms.json";
import { blocksOf, PAGES, proseOf, textOf, type Block } from "./markdown";
import { faultOf } from "./reference";
import { commandsOf } from "./shell";

/** Blocks that a test of their own runs, compiles or compares, by page and language. Each test reads its page. */
const HELD: Readonly<Record<string, readonly string[]>> = {
  "docs/commands.md": ["__tests__/docs/commands.integration.test.ts"],
  "docs/bring-your-own-model.md ts": ["__tests__/pipeline-defs/own-pipelines/load.test.ts"],
  "docs/your-accounts.md text": [
    "__tests__/stacks/app.test.ts",
    "__tests__/stacks/duplicates.integration.test.ts",
  ],
  "packages/local-accounts/README.md json": [
    "packages/local-accounts/__tests__/python-sdk.integration.test.ts",
  ],
  "packages/local-accounts/README.md python": [
    "packages/local-accounts/__tests__/python-sdk.integration.test.ts",
  ],
  "packages/local-accounts/README.md text": [
    "packages/local-accounts/__tests__/python-sdk.integration.test.ts",
  ],
  "packages/local-accounts/README.md ts": ["__tests__/docs/blocks.integration.test.ts"],
  "packages/pipeline-definitions/README.md ts": [
    "packages/pipeline-definitions/__tests__/package.integration.test.ts",
    "packages/pipeline-definitions/__tests__/readme.integration.test.ts",
  ],
};

/** Commands of programs that are not ours, and why nothing here tries them. `aws` is in blocks.integration.test.ts. */
const OTHERS: Readonly<Record<string, string>> = {
  aws: "held to botocore's model of AWS by blocks.integration.test.ts",
  "terraform providers lock": "asks Terraform's registry",
  "terraform init": "asks Terraform's registry",
  "gh api": "changes GitHub",
  ".": "a file that `start` names; shell-access of the local accounts is tested with it",
};

const root = projectRoot();
const BLOCKS = PAGES.flatMap((page) => blocksOf(page));
const kindOf = ({ page, language }: Block): string => `${page} ${language}`.trim();
const otherOf = (words: readonly string[]): string | undefined =>
  Object.keys(OTHERS).find((start) => `${words.join(" ")} `.startsWith(`${start} `));

function shellFaults(text: string): string[] {
  return commandsOf(text).flatMap((words) => {
    if (otherOf(words) !== undefined) return [];
    const fault = /^np[mx]$/.test(words[0] ?? "") ? faultOf(words) : "nothing tries it";
    return fault === undefined ? [] : [`${words.join(" ")}: ${fault}`];
  });
}

/** Any part of an environment's file: nothing has to be there. */
const isPart = new Ajv2020({ strict: false }).compile({
  type: "object",
  properties: schema.properties,
  additionalProperties: false,
  $defs: schema.$defs,
});

/** Part of an environment's file, with or without the braces around it. */
function jsonFaults(text: string): string[] {
  const part: unknown = JSON.parse(text.trimStart().startsWith("{") ? text : `{${text}}`);
  isPart(part);
  return (isPart.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

/** Texts that are drawn or printed, by page. */
const TEXTS: Readonly<Record<string, (text: string) => string[]>> = {
  "CONTRIBUTING.md": (text) =>
    [...text.matchAll(/([a-z][a-z-]*)\/(?= |$)/gm)].flatMap(([, room = ""]) =>
      room in rooms ? [] : [`no room: ${room}`],
    ),
  "docs/troubleshooting.md": (text) => {
    const problem = new Problem({ code: "WrongAccount", blame: "user", message: "…", where: "…", next: "…" });
    return describeProblem(problem).trimEnd() === text.trimEnd() ? [] : ["not how a failure is told"];
  },
};

const JUDGES: Readonly<Record<string, (block: Block) => string[]>> = {
  sh: ({ text }) => shellFaults(text),
  json: ({ text }) => jsonFaults(text),
  text: ({ page, text }) => TEXTS[page]?.(text) ?? ["nobody compares it with what is drawn or printed"],
};

/** What is wrong with a block, or that nobody would notice. */
function faultsOf(block: Block): string[] {
  if (kindOf(block) in HELD) return [];
  return (
    JUDGES[block.language]?.(block) ?? [
      `nobody runs, compiles or checks blocks of ${block.language || "no language"}`,
    ]
  );
}

test("there are blocks", () => expect(BLOCKS.length).toBeGreaterThan(100));

test.each(PAGES)("every block of %s is run, compiled or checked", (page) => {
  const faults = blocksOf(page).flatMap((block) =>
    faultsOf(block).map((fault) => `${page}:${block.line}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test.each(Object.entries(HELD))(
  "blocks of %s are there, and held by tests that read the page",
  (kind, tests) => {
    expect(BLOCKS.map(kindOf)).toContain(kind);
    const page = basename(kind.split(" ")[0] ?? "");
    for (const path of tests) {
      const source = readFileSync(join(root, path), "utf8");
      expect(source.includes(page) || /PAGES/.test(source)).toBe(true);
    }
  },
);

test("every command that is left to others is on a page", () => {
  const commands = BLOCKS.filter(({ language }) => language === "sh").flatMap(({ text }) => commandsOf(text));
  expect(Object.keys(OTHERS).filter((start) => !commands.some((words) => otherOf(words) === start))).toEqual(
    [],
  );
});

test("every fence is closed", () => {
  const open = PAGES.filter((page) => /^ *```/m.test(proseOf(page)));
  expect(open).toEqual([]);
});

/** What was true of earlier versions may stand in the list of changes. */
const TODAY = PAGES.filter((page) => page !== "CHANGELOG.md");

test.each(TODAY)("every command that %s speaks of is one", (page) => {
  const spoken = [...proseOf(page).matchAll(/(?<!\\)`(?:[A-Z_]+=\S+ )*((?:npm run|npx) [^`]+)`/g)].map(
    ([, text = ""]) => text.replace(/\s+/g, " "),
  );
  const examples =
    page === "docs/commands.md"
      ? [...textOf(page).matchAll(/^ {2}(npm run \S+(?: \S+)*)/gm)].map(([, text = ""]) => text)
      : [];
  const faults = [...spoken, ...examples].flatMap((text) =>
    commandsOf(text.replace(/ > \S+$/, "")).flatMap((words) => {
      const fault = faultOf(words, true);
      return fault === undefined ? [] : [`${text}: ${fault}`];
    }),
  );
  expect(faults).toEqual([]);
});

describe("a block is found wrong", () => {
  const block = (language: string, text: string): Block => ({ page: "docs/x.md", line: 1, language, text });

  test.each([
    ["sh", "npm run deploi -- plan", "there is no script deploi"],
    ["sh", "npm run deploy -- plan --evn prod", "there is no --evn"],
    ["sh", "npm run deploy plan --env prod", "-- is missing"],
    ["sh", "npm run deploy -- approve --env prod", "takes <version>"],
    ["sh", "npm run deploy -- plan --env", "--env wants a value"],
    ["sh", "npm run new -- model x --from a.csv --target b --framework forest", "does not take forest"],
    ["sh", "npm run synth extra", "-- is missing"],
    ["sh", "npx cdktf deploy staging", "there is no stack staging"],
    ["sh", "npm ci && curl example.com", "nothing tries it"],
    ["json", '"vcp": {}', '{"additionalProperty":"vcp"}'],
    ["json", '"require_evidence": "yes"', "/require_evidence must be boolean"],
    ["text", "anything", "nobody compares"],
    ["", "anything", "no language"],
    ["python", "print()", "blocks of python"],
  ])("%s: %s", (language, text, fault) => {
    expect(faultsOf(block(language, text)).join("\n")).toContain(fault);
  });

  test("and right with quotes, variables, comments and lines that go on", () => {
    const text =
      'A=1 npm run deploy -- approve 1 --env prod \\\n  --reason "all of it" # now\n# as somebody\nnpm ci && npm test\n';
    expect(commandsOf(text)).toEqual([
      ["npm", "run", "deploy", "--", "approve", "1", "--env", "prod", "--reason", "all of it"],
      ["npm", "ci"],
      ["npm", "test"],
    ]);
    expect(faultsOf(block("sh", text))).toEqual([]);
  });
});
