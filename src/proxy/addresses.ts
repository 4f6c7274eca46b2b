/**
 * The responses from which clients learn the addresses of brokers. The proxy replaces these addresses by its own.
 *
 * The list follows Kafka's own schemas: an address is a struct of a response with a node id, a host and a port. Only
 * these responses are decoded for this purpose. The addresses of controllers (in DescribeQuorum, and in DescribeCluster
 * when a client asks for controllers) do not change: the proxy serves no controllers.
 */

import type { ApiName } from "../protocol/index.js";

/** Brokers' addresses as clients should see them. */
export interface AddressMap {
  /** Where the proxy serves this broker. A promise when the proxy does not listen for it yet. */
  advertised(broker: Address): Advertised | Promise<Advertised>;
}

export interface Advertised {
  readonly host: string;
  readonly port: number;
}

export interface Address extends Advertised {
  readonly nodeId: number;
}

type Struct = Record<string, unknown>;

/** Finds the structs of a response that hold an address. `idField` holds the node's id. */
interface Place {
  readonly idField: "nodeId" | "brokerId";
  find(response: Struct): readonly Struct[];
}

const nodeEndpoints: Place = {
  idField: "nodeId",
  find: ({ nodeEndpoints }) => nodeEndpoints as Struct[],
};

const PLACES: Partial<Record<ApiName, readonly Place[]>> = {
  Metadata: [{ idField: "nodeId", find: ({ brokers }) => brokers as Struct[] }],
  DescribeCluster: [
    {
      idField: "brokerId",
      find: ({ brokers, endpointType }) => (endpointType === 2 ? [] : (brokers as Struct[])),
    },
  ],
  FindCoordinator: [
    { idField: "nodeId", find: ({ coordinators }) => coordinators as Struct[] },
    // Before version 4 the response itself is the one coordinator.
    { idField: "nodeId", find: (response) => (response.host === "" ? [] : [response]) },
  ],
  Produce: [nodeEndpoints],
  Fetch: [nodeEndpoints],
  ShareFetch: [nodeEndpoints],
  ShareAcknowledge: [nodeEndpoints],
};

/** The first version in which an address can be in the response, where that is not 0 (KIP-951). */
const FIRST_VERSION: Partial<Record<ApiName, number>> = { Produce: 10, Fetch: 16 };

/** The APIs whose responses may hold addresses. */
export const ADDRESS_APIS: ReadonlySet<ApiName> = new Set(Object.keys(PLACES) as ApiName[]);

export function mayHoldAddress(api: ApiName, version: number): boolean {
  return ADDRESS_APIS.has(api) && version >= (FIRST_VERSION[api] ?? 0);
}

/**
 * Puts the proxy's addresses into a decoded response. Returns a promise only when the proxy does not listen for one of
 * the brokers yet.
 * @returns whether the response has addresses
 */
export function rewriteAddresses(
  api: ApiName,
  response: unknown,
  map: AddressMap,
): boolean | Promise<boolean> {
  let isChanged = false;
  const waits: Promise<unknown>[] = [];
  for (const { idField, find } of PLACES[api] ?? []) {
    for (const struct of find(response as Struct)) {
      const nodeId = struct[idField] as number;
      // The id −1 means that there is no coordinator.
      if (nodeId < 0) continue;
      isChanged = true;
      const { host, port } = struct as unknown as Advertised;
      const advertised = map.advertised({ nodeId, host, port });
      if (advertised instanceof Promise) waits.push(advertised.then((found) => Object.assign(struct, found)));
      else Object.assign(struct, advertised);
    }
  }
  return waits.length === 0 ? isChanged : Promise.all(waits).then(() => true);
}
