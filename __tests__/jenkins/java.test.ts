import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJava, majorVersion } from "../../jenkins/java";

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ["something else", undefined],
])("the version of «%s» is %s", (text, version) => {
  expect(majorVersion(text)).toBe(version);
});

describe("the Java of JAVA_HOME", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "java-"));
    mkdirSync(join(home, "bin"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function install(version: string): void {
    const java = join(home, "bin", "java");
    writeFileSync(java, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
    chmodSync(java, 0o755);
  }

  test("is taken", () => {
    install("1.8.0_402");
    expect(findJava({ JAVA_HOME: home })).toBe(join(home, "bin", "java"));
  });

  test("is refused where it is too old, or not there", () => {
    const refusal = (): unknown => {
      try {
        return findJava({ JAVA_HOME: home });
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toMatchObject({ code: "NoJava", message: "there is no Java" });
    install("1.7.0_80");
    expect(refusal()).toMatchObject({ code: "NoJava", message: "this is no Java 8 or later" });
  });
});
