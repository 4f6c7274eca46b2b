/** The socket to a broker: TCP, with TLS where the cluster requires it. */
import { connect, isIP, type OnReadOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  /** Undefined: no TLS. */
  readonly tls?: ConnectionOptions | undefined;
}

interface SocketOptions {
  /** Where bytes go, in the place of `data` events. */
  readonly onread?: OnReadOpts;
  readonly allowHalfOpen?: boolean;
}

export interface BrokerSocket {
  /** It is connecting. */
  readonly socket: Socket;
  /** The event of a socket that is open, with TLS where that is wanted. */
  readonly opened: "connect" | "secureConnect";
}

export function connectSocket({ host, port, tls }: BrokerAddress, options: SocketOptions): BrokerSocket {
  if (tls === undefined)
    return { socket: connect({ host, port, noDelay: true, ...options }), opened: "connect" };
  // The certificate is checked against the name. An address has none to send. Node's types lack onread; node:tls has it.
  const tlsOptions: ConnectionOptions & SocketOptions = {
    ...{ host, port, ...options },
    ...(isIP(host) === 0 && { servername: host }),
    ...tls,
  };
  return { socket: connectTls(tlsOptions).setNoDelay(true), opened: "secureConnect" };
}
