import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";

/** A proxy of this machine that lets nothing through, and counts who tried: Go's programs ask it for every host but this. */
export class ClosedProxy {
  tried = 0;

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => {
      this.tried += 1;
      socket.on("error", () => undefined).end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
  }

  static async start(): Promise<ClosedProxy> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ClosedProxy(server);
  }

  get variables(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      NO_PROXY: "",
      http_proxy: url,
      https_proxy: url,
      no_proxy: "",
    };
  }

  close(): void {
    this.server.close();
  }
}
