import { packageFolder, sourcesOf } from "../../../__tests__/support/workspace-packages";

/** The library's folder, which is a package of its own. */
export const FOLDER = packageFolder("pipeline-definitions");

/** Paths of its TypeScript below that folder, sorted. */
export const SOURCES = sourcesOf("pipeline-definitions");
