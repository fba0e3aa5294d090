import { asText, compact, listAt, numberAt, pick, text, textAt } from "../json";
import type { Json } from "../json";
import { runContainers, resourceConfig, withWorkspaces } from "./runner";
import type { JobRun } from "./runner";
import { download, s3Input, share, sources, upload } from "./transfer";
import type { Workspace } from "./workspace";

/** Members of the request that processingjobconfig.json repeats; developer guide, "build-your-own-processing-container". */
const CONFIGURED = [
  "ProcessingJobName",
  "AppSpecification",
  "Environment",
  "ProcessingInputs",
  "ProcessingOutputConfig",
  "ProcessingResources",
  "RoleArn",
  "StoppingCondition",
];

/** Runs a processing job: inputs from S3, the container on every instance, outputs to S3 when all have ended well. */
export async function runProcessing(run: JobRun): Promise<void> {
  const { request } = run.job;
  const cluster = ["ProcessingResources", "ClusterConfig"] as const;
  const count = numberAt(request, ...cluster, "InstanceCount") ?? 1;
  const inputs = await Promise.all(
    listAt(request, "ProcessingInputs").map(async (input) => {
      const s3 = s3Input(input);
      return { s3, found: await sources(run.storage, s3) };
    }),
  );
  await withWorkspaces(run, count, async (workspaces) => {
    const hosts = workspaces.map(({ host }) => host);
    await Promise.all(
      workspaces.map(async (workspace, index) => {
        for (const { s3, found } of inputs) {
          const mine = share(found, textAt(s3, "S3DataDistributionType"), index, count);
          await download(run.storage, mine, workspace, text(s3, "LocalPath"));
        }
        await prepare(
          run,
          workspace,
          resourceConfig(workspace, hosts, text(request, ...cluster, "InstanceType")),
        );
      }),
    );
    await runContainers(run, workspaces, {
      image: text(request, "AppSpecification", "ImageUri"),
      purpose: "process",
      arguments: [
        ...listAt(request, "AppSpecification", "ContainerEntrypoint"),
        ...listAt(request, "AppSpecification", "ContainerArguments"),
      ].map(asText),
      messageFile: "/opt/ml/output/message",
    });
    for (const workspace of workspaces) await uploadOutputs(run, workspace);
  });
}

/** Configuration files and empty output folders, as a container finds them. */
async function prepare(run: JobRun, workspace: Workspace, resources: Json): Promise<void> {
  const { request, arn } = run.job;
  await workspace.writeJson("/opt/ml/config/resourceconfig.json", resources);
  await workspace.writeJson(
    "/opt/ml/config/processingjobconfig.json",
    compact({ ProcessingJobArn: arn, ...pick(request, CONFIGURED) }),
  );
  const folders = ["/opt/ml/output", ...outputsOf(run).map((output) => text(output, "LocalPath"))];
  await Promise.all(folders.map((folder) => workspace.makeFolder(folder)));
}

function outputsOf(run: JobRun): Json[] {
  return listAt(run.job.request, "ProcessingOutputConfig", "Outputs").flatMap((output) => {
    const s3 =
      typeof output === "object" && output !== null && "S3Output" in output ? output.S3Output : undefined;
    return s3 === undefined ? [] : [s3];
  });
}

async function uploadOutputs(run: JobRun, workspace: Workspace): Promise<void> {
  const kmsKey = textAt(run.job.request, "ProcessingOutputConfig", "KmsKeyId");
  await Promise.all(
    outputsOf(run).map((output) =>
      upload(run.storage, workspace, text(output, "LocalPath"), text(output, "S3Uri"), kmsKey),
    ),
  );
}
