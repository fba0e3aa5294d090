import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

const read = (page: string): string => readFileSync(join(projectRoot(), "docs", page), "utf8");

/** Every command of the page, in its blocks for a shell. */
const commands = [...read("from-python.md").matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = ""]) =>
  block.split("\n").filter((line) => line.startsWith("npm run ")),
);

/** What a command says of itself; the options of its default command where it names none. */
function helpOf(command: string): string {
  const [, script = "", verb = "print"] = /^npm run (\S+) -- ([a-z][a-z-]*)?/.exec(command) ?? [];
  const [, help = ""] = read("commands.md").split(`\n### npm run ${script} -- ${verb}\n`);
  return help.split("\n#", 1)[0] ?? "";
}

test.each(commands)("%s has the options that its help lists", (command) => {
  const options = command.match(/(?<= )--[a-z][a-z-]*/g) ?? [];
  expect(options.length).toBeGreaterThan(0);
  for (const option of options) expect(helpOf(command)).toContain(`${option} <`);
});
