// Run by bundle.integration.test.ts in processes of its own: bundles into the folder named first, prints the bundles as JSON.
import { bundleLambdas } from "../../lambdas/bundle";

void bundleLambdas(process.argv[2]).then((bundles) => process.stdout.write(JSON.stringify(bundles)));
