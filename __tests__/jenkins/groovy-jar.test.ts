import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { groovyJar } from "../../jenkins/groovy-jar";

const PATH = "org/codehaus/groovy/groovy-all/2.4.21/groovy-all-2.4.21.jar";
let cache: string;
beforeEach(() => void (cache = mkdtempSync(join(tmpdir(), "groovy-"))));
afterEach(() => rmSync(cache, { recursive: true }));

/** A repository that answers every request so, and what it was asked for. */
function repository(answer: () => Response) {
  const asked: string[] = [];
  // Of what fetch takes and is, only this is used.
  const get = ((address: string) => {
    asked.push(address);
    return new Promise((resolve) => resolve(answer()));
  }) as unknown as typeof fetch;
  return { asked, fetch: get };
}

test.each([
  ["Maven Central", {}, `https://repo.maven.apache.org/maven2/${PATH}`],
  [
    "the repository that is named",
    { MAVEN_REPOSITORY: "https://maven.example.com/all/" },
    `https://maven.example.com/all/${PATH}`,
  ],
])("Groovy comes from %s, and is kept only as it is known", async (_, variables, address) => {
  const { asked, fetch } = repository(() => new Response("something else"));
  const lines: string[] = [];
  const environment = { REHEARSAL_CACHE: cache, ...variables };
  const getting = groovyJar({ environment, fetch, progress: (line) => void lines.push(line) });
  await expect(getting).rejects.toMatchObject({
    code: "GroovyAltered",
    blame: "environment",
    where: address,
  });
  expect(asked).toEqual([address]);
  expect(lines).toHaveLength(1);
  expect(existsSync(join(cache, "groovy-all-2.4.21.jar"))).toBe(false);
});

test.each([
  ["HTTP 404", () => new Response("", { status: 404 })],
  [
    "no such host",
    () => {
      throw new TypeError("fetch failed", { cause: new Error("no such host") });
    },
  ],
])("a repository that cannot be asked says so: %s", async (why, answer) => {
  const getting = groovyJar({ environment: { REHEARSAL_CACHE: cache }, fetch: repository(answer).fetch });
  await expect(getting).rejects.toMatchObject({
    code: "GroovyUnreachable",
    message: `Groovy 2.4.21 cannot be had: ${why}`,
    next: expect.stringContaining("MAVEN_REPOSITORY") as string,
  });
});

test("a jar that is named, or kept, is used only as it is known, and nothing is downloaded", async () => {
  const file = join(cache, "groovy-all-2.4.21.jar");
  const { asked, fetch } = repository(() => new Response(""));
  await expect(groovyJar({ environment: { GROOVY_JAR: file }, fetch })).rejects.toMatchObject({
    code: "GroovyUnreachable",
    where: file,
  });
  writeFileSync(file, "something else");
  for (const environment of [{ GROOVY_JAR: file }, { REHEARSAL_CACHE: cache }]) {
    await expect(groovyJar({ environment, fetch })).rejects.toMatchObject({
      code: "GroovyAltered",
      where: file,
    });
  }
  expect(asked).toEqual([]);
});
