import { commandsPage } from "./commands";
import { configurationPage } from "./configuration";
import { errorsPage } from "./errors";

/** The pages of docs/ that are made from the sources of now, by name. */
export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  "commands.md": commandsPage,
  "configuration.md": configurationPage,
  "errors.md": errorsPage,
};
