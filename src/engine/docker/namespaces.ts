/**
 * Writes into the nodes' network namespaces, by a sidecar for each node: a container with NET_ADMIN that shares the
 * node's namespace, runs one script from its standard input, and exits.
 */
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import type { NodeName } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { labelsOf } from "./reap.js";

export class Namespaces {
  /** One at a time for each namespace: the last script written is the one that holds. */
  readonly #writing = new Map<NodeName, Promise<unknown>>();

  constructor(
    private readonly docker: Docker,
    private readonly run: string,
  ) {}

  /**
   * Makes the sidecar of a node. Only made, not started: starting one that is there takes a third of the time, and a cut
   * has to be quick.
   */
  async makeSidecar(node: NodeName, containerId: string, image: string): Promise<void> {
    await this.docker.createContainer({
      name: this.#sidecarOf(node),
      Image: image,
      Entrypoint: ["sh", "-s"],
      Cmd: [],
      User: "0",
      OpenStdin: true,
      StdinOnce: true,
      Labels: labelsOf(this.run),
      HostConfig: { NetworkMode: `container:${containerId}`, CapDrop: ["ALL"], CapAdd: ["NET_ADMIN"] },
    });
  }

  /** `script`: asked for when it is this script's turn. */
  async write(node: NodeName, script: () => string): Promise<void> {
    await this.#inTurn(node, script);
  }

  /** The same. Resolves to what the script printed. */
  async read(node: NodeName, script: () => string): Promise<string> {
    return (await this.#inTurn(node, script)).said;
  }

  #inTurn(node: NodeName, script: () => string): Promise<{ readonly said: Promise<string> }> {
    const before = this.#writing.get(node) ?? Promise.resolve();
    const done = before.then(() => this.#runScript(node, script()));
    this.#writing.set(
      node,
      done.catch(() => {}),
    );
    return done;
  }

  async #runScript(node: NodeName, script: string): Promise<{ readonly said: Promise<string> }> {
    const sidecar = this.docker.getContainer(this.#sidecarOf(node));
    const stream = await sidecar.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    });
    const out = new PassThrough();
    this.docker.modem.demuxStream(stream, out, out);
    stream.once("end", () => out.end());
    const said = text(out);
    await sidecar.start();
    stream.end(`${script}\n`);
    const { StatusCode: status } = await sidecar.wait();
    if (status === 0) return { said };
    throw new InfrastructureError(`the network of ${node} could not be changed: ${(await said).trim()}`, {
      remedy: "`chaos doctor` lists everything that the engine and the kernel lack",
    });
  }

  #sidecarOf(node: NodeName): string {
    return `${this.run}-network-${node}`;
  }
}
