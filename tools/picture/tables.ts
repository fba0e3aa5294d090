import type { Account, Card, Picture } from "./picture";
import { ownerName, phrase } from "./words";

/** Numbers in words, as far as pictures have accounts. */
const WORDS = ["no", "one", "two", "three", "four", "five", "six"];

const head = (accounts: number): string => `# Accounts, roles and who may do what

<!-- Written by \`npm run docs\` from the synthesized policies of the files in environments/. -->

![The ${WORDS[accounts] ?? accounts} accounts with their roles and resources, and what crosses between them](accounts.svg)

Each card is a role with what it may do, or a resource with whom its own policy lets in. Arrows cross accounts: from the
statements of a role, or from an account as a whole (its administrators, and services that act for it), to what is
reached. A dashed arrow would be one that only one side allows, which AWS refuses.
Everything in full, statement by statement:
`;

/** The page beside the picture: every statement with its actions, resources and conditions. */
export function pageOf({ accounts }: Picture): string {
  return [head(accounts.length), ...accounts.map(accountSection)].join("\n");
}

function accountSection({ title, number, cards }: Account): string {
  return [`## The ${title} account, ${number}\n`, ...cards.map(cardSection)].join("\n");
}

function cardSection({ owner, id, assumedBy, rows }: Card): string {
  const trust = assumedBy.length === 0 ? "" : ` Assumed by: ${assumedBy.join(", ")}.`;
  return [
    `### ${phrase(ownerName(owner))}\n`,
    `\`${id}\`.${trust}\n`,
    "| what | in full |",
    "| --- | --- |",
    ...rows.map(({ text, detail }) => `| ${cell(text)} | ${detail.split("\n").map(code).join("<br>")} |`),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function code(line: string): string {
  return `\`${cell(line)}\``;
}
