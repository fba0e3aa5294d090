import { copyFor } from "../../../../environments/personal-copy";
import { dataPrefix, versionPrefix } from "../../../../pipeline-defs/layout";
import { deployLockKey } from "../../../../stacks/names";
import {
  artifacts,
  dataOf,
  dev,
  devDeploy,
  devExecution,
  devLambda,
  devPlan,
  devScientist,
  devState,
  prod,
  prodDeploy,
  prodExecution,
  prodPlan,
  sageMakerOf,
  states,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const ann = copyFor(dev, "ann");
const { trainPipeline: copied } = ann;
/** What a copy of prod would be called, which there is none of. */
const COPY_OF_PROD = `${prod.trainPipeline.arn}-as-ann`;
const START = "sagemaker:StartPipelineExecution";
const fileOf = (environment: typeof dev, folder: "data" | "predictions"): string =>
  dataOf(environment, `${dataPrefix(environment, folder)}0a1b2c3d4e5f/file.csv`);

/** People's own copies of dev, and what whoever works on one must not reach by it. */
export const COPIES: readonly DeniedCall[] = [
  ...["sagemaker:CreatePipeline", "sagemaker:DeletePipeline"].flatMap((does): DeniedCall[] => [
    {
      who: devDeploy,
      does,
      on: sageMakerOf(dev, "pipeline/of-others-as-ann"),
      because: "other pipelines' copies are not its business",
      but: { on: copied.arn },
    },
    {
      who: devDeploy,
      does,
      on: dev.trainPipeline.arn.concat("-assessed"),
      because: "what begins with the pipeline's name is no copy of it yet",
      but: { on: copied.arn },
    },
    {
      who: prodDeploy,
      does,
      on: COPY_OF_PROD,
      because: "in prod runs what was reviewed, and nobody's own copy",
      but: { on: prod.trainPipeline.arn },
    },
    {
      who: devScientist,
      does,
      on: copied.arn,
      because: "a copy is made by who may deploy",
      but: { who: devDeploy },
    },
  ]),
  {
    who: devScientist,
    does: START,
    on: sageMakerOf(dev, "pipeline/of-others-as-ann"),
    because: "other pipelines' copies are not this model's",
    but: { on: copied.arn },
  },
  {
    who: devScientist,
    does: "sagemaker:StopPipelineExecution",
    on: sageMakerOf(dev, "pipeline/of-others-as-ann/execution/abc"),
    because: "nor are their executions",
    but: { on: `${copied.arn}/execution/abc` },
  },
  {
    who: devLambda,
    does: START,
    on: copied.arn,
    because: "drift trains what everybody runs, and nobody's own copy",
    but: { on: dev.trainPipeline.arn },
  },
  {
    who: devPlan,
    does: START,
    on: copied.arn,
    because: "who looks changes nothing",
    but: { does: "sagemaker:DescribePipeline" },
  },
  {
    who: prodPlan,
    does: "sagemaker:DescribePipeline",
    on: COPY_OF_PROD,
    because: "there is no copy of prod to look at",
    but: { on: prod.trainPipeline.arn },
  },
  ...["s3:DeleteObject", "s3:DeleteObjectVersion"].flatMap((does): DeniedCall[] => [
    {
      who: devDeploy,
      does,
      on: fileOf(dev, "predictions"),
      because: "what everybody's pipelines predicted stays",
      but: { on: fileOf(ann, "predictions") },
    },
    {
      who: devDeploy,
      does,
      on: fileOf(ann, "data"),
      because: "what a person has uploaded stays",
      but: { on: fileOf(ann, "predictions") },
    },
    {
      who: prodDeploy,
      does,
      on: dataOf(prod, `${dataPrefix(ann, "predictions")}file.csv`),
      because: "prod has no copies whose files could go",
      but: { on: dataOf(prod, `${dataPrefix(prod, "code")}abc/evaluate.py`) },
    },
  ]),
  {
    who: devDeploy,
    does: "s3:GetObject",
    on: fileOf(ann, "predictions"),
    because: "who deploys reads no data, of nobody's",
    but: { does: "s3:DeleteObject" },
  },
  {
    who: devState,
    does: "s3:PutObject",
    on: states(deployLockKey({ ...ann, state: prod.state })),
    because: "what is locked is dev's, and its copies",
    but: { on: states(deployLockKey(ann)) },
  },
  {
    who: devState,
    does: "s3:PutObject",
    on: states(deployLockKey(ann).replace("deploy.lock", "dev.tfstate")),
    because: "a copy has no state of its own",
    but: { on: states(deployLockKey(ann)) },
  },
  {
    who: prodExecution,
    does: "s3:PutObject",
    on: artifacts(`${versionPrefix(ann)}0a1b2c3d4e5f/artifact/model.tar.gz`),
    because: "prod trains no version of a copy",
    but: { who: devExecution },
  },
];
