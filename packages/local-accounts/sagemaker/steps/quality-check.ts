import { within } from "../arns";
import { at, compact, isObject, isTrue, listAt, objectAt, parseJson, pick, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import { StorageError } from "../storage";
import { resolvedArguments } from "./context";
import type { StepContext } from "./context";
import { StepFailure } from "../failure";
import { startJob } from "./job";

/** Where a version keeps the baselines of a check, by the step's CheckType. */
const BASELINES: Readonly<Record<string, string>> = {
  DATA_QUALITY: "ModelDataQuality",
  MODEL_QUALITY: "ModelQuality",
};

/** Where the analyzer finds the baseline; developer guide, "model-monitor-byoc-contract-inputs". */
const CONSTRAINTS_FOLDER = "/opt/ml/processing/baseline/constraints";
const STATISTICS_FOLDER = "/opt/ml/processing/baseline/stats";

interface Baseline {
  readonly statistics: string;
  readonly constraints: string;
}

/** What of the step is not an argument of its job, resolved. */
interface Check {
  readonly type: string;
  readonly skip: boolean;
  readonly registerNew: boolean;
  readonly failOnViolation: boolean;
  readonly group: string | undefined;
  readonly supplied: Baseline | undefined;
}

/**
 * Computes a baseline of a dataset and, unless SkipCheck, compares it with the previous one.
 * Developer guide, "pipelines-quality-clarify-baseline-lifecycle".
 */
export async function runQualityCheck(context: StepContext): Promise<JsonObject> {
  const check = await checkOf(context);
  const previous = await previousBaseline(context, check);
  const request = await resolvedArguments(context, "CreateProcessingJobRequest");
  const output = outputUri(request);
  const job = await startJob(context, "processing", check.skip ? request : comparing(request, previous));
  const calculated = {
    statistics: within(output, "statistics.json"),
    constraints: within(output, "constraints.json"),
  };
  const used = check.registerNew ? calculated : previous;
  const violations = check.skip
    ? []
    : await violationsIn(context, within(output, "constraint_violations.json"));
  const properties = compact({
    CalculatedBaselineStatistics: calculated.statistics,
    CalculatedBaselineConstraints: calculated.constraints,
    BaselineUsedForDriftCheckStatistics: used?.statistics,
    BaselineUsedForDriftCheckConstraints: used?.constraints,
  });
  const report = violations.length === 0 ? undefined : within(output, "constraint_violations.json");
  context.run.metadata = {
    QualityCheck: compact({
      CheckType: check.type,
      ...properties,
      ModelPackageGroupName: check.group,
      ViolationReport: report,
      CheckJobArn: job["ProcessingJobArn"],
      SkipCheck: check.skip,
      RegisterNewBaseline: check.registerNew,
    }),
  };
  if (report !== undefined && check.failOnViolation) {
    throw new StepFailure(`ClientError: Quality check failed. See violation report: ${report}`);
  }
  return properties;
}

async function checkOf({ step, resolved }: StepContext): Promise<Check> {
  const members = await resolved(
    pick(step.source, [
      "CheckType",
      "SkipCheck",
      "RegisterNewBaseline",
      "FailOnViolation",
      "ModelPackageGroupName",
      "SuppliedBaselineStatistics",
      "SuppliedBaselineConstraints",
    ]),
  );
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = at(members, name);
    return value === undefined ? otherwise : isTrue(value);
  };
  const statistics = text(members, "SuppliedBaselineStatistics");
  const constraints = text(members, "SuppliedBaselineConstraints");
  if ((statistics === "") !== (constraints === "")) {
    throw new StepFailure(
      "ClientError: the rehearsal takes SuppliedBaselineStatistics and SuppliedBaselineConstraints, or neither",
    );
  }
  return {
    type: text(members, "CheckType"),
    skip: flag("SkipCheck", false),
    registerNew: flag("RegisterNewBaseline", false),
    failOnViolation: flag("FailOnViolation", true),
    group: textAt(members, "ModelPackageGroupName"),
    // A parameter whose default is empty supplies nothing.
    supplied: statistics === "" ? undefined : { statistics, constraints },
  };
}

/** The baseline supplied, or that of the group's latest approved version. */
async function previousBaseline(context: StepContext, check: Check): Promise<Baseline | undefined> {
  const found = check.supplied ?? (await registeredBaseline(context, check));
  if (found === undefined && !(check.skip && check.registerNew)) {
    throw new StepFailure(
      `ClientError: no previous baseline for ${check.type}: supply one, or set SkipCheck and RegisterNewBaseline for the first run`,
    );
  }
  return found;
}

async function registeredBaseline(context: StepContext, check: Check): Promise<Baseline | undefined> {
  if (check.group === undefined) return undefined;
  const list = await context.invoke("ListModelPackages", {
    ModelPackageGroupName: check.group,
    ModelApprovalStatus: "Approved",
    SortBy: "CreationTime",
    SortOrder: "Descending",
    MaxResults: 1,
  });
  const arn = textAt(list, "ModelPackageSummaryList", 0, "ModelPackageArn");
  if (arn === undefined) return undefined;
  const version = await context.invoke("DescribeModelPackage", { ModelPackageName: arn });
  const baselines = objectAt(version, "DriftCheckBaselines", BASELINES[check.type] ?? check.type);
  const statistics = textAt(baselines, "Statistics", "S3Uri");
  const constraints = textAt(baselines, "Constraints", "S3Uri");
  return statistics === undefined || constraints === undefined ? undefined : { statistics, constraints };
}

function outputUri(request: JsonObject): string {
  return text(request, "ProcessingOutputConfig", "Outputs", 0, "S3Output", "S3Uri");
}

/** The job with the previous baseline as two more inputs, and the variables by which the analyzer finds them. */
function comparing(request: JsonObject, baseline: Baseline | undefined): JsonObject {
  if (baseline === undefined) return request;
  return {
    ...request,
    Environment: {
      ...objectAt(request, "Environment"),
      baseline_constraints: `${CONSTRAINTS_FOLDER}/${fileName(baseline.constraints)}`,
      baseline_statistics: `${STATISTICS_FOLDER}/${fileName(baseline.statistics)}`,
    },
    ProcessingInputs: [
      ...listAt(request, "ProcessingInputs"),
      input("baseline_constraints", baseline.constraints, CONSTRAINTS_FOLDER),
      input("baseline_statistics", baseline.statistics, STATISTICS_FOLDER),
    ],
  };
}

function fileName(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

function input(InputName: string, S3Uri: string, LocalPath: string): Json {
  return { InputName, S3Input: { S3Uri, LocalPath, S3DataType: "S3Prefix", S3InputMode: "File" } };
}

/** Violations in the analyzer's report; it writes none where there are no violations. */
async function violationsIn(context: StepContext, uri: string): Promise<readonly Json[]> {
  const { services, execution, session } = context;
  try {
    const storage = await services.storages.as(execution.version.roleArn, session, execution.scope.region);
    const report = parseJson((await storage.read(uri)).toString());
    return isObject(report) ? listAt(report, "violations") : [];
  } catch (error) {
    if (error instanceof StorageError && error.code === "NoSuchKey") return [];
    throw new StepFailure(`ClientError: Failed to read the violation report ${uri}: ${String(error)}`);
  }
}
