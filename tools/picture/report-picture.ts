import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { projectRoot } from "../../environments/project-root";
import type { ReportData } from "../../report/data";
import { reportPage } from "../../report/page";
import { openPage } from "./chromium";

/** A rehearsal of the example, as its report got it. */
const RUN = join("__tests__", "report", "example.json");

/** The picture in the README, and what says of which page it is. */
export const PICTURE = join("docs", "report.png");
export const DIGEST = join("docs", "report.sha256");

/** CSS pixels of a window that shows what a report comes to. */
const WINDOW = { width: 1280, height: 700 } as const;

/** The page that the picture shows. */
export function picturedPage(): string {
  return reportPage(JSON.parse(readFileSync(join(projectRoot(), RUN), "utf8")) as ReportData);
}

/** What stands in the file beside the picture: the page's SHA-256, in hexadecimal digits on a line. */
export function digestOf(page: string): string {
  return `${createHash("sha256").update(page).digest("hex")}\n`;
}

/**
 * Draws the picture, and writes the digest beside it.
 * @throws Problem `NoChromium`, `ChromiumFailed`
 */
export function drawReport(): void {
  const page = picturedPage();
  const size = `--window-size=${WINDOW.width},${WINDOW.height}`;
  openPage(page, size, `--screenshot=${join(projectRoot(), PICTURE)}`);
  writeWhole(join(projectRoot(), DIGEST), digestOf(page));
}
