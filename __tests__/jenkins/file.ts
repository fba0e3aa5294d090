import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** The project's own Jenkinsfile. */
export const JENKINSFILE = readFileSync(join(projectRoot(), "Jenkinsfile"), "utf8");
