import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programArchive } from "../../deploy/code-files";
import { script } from "./support/sources";

/** As SageMaker's training toolkit unpacks a source: sagemaker_training/files.py, `download_and_extract`. */
const UNPACK = `
import json, sys, tarfile
with tarfile.open(name=sys.argv[1], mode="r:gz") as archive:
    archive.extractall(path=sys.argv[2])
    members = archive.getmembers()
print(json.dumps({m.name: {"file": m.isfile(), "mode": m.mode, "text": open(f"{sys.argv[2]}/{m.name}").read()} for m in members}))
`;

const folder = mkdtempSync(join(tmpdir(), "source-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("Python unpacks the source as it was packed, each file readable by whoever runs the container", () => {
  const texts = { "train.py": "print('trains')\n", "long.py": "# é\n".repeat(5000), "requirements.txt": "" };
  const files = Object.entries(texts).map(([name, text]) => script(name, text));
  const description = script("description.json", "{}");
  const archive = join(folder, "sourcedir.tar.gz");
  writeFileSync(archive, programArchive(files, [], description).content);
  const members = JSON.parse(
    execFileSync("python3", ["-c", UNPACK, archive, folder], { encoding: "utf8" }),
  ) as Readonly<Record<string, { file: boolean; mode: number; text: string }>>;
  expect(Object.fromEntries(Object.entries(members).map(([name, { text }]) => [name, text]))).toEqual({
    ...texts,
    "description.json": "{}",
  });
  for (const { file, mode } of Object.values(members)) expect([file, mode & 0o444]).toEqual([true, 0o444]);
});
