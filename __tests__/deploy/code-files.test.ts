import { gunzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { descriptionFile, programArchive } from "../../deploy/code-files";
import type { Script } from "../../pipeline-defs/code-assets";
import { exampleEnvironment } from "../support/environments";
import { model } from "../models/models";
import { script } from "./support/sources";

const FILES = [script("train.py", "print('train')\n"), script("helpers.py", "# more\n".repeat(1000))];
const DESCRIPTION = script("description.json", "{}");
const archive = (files: readonly Script[], modules: readonly Script[] = []) =>
  programArchive(files, modules, DESCRIPTION);
const digest = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

describe("script mode's source", () => {
  test("is the same bytes for the same files, in whatever order and whenever it is packed", () => {
    const { filename, content } = archive(FILES);
    expect(filename).toBe("sourcedir.tar.gz");
    expect(digest(archive([...FILES].reverse()).content)).toBe(digest(content));
    // Beyond this process: no clock, no user, no release of zlib.
    expect(digest(content)).toMatchInlineSnapshot(
      `"3f806d202e7b28d9ca2d7577686b11ead4dfebfe7eadea319f3b0ee70017f05f"`,
    );
  });

  test("tells no time, and is what gzip reads", () => {
    const { content } = archive(FILES);
    // RFC 1952, MTIME: 0 where none is told.
    expect([...content.slice(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(gunzipSync(content).toString("latin1")).toContain("print('train')");
  });

  test("is other bytes where one file is another", () => {
    const changed = archive([script("train.py", "print('other')\n"), ...FILES.slice(1)]);
    expect(digest(changed.content)).not.toBe(digest(archive(FILES).content));
  });

  test("has the description and the modules, but for a module that the program has a file of its own for", () => {
    const own = script("helpers.py", "# own\n");
    const modules = [script("helpers.py", "# module\n"), script("tabular.py", "# module\n")];
    expect(digest(archive([own], modules).content)).toBe(digest(archive([own, ...modules.slice(1)]).content));
    expect(gunzipSync(archive([own], modules).content).toString("latin1")).toContain("description.json");
  });
});

describe("what scripts know of the model", () => {
  const told = (description = model()) =>
    Buffer.from(descriptionFile({ ...exampleEnvironment(), description }).content).toString();

  test("is its columns, its target and how its rows come", () => {
    expect(told()).toMatchInlineSnapshot(
      `"{"classes":[],"columns":[{"name":"area","type":"number"},{"name":"heating","type":"category"},{"name":"price","type":"number"}],"contract":"script","target":"price","task":"regression"}"`,
    );
  });

  test("does not change with what no script reads: title, threshold, machines, card", () => {
    const other = model({
      title: "Other",
      metric: { threshold: 9, improvement: 1 },
      serving: { instance_types: ["ml.c5.large"] },
      card: { owner: "others", limits: "everywhere" },
      hyperparameters: { alpha: 1 },
      drift: { ignore: ["heating"] },
    });
    expect(told(other)).toBe(told());
  });

  test.each([
    ["xgboost", "built-in"],
    ["scikit-learn", "script"],
    ["container", "container"],
  ])("says for %s that rows come by the contract %s", (framework, contract) => {
    const image =
      framework === "container" ? "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices:1.0" : undefined;
    const description = model({ framework, image, hyperparameters: { num_round: 5 } });
    expect(JSON.parse(told(description))).toMatchObject({ contract });
  });
});
