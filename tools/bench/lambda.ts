import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { projectRoot } from "../../environments/project-root";
import { bundleLambdas } from "../../lambdas/bundle";
import { measure } from "./measure";
import type { Outcome } from "./outcome";

/** How many times less processor time than the boto3 handler a cold start takes. */
const GOAL = 2;
/** KiB that a function's zip may have. */
const ZIP_GOAL = 512;
const ROUNDS = 15;
const OURS = "latest-approved-model, import and first call";
const THEIRS = "boto3 handler, import and first call";
const KIB = 1024;

const bench = join(projectRoot(), "tools", "bench");
/** What the step LatestApprovedModel sends; of an empty group both answer with what to take otherwise. */
const EVENT = JSON.stringify({
  model_package_group: "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/bench",
  reads_versions_of: "dev,prod",
  required_files: "model",
  otherwise_model_data_url: "none",
});
const FIRST_CALL =
  'require("./index.js").handler(JSON.parse(process.argv[1])).then((answer) => console.log(JSON.stringify(answer)))';

/** A SageMaker whose group is empty. It answers at once: what is measured is the functions. */
async function emptyRegistry(): Promise<{ server: Server; calls: () => number }> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end('{"ModelPackageSummaryList":[]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, calls: () => calls };
}

/** The bundle of a function that is called at each inference, unpacked as Lambda unpacks it. */
async function unpacked(folder: string): Promise<number> {
  const { "latest-approved-model": bundle } = await bundleLambdas();
  for (const [name, content] of Object.entries(unzipSync(readFileSync(bundle.zip)))) {
    writeFileSync(join(folder, name), content);
  }
  return statSync(bundle.zip).size / KIB;
}

/** A cold start: a process that imports the function and makes its first call, beside a handler with boto3. */
export async function lambda(): Promise<Outcome> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(bench, "requirements.txt")],
  });
  const folder = mkdtempSync(join(tmpdir(), "bench-lambda-"));
  const { server, calls } = await emptyRegistry();
  try {
    const zip = await unpacked(folder);
    const environment = {
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    };
    const samples = await measure(
      {
        [OURS]: {
          command: ["sh", "-c", 'cd "$0" && exec node -e "$1" "$2"', folder, FIRST_CALL, EVENT],
          environment,
        },
        [THEIRS]: { command: [python, join(bench, "lambda", "handler.py"), EVENT], environment },
      },
      ROUNDS,
    );
    return {
      tables: [samples],
      ratios: [{ what: "Lambda, cold start", ours: OURS, peer: THEIRS }],
      goals: [
        {
          what: "times less than a boto3 handler, import and first call",
          bound: "at least",
          limit: GOAL,
          measured: samples[THEIRS].cpu / samples[OURS].cpu,
        },
        {
          what: "KiB of the function's zip, all it imports in it",
          bound: "at most",
          limit: ZIP_GOAL,
          measured: zip,
        },
        {
          what: "calls of a run, the same for both",
          bound: "at most",
          limit: 1,
          measured: calls() / (2 * (1 + ROUNDS)),
        },
      ],
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}
