/** The commands that judge and import definitions, for a command line of one's own, and what they are made of. */
export { importCommand, validateCommand } from "./commands";
export { readDefinition } from "./definition-file";
export { importFile, notesOn } from "./import-file";
export type { ImportFlags } from "./import-file";
