"""Which Regions Amazon's own image registries serve: account → Regions, as the SageMaker Python SDK knows them.

Source: image_uri_config/*.json of the package sagemaker (Apache-2.0), by which `image_uris.retrieve` makes addresses.
An account that one of the files gives for a Region serves it.

Usage: python3 images.py <folder of the package sagemaker> > images.json, then format it with prettier.
"""

import json
import pathlib
import sys


def main() -> None:
    regions_of: dict = {}

    def collect(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                collect(item)
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "registries":
                    for region, account in value.items():
                        regions_of.setdefault(account, set()).add(region)
                else:
                    collect(value)

    for path in sorted((pathlib.Path(sys.argv[1]) / "image_uri_config").glob("*.json")):
        collect(json.loads(path.read_text()))
    print(json.dumps({account: sorted(regions) for account, regions in sorted(regions_of.items())}))


main()
