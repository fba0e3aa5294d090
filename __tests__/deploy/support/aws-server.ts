import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";

type Body = Record<string, unknown>;

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As much of STS, S3, Lambda and SageMaker as the real clients need, over HTTP, to see the commands run as they are. */
export class AwsServer {
  /** Every call in order, such as `sagemaker:CreatePipeline` and `s3:PUT`. */
  readonly calls: string[] = [];
  /** Headers of the last upload. */
  uploadHeaders: IncomingMessage["headers"] = {};
  /** Account of whoever calls, once a role is assumed. */
  account = "222222222222";
  /** Who calls before a role is assumed. */
  ambient = "arn:aws:iam::222222222222:user/ci";
  /** What the last AssumeRole named. */
  readonly assumed = new Map<string, string | null>();
  /** Every role that was assumed, in order. */
  readonly roles: string[] = [];
  /** Calls that are answered with AccessDenied. */
  readonly denied = new Set<string>();
  readonly pipelines = new Map<string, Body>();
  /** How many versions of each pipeline were made. */
  private readonly versions = new Map<string, number>();
  /** Sizes in bytes by path. */
  readonly objects = new Map<string, number>();
  /** Locks' content by path. */
  readonly locks = new Map<string, string>();
  readonly tags = new Map<string, unknown>();
  /** Whether the promotion stack's functions are there. */
  hasFunctions = true;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status = 200, headers = {}, body = "" }) =>
        response.writeHead(status, { "x-amzn-requestid": "1", ...headers }).end(body),
      );
    });
  }

  /** Resolves to the endpoint. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(0, "127.0.0.1", () => {
        const address = this.server.address();
        resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
      });
    });
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** The calls that change something; the lock comes and goes with every run that may write. */
  writes(): string[] {
    return this.calls.filter((call) => /s3:(?:PUT|POST|DELETE)|Create|Update|AddTags|Delete/.test(call));
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const body = await text(request);
    const target = request.headers["x-amz-target"];
    if (typeof target === "string")
      return this.sagemaker(target.replace("SageMaker.", ""), JSON.parse(body) as Body);
    if (request.url?.startsWith("/2015-03-31/functions/") === true) return this.lambda();
    const parameters = new URLSearchParams(body);
    const action = parameters.get("Action");
    return action === null ? this.s3(request, body) : this.sts(action, parameters);
  }

  private lambda(): Answer {
    this.calls.push("lambda:GetFunction");
    if (this.hasFunctions) return jsonAnswer({ Configuration: {} });
    return {
      ...jsonAnswer({ Message: "Function not found" }, 404),
      headers: { "x-amzn-errortype": "ResourceNotFoundException" },
    };
  }

  private sts(action: string, parameters: URLSearchParams): Answer {
    this.calls.push(`sts:${action}`);
    if (action === "AssumeRole") this.roles.push(parameters.get("RoleArn") ?? "");
    if (action === "AssumeRole")
      for (const key of ["RoleArn", "RoleSessionName", "ExternalId"])
        this.assumed.set(key, parameters.get(key));
    if (this.denied.has(`sts:${action}`))
      return xmlError(403, "AccessDenied", "not authorized to perform it");
    const role = this.assumed.get("RoleArn")?.split("/").at(-1);
    const session = `arn:aws:sts::${this.account}:assumed-role/${role}/deploy`;
    const arn = this.calls.includes("sts:AssumeRole") ? session : this.ambient;
    const result =
      action === "AssumeRole"
        ? "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
        : `<Account>${this.account}</Account><Arn>${arn}</Arn>`;
    return { body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
  }

  private s3(request: IncomingMessage, body: string): Answer {
    const { method = "", url = "" } = request;
    const [path = "", query = ""] = url.split("?");
    this.calls.push(path.endsWith(".lock") ? `lock:${method}` : `s3:${method}`);
    if (this.denied.has(`s3:${method}`)) return xmlError(403, "AccessDenied", "Access Denied");
    if (method === "PUT") {
      if (path.endsWith(".lock")) return this.putLock(path, body);
      this.uploadHeaders = request.headers;
      this.objects.set(path, Buffer.byteLength(body));
      return { headers: { etag: '"1"' } };
    }
    if (path.endsWith(".lock")) return this.lockCall(method, path);
    if (method === "HEAD") {
      const found = this.objects.get(path);
      return found === undefined
        ? { status: 404 }
        : { headers: { "content-length": String(found), etag: '"1"' } };
    }
    if (method === "GET" && query.includes("versions")) {
      const bucket = path.replace(/\/$/, "");
      const versions = [...this.objects.keys()].map(
        (key) => `<Version><Key>${key.slice(bucket.length + 1)}</Key><VersionId>v1</VersionId></Version>`,
      );
      return {
        body: `<ListVersionsResult>${versions.join("")}<IsTruncated>false</IsTruncated></ListVersionsResult>`,
      };
    }
    for (const [, key = ""] of body.matchAll(/<Key>([^<]*)<\/Key>/g))
      this.objects.delete(`${path.replace(/\/$/, "")}/${key}`);
    return { body: "<DeleteResult/>" };
  }

  private putLock(path: string, body: string): Answer {
    if (this.locks.has(path))
      return xmlError(412, "PreconditionFailed", "at least one of the pre-conditions");
    this.locks.set(path, body);
    return {};
  }

  private lockCall(method: string, path: string): Answer {
    const body = this.locks.get(path);
    if (body === undefined) return xmlError(404, "NoSuchKey", "The specified key does not exist.");
    if (method === "DELETE") this.locks.delete(path);
    return { headers: { etag: '"1"' }, body };
  }

  private sagemaker(operation: string, input: Body): Answer {
    this.calls.push(`sagemaker:${operation}`);
    if (this.denied.has(`sagemaker:${operation}`)) {
      return jsonAnswer(
        { __type: "AccessDeniedException", message: `not authorized to perform: ${operation}` },
        400,
      );
    }
    const name = String(input.PipelineName);
    const arn = `arn:aws:sagemaker:us-east-1:${this.account}:pipeline/${name}`;
    switch (operation) {
      case "CreatePipeline":
      case "UpdatePipeline":
        this.pipelines.set(name, { ...input, PipelineArn: arn });
        this.versions.set(name, (this.versions.get(name) ?? 0) + 1);
        if (input.Tags !== undefined) this.tags.set(arn, input.Tags);
        return operation === "CreatePipeline"
          ? jsonAnswer({ PipelineArn: arn })
          : jsonAnswer({ PipelineArn: arn, PipelineVersionId: this.versions.get(name) });
      case "ListPipelineVersions":
        return jsonAnswer({
          PipelineVersionSummaries: [{ PipelineVersionId: this.versions.get(name), CreationTime: 0 }],
        });
      case "UpdatePipelineVersion":
        return this.label(input);
      case "DescribePipeline": {
        const found = this.pipelines.get(name);
        return found === undefined
          ? jsonAnswer({ __type: "ResourceNotFound", message: `Pipeline '${arn}' does not exist.` }, 400)
          : jsonAnswer(found);
      }
      case "DeletePipeline":
        this.pipelines.delete(name);
        return jsonAnswer({ PipelineArn: arn });
      case "ListTags":
        return jsonAnswer({ Tags: this.tags.get(String(input.ResourceArn)) ?? [] });
      case "AddTags":
        this.tags.set(String(input.ResourceArn), input.Tags);
        return jsonAnswer({});
      case "ListPipelineExecutions":
        return jsonAnswer({ PipelineExecutionSummaries: [] });
      default:
        return jsonAnswer({ __type: "UnknownOperationException", message: operation }, 400);
    }
  }

  /** Keeps the newest version's label, and no other's. */
  private label({ PipelineArn, PipelineVersionId, ...label }: Body): Answer {
    const name = String(PipelineArn).split("pipeline/")[1] ?? "";
    if (this.versions.get(name) !== PipelineVersionId)
      return jsonAnswer({ __type: "ValidationException", message: "no such version" }, 400);
    this.pipelines.set(name, { ...this.pipelines.get(name), ...label });
    return jsonAnswer({ PipelineArn, PipelineVersionId });
  }
}

function jsonAnswer(body: Body, status = 200): Answer {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: JSON.stringify(body) };
}

function xmlError(status: number, code: string, message: string): Answer {
  return {
    status,
    body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}
