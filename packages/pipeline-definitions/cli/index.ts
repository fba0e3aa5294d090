/** The commands that judge and import definitions, for a command line of one's own. */
export { importCommand, validateCommand } from "./commands";
