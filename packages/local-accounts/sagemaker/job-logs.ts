import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { NO_ENDPOINT_OF_AWS } from "sagemaker-promotion-core/without-aws";
import type { Sessions } from "./sessions";

/** Where the output of one of a job's machines goes, and as whom. */
export interface LogStream {
  /** ARN of the job's role. */
  readonly roleArn: string;
  readonly region: string;
  /** Such as `/aws/sagemaker/ProcessingJobs`. */
  readonly group: string;
  /** `<job>/<machine>-<seconds since 1970>` (SageMaker developer guide, "CloudWatch Logs for Amazon SageMaker AI"). */
  readonly stream: string;
}

/** CloudWatch Logs, as the output of jobs gets there. */
export interface JobLogs {
  write(to: LogStream, lines: readonly string[]): Promise<void>;
}

/** As many events as one call takes, and as many bytes of text, with room for what CloudWatch counts beside it (PutLogEvents). */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 512 * 1024;

/** CloudWatch Logs behind the gateway, with the job's role's credentials: a job whose role may not write has no log. */
export function cloudWatchLogs(sessions: Sessions, endpoint: string): JobLogs {
  return {
    async write({ roleArn, region, group: logGroupName, stream: logStreamName }, lines) {
      const credentials = await sessions.credentials(roleArn, "SageMaker");
      const client = new CloudWatchLogsClient({
        ...NO_ENDPOINT_OF_AWS,
        region,
        endpoint,
        credentials,
        maxAttempts: 3,
      });
      const createStream = () => client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      try {
        await createStream().catch(async (error: unknown) => {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          await client.send(new CreateLogGroupCommand({ logGroupName })).catch(unlessThere);
          await createStream();
        });
        const timestamp = Date.now();
        const logEvents = lastLines(lines).map((message) => ({ timestamp, message }));
        if (logEvents.length === 0) return;
        await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
      } finally {
        client.destroy();
      }
    },
  };
}

/** Another job of the kind may have been quicker. */
function unlessThere(error: unknown): void {
  if (!(error instanceof ResourceAlreadyExistsException)) throw error;
}

/** The end of an output, as much as one call takes; CloudWatch refuses empty messages. */
function lastLines(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.filter((one) => one.trim() !== "").reverse()) {
    bytes += Buffer.byteLength(line);
    if (kept.length === MOST_EVENTS || bytes > MOST_BYTES) break;
    kept.push(line);
  }
  return kept.reverse();
}
