/**
 * The brokers of the cluster: the address of each, and the port of the proxy that serves it.
 *
 * Brokers become known from their responses to clients. The proxy also asks for metadata itself, at its start and
 * whenever it cannot connect to a broker. A node id always has the same port, also after a restart of the proxy. The
 * address of the broker may change.
 */

import { ProtocolError } from "../protocol/index.js";
import type { Address, AddressMap, Advertised } from "./addresses.js";

/** Each broker takes a listening port. No cluster has more brokers, so a response with more is not from a broker. */
const BROKERS_MAX = 2_000;

const PORT_MAX = 65_535;

/** Listens for connections to a broker. */
export type Listen = (nodeId: number, port: number) => Promise<{ readonly port: number }>;

export interface BrokersOptions {
  readonly bootstrap: readonly Advertised[];
  /** The address that clients get of a broker that the proxy serves at this port. */
  readonly advertise: (nodeId: number, port: number) => Advertised;
  /** The port where clients bootstrap; 0: brokers get free ports. */
  readonly basePort: number;
  readonly listen: Listen;
  readonly log: (line: string) => void;
}

interface Known {
  address: Advertised;
  /** A promise while the proxy begins to listen. */
  advertised: Advertised | Promise<Advertised>;
}

export class Brokers implements AddressMap {
  private readonly known = new Map<number, Known>();
  private nextBootstrap = 0;

  constructor(private readonly options: BrokersOptions) {}

  advertised({ nodeId, host, port }: Address): Advertised | Promise<Advertised> {
    const known = this.known.get(nodeId);
    if (known === undefined) return this.startServing({ nodeId, host, port });
    if (known.address.host !== host || known.address.port !== port) {
      const { address } = known;
      this.options.log(
        `broker ${nodeId} is at ${host}:${port} now; it was at ${address.host}:${address.port}`,
      );
      known.address = { host, port };
    }
    return known.advertised;
  }

  /** Where to connect to a broker, in the order to try. For −1: the bootstrap servers in turn, then known brokers. */
  addressesOf(nodeId: number): readonly Advertised[] {
    if (nodeId >= 0) {
      const known = this.known.get(nodeId);
      return known === undefined ? [] : [known.address];
    }
    const { bootstrap } = this.options;
    const first = this.nextBootstrap++ % bootstrap.length;
    const turned = [...bootstrap.slice(first), ...bootstrap.slice(0, first)];
    return [...turned, ...[...this.known.values()].map(({ address }) => address)];
  }

  list(): readonly { nodeId: number; address: Advertised }[] {
    return [...this.known].map(([nodeId, { address }]) => ({ nodeId, address }));
  }

  /** The port of bootstrap plus the id; for broker 0, the port before. 0, a free one, where there is no such port. */
  private portOf(nodeId: number): number {
    const { basePort } = this.options;
    if (basePort === 0) return 0;
    const port = nodeId === 0 ? basePort - 1 : basePort + nodeId;
    return port <= PORT_MAX ? port : 0;
  }

  private startServing({ nodeId, host, port }: Address): Promise<Advertised> {
    const { options } = this;
    if (this.known.size >= BROKERS_MAX) {
      return Promise.reject(
        new ProtocolError(`broker ${nodeId} (${host}:${port}) is one more than the ${BROKERS_MAX} served`),
      );
    }
    const advertised = options.listen(nodeId, this.portOf(nodeId)).then((listener) => {
      const at = options.advertise(nodeId, listener.port);
      known.advertised = at;
      options.log(`broker ${nodeId} (${host}:${port}) is served at ${at.host}:${at.port}`);
      return at;
    });
    const known: Known = { address: { host, port }, advertised };
    this.known.set(nodeId, known);
    // The caller gets the error, and the next caller tries again.
    advertised.catch(() => this.known.delete(nodeId));
    return advertised;
  }
}
