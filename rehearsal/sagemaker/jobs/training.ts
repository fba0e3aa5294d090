import { at, listAt, objectAt, text, textAt } from "../json";
import type { Json } from "../json";
import { JobFailure, transfer } from "./failure";
import { plannedArtifact } from "./job";
import { resourceConfig, runContainer, unlessStopped, withWorkspaces } from "./runner";
import type { JobRun } from "./runner";
import { download, sources } from "./transfer";
import type { Workspace } from "./workspace";

/**
 * Runs a training job as one instance, whatever its InstanceCount: that instance gets every channel whole.
 * The model goes to `<S3OutputPath>/<job>/output/model.tar.gz`, and what lies in output/data beside it.
 */
export async function runTraining(run: JobRun): Promise<void> {
  const { job } = run;
  const phase = (name: string): void => {
    job.secondary = name;
    job.modified = run.service.clock.now();
  };
  await withWorkspaces(run, 1, async ([workspace]) => {
    if (workspace === undefined) return;
    phase("Downloading");
    await downloadChannels(run, workspace);
    await configure(run, workspace);
    unlessStopped(run);
    phase("Training");
    await runContainer(run, workspace, {
      image: text(job.request, "AlgorithmSpecification", "TrainingImage"),
      purpose: "train",
      arguments: ["train"],
      environment: { TRAINING_JOB_NAME: job.name, TRAINING_JOB_ARN: job.arn },
      messageFile: "/opt/ml/output/failure",
    });
    phase("Uploading");
    await uploadModel(run, workspace);
  });
}

function channels(run: JobRun): readonly Json[] {
  return listAt(run.job.request, "InputDataConfig");
}

async function downloadChannels(run: JobRun, workspace: Workspace): Promise<void> {
  await Promise.all(
    channels(run).map(async (channel) => {
      const name = text(channel, "ChannelName");
      const source = at(channel, "DataSource", "S3DataSource");
      if (source === undefined) {
        throw new JobFailure(
          `ClientError: channel ${name} has no S3DataSource; the rehearsal reads nothing else`,
        );
      }
      await download(
        run.storage,
        await sources(run.storage, source),
        workspace,
        `/opt/ml/input/data/${name}`,
      );
    }),
  );
}

/** The files below /opt/ml/input/config; developer guide, "your-algorithms-training-algo-running-container". */
async function configure(run: JobRun, workspace: Workspace): Promise<void> {
  const { request } = run.job;
  const config = "/opt/ml/input/config";
  const inputMode = textAt(request, "AlgorithmSpecification", "TrainingInputMode") ?? "File";
  const inputs = channels(run).map((channel): [string, Json] => [
    text(channel, "ChannelName"),
    {
      ContentType: textAt(channel, "ContentType") ?? "",
      RecordWrapperType: textAt(channel, "RecordWrapperType") ?? "None",
      S3DistributionType:
        textAt(channel, "DataSource", "S3DataSource", "S3DataDistributionType") ?? "FullyReplicated",
      TrainingInputMode: textAt(channel, "InputMode") ?? inputMode,
    },
  ]);
  await workspace.writeJson(`${config}/hyperparameters.json`, objectAt(request, "HyperParameters"));
  await workspace.writeJson(`${config}/inputdataconfig.json`, Object.fromEntries(inputs));
  await workspace.writeJson(
    `${config}/resourceconfig.json`,
    resourceConfig(workspace, [workspace.host], text(request, "ResourceConfig", "InstanceType")),
  );
  for (const folder of ["/opt/ml/model", "/opt/ml/output/data"]) await workspace.makeFolder(folder);
}

async function uploadModel(run: JobRun, workspace: Workspace): Promise<void> {
  const { job, storage } = run;
  const kmsKey = textAt(job.request, "OutputDataConfig", "KmsKeyId");
  const artifact = plannedArtifact(job);
  const model = await workspace.packed("/opt/ml/model");
  await transfer("Artifact upload", artifact, () => storage.write(artifact, model, kmsKey));
  job.artifact = artifact;
  if ((await workspace.files("/opt/ml/output/data")).length === 0) return;
  const output = artifact.replace(/model\.tar\.gz$/u, "output.tar.gz");
  const data = await workspace.packed("/opt/ml/output/data");
  await transfer("Artifact upload", output, () => storage.write(output, data, kmsKey));
}
