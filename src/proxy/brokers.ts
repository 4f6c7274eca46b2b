/**
 * The brokers of the cluster: the address of each, and the port of the proxy that serves it.
 *
 * Brokers become known from their responses to clients. The proxy also asks for metadata itself, at its start and
 * whenever it cannot connect to a broker. A node id keeps its port while the proxy runs; its address may change.
 */

import { ProtocolError } from "../protocol/index.js";
import type { Address, AddressMap, Advertised } from "./addresses.js";

/** Each broker takes a listening port. No cluster has more brokers, so a response with more is not from a broker. */
const BROKERS_MAX = 2_000;

/** Listens for connections to a broker. */
export type Listen = (nodeId: number, port: number) => Promise<{ readonly port: number }>;

export interface BrokersOptions {
  readonly bootstrap: readonly Advertised[];
  /** The host in the addresses that clients get. */
  readonly advertisedHost: string;
  /** Broker ports count up from here, in the order in which brokers become known; 0 takes free ones. */
  readonly firstPort: number;
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
  private portsTaken = 0;
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

  private startServing({ nodeId, host, port }: Address): Promise<Advertised> {
    const { options } = this;
    if (this.known.size >= BROKERS_MAX) {
      return Promise.reject(
        new ProtocolError(`broker ${nodeId} (${host}:${port}) is one more than the ${BROKERS_MAX} served`),
      );
    }
    const wanted = options.firstPort === 0 ? 0 : options.firstPort + this.portsTaken++;
    const advertised = options.listen(nodeId, wanted).then((listener) => {
      known.advertised = { host: options.advertisedHost, port: listener.port };
      options.log(
        `broker ${nodeId} (${host}:${port}) is served at ${options.advertisedHost}:${listener.port}`,
      );
      return known.advertised;
    });
    const known: Known = { address: { host, port }, advertised };
    this.known.set(nodeId, known);
    // The caller gets the error, and the next caller tries again.
    advertised.catch(() => this.known.delete(nodeId));
    return advertised;
  }
}
