/** Definitions that exist, as TypeScript. */
export { importDefinition } from "./import-definition";
export type { Imported, ImportedParts, ImportOptions } from "./import-definition";
