/** Definitions that exist, as TypeScript. */
export { importDefinition } from "./import-definition";
export type { Imported, ImportOptions } from "./import-definition";
