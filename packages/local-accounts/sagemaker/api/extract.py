"""Cuts the request shapes that the local SageMaker checks out of botocore's model of the SageMaker API.

The model (botocore/data/sagemaker/2017-07-24/service-2.json.gz, Apache-2.0) is AWS's own description of its API.
Kept are types, members, required members and constraints; documentation, responses, and what the library of
pipeline definitions has in its own extract of the same model are left out.

Usage: python3 extract.py <botocore folder> > shapes.json, then format it with prettier.
"""

import gzip
import json
import pathlib
import sys

OPERATIONS = """
CreatePipeline UpdatePipeline DescribePipeline ListPipelines DeletePipeline
ListPipelineVersions UpdatePipelineVersion
DescribePipelineDefinitionForExecution StartPipelineExecution StopPipelineExecution RetryPipelineExecution
DescribePipelineExecution UpdatePipelineExecution ListPipelineExecutions ListPipelineExecutionSteps
ListPipelineParametersForExecution
CreateModelPackageGroup DescribeModelPackageGroup ListModelPackageGroups DeleteModelPackageGroup
PutModelPackageGroupPolicy GetModelPackageGroupPolicy DeleteModelPackageGroupPolicy
CreateModelPackage DescribeModelPackage ListModelPackages UpdateModelPackage DeleteModelPackage
CreateModel DescribeModel ListModels DeleteModel
CreateProcessingJob DescribeProcessingJob ListProcessingJobs
CreateTrainingJob DescribeTrainingJob ListTrainingJobs
CreateTransformJob DescribeTransformJob ListTransformJobs
AddTags ListTags DeleteTags
""".split()

LIBRARY = pathlib.Path(__file__).parents[3] / "pipeline-definitions/service-model/model.json"
KEPT = ("min", "max", "pattern", "enum", "required")


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) / "data/sagemaker/2017-07-24"
    model = json.loads(gzip.decompress((folder / "service-2.json.gz").read_bytes()))
    known = json.loads(LIBRARY.read_text())["shapes"]
    shapes: dict = {}

    def keep(name: str) -> str:
        if name not in shapes and name not in known:
            source = model["shapes"][name]
            shape = {"type": source["type"], **{key: source[key] for key in KEPT if key in source}}
            shapes[name] = shape
            if source["type"] == "structure":
                shape["members"] = {key: keep(member["shape"]) for key, member in source["members"].items()}
            if source["type"] == "list":
                shape["member"] = keep(source["member"]["shape"])
            if source["type"] == "map":
                shape["value"] = keep(source["value"]["shape"])
        return name

    operations = {name: keep(model["operations"][name]["input"]["shape"]) for name in OPERATIONS}
    print(json.dumps({"operations": operations, "shapes": dict(sorted(shapes.items()))}))


main()
