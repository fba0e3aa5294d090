import { Agent, request } from "node:http";

/** A verb that the control port refused, with the error code that AWS gives the refusal. */
export class ControlRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

/** The launcher's control port. Calls have no time limit: `emit` lasts as long as the functions it invokes. */
export class ControlPort {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /**
   * @throws ControlRefusal for what AWS would refuse; the network's error when the launcher is gone.
   */
  async call<Answer>(verb: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    const { status, text } = await this.#post(`/${verb}`, JSON.stringify(body));
    const answer: unknown = JSON.parse(text);
    if (status === 200) return answer as Answer;
    const { code, message } = answer as { code: string; message: string };
    throw new ControlRefusal(code, message);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(path: string, body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: "127.0.0.1",
          port: this.port,
          method: "POST",
          path,
          agent: this.#agent,
          headers: { "x-rehearsal-token": this.token, "content-length": Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
          );
        },
      );
      call.once("error", reject);
      call.end(body);
    });
  }
}
