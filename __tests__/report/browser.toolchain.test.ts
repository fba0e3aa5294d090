import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { projectRoot } from "../../environments/project-root";
import { reportPage } from "../../report/page";
import { findChromium } from "../../tools/picture/chromium";
import { describeUnless, testUnless } from "../support/unless";
import { EXAMPLE } from "./example";

const found = findChromium();
const missing = found === undefined ? "no Chromium on the PATH" : undefined;
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What the last rehearsal left, if there was one. */
const REHEARSED = join(projectRoot(), "rehearsal-out", "report.html");
const unseen = existsSync(REHEARSED)
  ? undefined
  : "no rehearsal-out/report.html, which npm run rehearse leaves";

/** What the page is shown at, in CSS pixels. */
const WIDTHS = [390, 1024, 1600];

describeUnless(missing, "in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const file = join(folder, "report.html");
  const said: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, reportPage(EXAMPLE));
    const executablePath = spawnSync("which", [found ?? ""], { encoding: "utf8" }).stdout.trim();
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    width: number,
    more: Parameters<Browser["newPage"]>[0] = {},
    shown = file,
  ): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, ...more });
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) said.push(request.url());
    });
    await page.goto(pathToFileURL(shown).href);
    return page;
  }

  test.each(WIDTHS)(
    "at %d pixels nothing scrolls sideways, and nothing is said or asked for",
    async (width) => {
      const page = await open(width);
      const [needed, there] = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
      );
      expect(needed).toBe(there);
      expect(said).toEqual([]);
      await page.close();
    },
  );

  test("without a script everything is there, and no control that does nothing", async () => {
    const page = await open(390, { javaScriptEnabled: false });
    expect(await page.locator("section").count()).toBe(11);
    expect(await page.locator("button, input").count()).toBe(0);
    await page.locator("#story summary").first().click();
    expect(await page.locator("#story li").first().isVisible()).toBe(true);
    await page.close();
  });

  test("every link leads somewhere, and opens what it leads into", async () => {
    const page = await open(1024);
    const lost = await page.evaluate<string[]>(
      `[...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter((to) => !document.getElementById(to.slice(1)))`,
    );
    expect(lost).toEqual([]);
    await page.locator(".graph a").first().click();
    const to = await page.locator(".graph a").first().getAttribute("href");
    expect(await page.locator(`${to} > details`).getAttribute("open")).not.toBeNull();
    await page.close();
  });

  test("the filter leaves what is asked for", async () => {
    const page = await open(1024);
    await page.getByRole("searchbox").fill("model-approver-role");
    const left = await page.locator("#permissions tbody tr:visible").allTextContents();
    expect(left).toHaveLength(1);
    expect(left[0]).toContain("model-approver-role");
    await page.close();
  });

  test("the theme turns to light and to dark", async () => {
    const page = await open(1024, { colorScheme: "light" });
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    const button = page.getByRole("button", { name: /Theme/ });
    await button.click();
    expect(await ground()).toBe(light);
    await button.click();
    expect(await ground()).not.toBe(light);
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing serious in %s", async (colorScheme) => {
    const page = await open(1024, { colorScheme });
    await page.getByRole("button", { name: "Open all" }).click();
    await page.evaluate(AXE);
    const found = await page.evaluate<{ id: string; impact: string; nodes: string[] }[]>(
      `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 2).map(({ html }) => html) })))`,
    );
    expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await page.close();
  });
  testUnless(unseen, "the last rehearsal's report opens, and its pictures lie beside it", async () => {
    const folder = dirname(REHEARSED);
    for (const [name, width, colorScheme] of [
      ["report-light.png", 1280, "light"],
      ["report-dark.png", 1280, "dark"],
      ["report-phone.png", 390, "light"],
    ] as const) {
      const page = await open(width, { colorScheme }, REHEARSED);
      expect(await page.locator("h1").isVisible()).toBe(true);
      await page.screenshot({ path: join(folder, name), fullPage: true });
      await page.close();
    }
    expect(said).toEqual([]);
  });
});
