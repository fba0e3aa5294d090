import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runEntry } from "../../rehearsal/story/commands";
import { projectRoot } from "../../environments/project-root";
import { generated } from "./markdown";

/** Parts of a help that list no commands. */
const NO_COMMANDS = /^(?:Options|Arguments|Examples?|Exit codes|Usage):/;

/** The commands that a help names, its own `help` left out. */
export function commandsIn(help: string): string[] {
  let listed = false;
  return help.split("\n").flatMap((line) => {
    if (/^\S/.test(line)) listed = line.endsWith(":") && !NO_COMMANDS.test(line);
    const [, name] = (listed && /^ {2}([a-z][a-z-]*)(?: |$)/.exec(line)) || [];
    return name === undefined || name === "help" ? [] : [name];
  });
}

/** A command and all below it, each with its help. */
async function sections(script: string, entry: string, path: readonly string[]): Promise<string[]> {
  const help = await runEntry(entry, [...path, "--help"]);
  const title = ["npm run", script, ...(path.length === 0 ? [] : ["--", ...path])].join(" ");
  const own = ["", `${"#".repeat(2 + path.length)} ${title}`, "", "```", help.trimEnd(), "```"];
  const below: string[] = [];
  for (const name of commandsIn(help)) below.push(...(await sections(script, entry, [...path, name])));
  return [...own, ...below];
}

/** Every command of package.json that is ours, as its `--help` tells it. */
export async function commandsPage(): Promise<string> {
  const lines = [
    "# Commands",
    "",
    generated("each command's `--help`"),
    "",
    "Options stand behind `--`. [Operate](operate.md) says who may use which verb of `npm run deploy`.",
  ];
  const { scripts } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const [script, command] of Object.entries(scripts)) {
    const entry = /^node run\.mjs (\S+)$/.exec(command)?.[1];
    if (entry !== undefined) lines.push(...(await sections(script, entry, [])));
  }
  return `${lines.join("\n")}\n`;
}
