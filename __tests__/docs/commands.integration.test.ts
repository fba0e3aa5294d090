import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { VERBS } from "../../operate/verbs";
import { commandsIn, commandsPage } from "../../tools/docs/commands";

test("the page of commands is what the commands say of themselves (differences: npm run docs)", async () => {
  const page = await commandsPage();
  for (const verb of Object.keys(VERBS)) expect(page).toContain(`\n### npm run deploy -- ${verb}\n`);
  expect(page).toContain("\n#### npm run deploy -- rollback model\n");
  expect(page).not.toContain(projectRoot());
  expect(readFileSync(join(projectRoot(), "docs", "commands.md"), "utf8")).toBe(page);
});

test("commands are those of a help's lists, not its options nor its examples", () => {
  const help = [
    "Usage: x [options] [command]",
    "",
    "Options:",
    "  -h, --help  display help",
    "",
    "Look, which only reads:",
    "  status [options]  what is live",
    "                    and since when",
    "  help [command]    display help",
    "",
    "Examples:",
    "  npm run x",
  ];
  expect(commandsIn(help.join("\n"))).toEqual(["status"]);
});
