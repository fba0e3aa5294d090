import { guard } from "../deploy/commands/guard";
import { findEvidence } from "./verbs";

void guard(process.argv.slice(2), findEvidence);
