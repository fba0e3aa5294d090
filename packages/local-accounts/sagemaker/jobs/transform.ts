import { text, textAt } from "../json";
import { JobFailure } from "../failure";
import { assemble, processingOf, readBatches, requestBody, unpacked } from "./batch";
import { runContainers, withWorkspaces } from "./runner";
import type { JobRun } from "./runner";
import { downloadCode, transfer } from "./transfer";
import { gunzip, unpackTar } from "sagemaker-promotion-core/tar";
import type { Workspace } from "./workspace";

/** What a stand-in for serving is given, and leaves: `containers/serving.py`. */
const FOLDER = "/opt/ml/rehearsal";

/**
 * Runs a batch transform. Splitting, filters, joining and assembling are the service's work and done here; the container
 * gets each object as one request (BatchStrategy and payload limits are not looked at).
 */
export async function runTransform(run: JobRun): Promise<void> {
  const { job, services, storage } = run;
  const split = textAt(job.request, "TransformInput", "SplitType") ?? "None";
  if (split !== "Line" && split !== "None") {
    throw new JobFailure(`ClientError: the rehearsal splits by Line or not at all, not by ${split}`);
  }
  const processing = processingOf(run);
  const model = run.store.model(text(job.request, "ModelName"));
  const environment = modelEnvironment(model.container.environment);
  const batches = await readBatches(run);
  const bodies = batches.map((batch) => requestBody(batch, processing));
  await withWorkspaces(run, 1, async ([workspace]) => {
    if (workspace === undefined) return;
    await unpackModel(run, workspace, model.container.modelData);
    await downloadCode(run, [workspace], environment["SAGEMAKER_SUBMIT_DIRECTORY"]);
    const requests = await Promise.all(
      batches.map(async ({ object }, index) => {
        const [body, answer] = [`${FOLDER}/requests/${index}`, `${FOLDER}/answers/${index}`];
        await workspace.writeFile(body, bodies[index] ?? Buffer.alloc(0));
        return { object, body: workspace.path(body), answer: workspace.path(answer) };
      }),
    );
    await workspace.makeFolder(`${FOLDER}/answers`);
    await workspace.writeJson(`${FOLDER}/requests.json`, {
      content_type: textAt(job.request, "TransformInput", "ContentType") ?? "",
      accept: textAt(job.request, "TransformOutput", "Accept") ?? "",
      requests,
    });
    await runContainers(run, [workspace], {
      image: model.container.image,
      purpose: "serve",
      arguments: ["--requests", workspace.path(`${FOLDER}/requests.json`)],
      environment: { SAGEMAKER_BATCH: "true", ...environment },
      messageFile: `${FOLDER}/status`,
    });
    const byLine = textAt(job.request, "TransformOutput", "AssembleWith") === "Line";
    const kmsKey = textAt(job.request, "TransformOutput", "KmsKeyId");
    for (const [index, batch] of batches.entries()) {
      const answer = (await workspace.readFile(`${FOLDER}/answers/${index}`)) ?? Buffer.alloc(0);
      const body = assemble(batch, answer, processing, byLine);
      await transfer("Artifact upload", batch.output, () => storage.write(batch.output, body, kmsKey));
    }
  });
  services.log(`${job.name}: ${batches.length} object(s) transformed`);
}

async function unpackModel({ storage }: JobRun, workspace: Workspace, uri: string): Promise<void> {
  const archive = await transfer("Data download", uri, () => storage.read(uri));
  for (const { name, body } of unpacked(uri, () => unpackTar(gunzip(archive)))) {
    await workspace.writeFile(`/opt/ml/model/${name}`, body);
  }
}

function modelEnvironment(environment: object): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}
