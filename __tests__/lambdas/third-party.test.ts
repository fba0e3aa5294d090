import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { thirdPartyLicences } from "../../lambdas/third-party";

const root = mkdtempSync(join(tmpdir(), "third-party-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("a bundle's licences are those of the packages that it holds, each text once", () => {
  put("node_modules/a/package.json", JSON.stringify({ name: "a", version: "1.0.0", license: "MIT" }));
  put("node_modules/a/LICENSE", "The text\r\nof MIT\n");
  put("node_modules/@s/b/package.json", JSON.stringify({ name: "@s/b", version: "2.0.0", license: "MIT" }));
  put("node_modules/@s/b/LICENSE.md", "The text\nof MIT");
  put(
    "node_modules/a/node_modules/c/package.json",
    JSON.stringify({ name: "c", version: "3.0.0", license: "0BSD" }),
  );
  put("node_modules/d/package.json", JSON.stringify({ name: "d", version: "4.0.0", license: "Apache-2.0" }));
  put("node_modules/d/LICENSE", "Apache");
  put("node_modules/d/NOTICE", "Notice of d");
  put("node_modules/unused/package.json", JSON.stringify({ name: "unused", version: "5.0.0" }));
  const { text, files } = thirdPartyLicences(root, [
    "lambdas/arn.ts",
    "node_modules/d/index.js",
    "node_modules/a/index.js",
    "node_modules/a/lib/more.js",
    "node_modules/a/node_modules/c/index.js",
    "node_modules/@s/b/dist-es/index.js",
  ]);
  const line = "-".repeat(80);
  expect(text).toBe(
    `@s/b 2.0.0\na 1.0.0\n\nThe text\nof MIT\n\n${line}\n\n` +
      `c 3.0.0\n\nLicence: 0BSD\n\n${line}\n\nd 4.0.0\n\nApache\n\nNotice of d\n`,
  );
  expect(files).toContain("node_modules/d/NOTICE");
});
