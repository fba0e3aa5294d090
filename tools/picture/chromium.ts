import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "sagemaker-promotion-core/problem";

/** Debian's package, or Chrome under one of its names. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser on this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  return NAMES.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/**
 * Opens a page without a window, without network and without a profile that stays.
 * @param args what is wanted of it, such as `--dump-dom`
 * @returns what it prints
 * @throws Problem `NoChromium`, `ChromiumFailed`
 */
export function openPage(html: string, ...args: readonly string[]): string {
  const chromium = findChromium();
  if (chromium === undefined) {
    throw new Problem({
      code: "NoChromium",
      blame: "environment",
      message: "There is no Chromium to draw the page with.",
      where: "PATH",
      next: "Install Debian's package chromium, then run the same command again.",
    });
  }
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  try {
    const page = join(folder, "page.html");
    writeFileSync(page, html);
    const flags = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      "--proxy-server=127.0.0.1:9",
    ];
    const profile = `--user-data-dir=${join(folder, "profile")}`;
    const { status, stdout, stderr } = spawnSync(
      chromium,
      [...flags, profile, ...args, pathToFileURL(page).href],
      {
        encoding: "utf8",
      },
    );
    if (status === 0) return stdout;
    throw new Problem({
      code: "ChromiumFailed",
      blame: "environment",
      message: `${chromium} ended with ${status}: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      next: "See whether it starts by hand, then run the same command again.",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
