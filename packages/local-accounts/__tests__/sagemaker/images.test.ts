import { standInFor } from "../../index";
import { standIn } from "../../sagemaker/jobs/images";
import type { Purpose } from "../../sagemaker/jobs/images";
import { ANALYZER, DEV, REGION, SCIKIT, XGBOOST } from "./world";

const OWN = `${DEV}.dkr.ecr.${REGION}.amazonaws.com/team/churn:3`;
const PYTORCH = `763104351884.dkr.ecr.${REGION}.amazonaws.com/pytorch-training:2.9.0-cpu-py312-ubuntu22.04-sagemaker`;
const SPARK = `173754725891.dkr.ecr.${REGION}.amazonaws.com/sagemaker-spark-processing:3.5-cpu-py39-v1.2`;

test.each<[string, Purpose, string]>([
  [SCIKIT, "process", "script.py"],
  [SCIKIT, "train", "scikit_learn_train.py"],
  [SCIKIT, "serve", "scikit_learn_serve.py"],
  [XGBOOST, "process", "script.py"],
  [XGBOOST, "train", "xgboost_train.py"],
  [XGBOOST, "serve", "xgboost_serve.py"],
  [SPARK, "process", "spark_submit.py"],
])("in place of %s there is something to %s", (image, purpose, script) => {
  expect(standInFor(image, purpose)).toEqual({ runs: true });
  expect(standIn({ folder: "/containers", more: {} }, image, purpose, REGION)).toBe(`/containers/${script}`);
});

test("an image of one's own runs by the script that is given for its repository", () => {
  const more = { "team/churn": { train: "/work/train.py" } };
  expect(standInFor(OWN, "train", more)).toEqual({ runs: true });
  expect(standIn({ folder: "/containers", more }, OWN, "train", REGION)).toBe("/work/train.py");
  const needed = {
    reason: `the rehearsal has no stand-in that can serve in place of the image ${OWN}; it has one for sagemaker-scikit-learn, sagemaker-xgboost`,
    needs: `a Python script that does, given to the local accounts as standIns: {"team/churn": {"serve": PATH}}`,
  };
  expect(standInFor(OWN, "serve", more)).toEqual({ runs: false, ...needed });
  expect(() => standIn({ folder: "/containers", more }, OWN, "serve", REGION)).toThrow(
    `ClientError: ${needed.reason}; it needs ${needed.needs}`,
  );
});

test.each<[string, string, Purpose, string]>([
  ["PyTorch", PYTORCH, "train", "PyTorch is not rehearsed: the rehearsal has no stand-in that can train"],
  // What it has for other purposes is not listed.
  ["the analyzer", ANALYZER, "process", "it has one for sagemaker-scikit-learn, sagemaker-spark-processing"],
  ["Spark", SPARK, "train", "it has one for sagemaker-scikit-learn, sagemaker-xgboost"],
  ["another account's", XGBOOST.replace("683313688378", DEV), "train", "Cannot pull algorithm container"],
  ["an image elsewhere", "docker.io/library/python:3", "process", "Cannot pull algorithm container"],
])("%s cannot be run, and why is said beforehand", (_name, image, purpose, reason) => {
  const answer = standInFor(image, purpose);
  expect(answer).toMatchObject({ runs: false, reason: expect.stringContaining(reason) as string });
  if (!answer.runs) expect(answer.needs).not.toBe("");
});

test("an image of another Region's cannot be pulled", () => {
  expect(standInFor(XGBOOST, "train")).toEqual({ runs: true });
  expect(() => standIn({ folder: "/containers", more: {} }, XGBOOST, "train", "us-west-2")).toThrow(
    "Cannot pull algorithm container",
  );
});
