import { at, listAt, numberAt, objectAt, parseJson, text, textAt } from "../json";
import type { Json } from "../json";
import { JobFailure } from "../failure";
import { plannedArtifact } from "./job";
import { resourceConfig, runContainers, withWorkspaces } from "./runner";
import type { JobRun } from "./runner";
import { download, downloadCode, share, sources, transfer } from "./transfer";
import { packed } from "./workspace";
import type { Workspace } from "./workspace";

/** SageMaker's name for the machines of a job that names no groups. */
const GROUP = "homogeneousCluster";

/**
 * Runs a training job: channels from S3, whole or in shards, the container on every instance, and what they all leave as
 * one model in `<S3OutputPath>/<job>/output/model.tar.gz`, with what lies in output/data beside it.
 */
export async function runTraining(run: JobRun): Promise<void> {
  const { job } = run;
  const phase = (name: string): void => {
    job.secondary = name;
    job.modified = run.services.clock.now();
  };
  const count = numberAt(job.request, "ResourceConfig", "InstanceCount") ?? 1;
  await withWorkspaces(run, count, async (workspaces) => {
    phase("Downloading");
    await downloadChannels(run, workspaces);
    await Promise.all(workspaces.map((workspace) => configure(run, workspace, workspaces)));
    await downloadCode(run, workspaces, submitDirectory(run));
    phase("Training");
    await runContainers(run, workspaces, {
      image: text(job.request, "AlgorithmSpecification", "TrainingImage"),
      purpose: "train",
      arguments: ["train"],
      environment: { TRAINING_JOB_NAME: job.name, TRAINING_JOB_ARN: job.arn },
      messageFile: "/opt/ml/output/failure",
    });
    phase("Uploading");
    await uploadModel(run, workspaces);
  });
}

function channels(run: JobRun): readonly Json[] {
  return listAt(run.job.request, "InputDataConfig");
}

async function downloadChannels(run: JobRun, workspaces: readonly Workspace[]): Promise<void> {
  await Promise.all(
    channels(run).map(async (channel) => {
      const name = text(channel, "ChannelName");
      const source = at(channel, "DataSource", "S3DataSource");
      if (source === undefined) {
        throw new JobFailure(
          `ClientError: channel ${name} has no S3DataSource; the rehearsal reads nothing else`,
        );
      }
      const found = await sources(run.storage, source);
      const distribution = textAt(source, "S3DataDistributionType");
      await Promise.all(
        workspaces.map((workspace, index) => {
          const mine = share(found, distribution, index, workspaces.length);
          return download(run.storage, mine, workspace, `/opt/ml/input/data/${name}`);
        }),
      );
    }),
  );
}

/** The hyperparameter with which script mode names its code; the Python SDK encodes it in JSON. */
function submitDirectory({ job }: JobRun): string | undefined {
  const given = textAt(job.request, "HyperParameters", "sagemaker_submit_directory");
  const decoded = given === undefined ? undefined : parseJson(given);
  return typeof decoded === "string" ? decoded : given;
}

/** The files below /opt/ml/input/config; developer guide, "your-algorithms-training-algo-running-container". */
async function configure(run: JobRun, workspace: Workspace, workspaces: readonly Workspace[]): Promise<void> {
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
  const type = text(request, "ResourceConfig", "InstanceType");
  const hosts = workspaces.map(({ host }) => host);
  await workspace.writeJson(`${config}/resourceconfig.json`, {
    ...resourceConfig(workspace, hosts, type),
    current_group_name: GROUP,
    instance_groups: [{ instance_group_name: GROUP, instance_type: type, hosts }],
  });
  await Promise.all(["/opt/ml/model", "/opt/ml/output/data"].map((folder) => workspace.makeFolder(folder)));
}

async function uploadModel(run: JobRun, workspaces: readonly Workspace[]): Promise<void> {
  const { job, storage } = run;
  const kmsKey = textAt(job.request, "OutputDataConfig", "KmsKeyId");
  const artifact = plannedArtifact(job);
  const model = await packed(workspaces, "/opt/ml/model");
  await transfer("Artifact upload", artifact, () => storage.write(artifact, model, kmsKey));
  job.artifact = artifact;
  const others = await Promise.all(workspaces.map((workspace) => workspace.files("/opt/ml/output/data")));
  if (others.flat().length === 0) return;
  const output = artifact.replace(/model\.tar\.gz$/u, "output.tar.gz");
  const data = await packed(workspaces, "/opt/ml/output/data");
  await transfer("Artifact upload", output, () => storage.write(output, data, kmsKey));
}
