import type { Environment } from "../../environments/environment";
import { analyzerMonitoring } from "./analyzer";
import type { Monitoring } from "./monitoring";
import { scriptMonitoring } from "./script";

/** The way of monitoring that the environment asks for. */
export function monitoringOf(environment: Environment): Monitoring {
  return environment.monitoring === "processing" ? scriptMonitoring : analyzerMonitoring;
}
