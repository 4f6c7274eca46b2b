import { connect } from "node:net";

const ANSWER_MS_MAX = 1_000;

/** Whether the kernel accepts connections at this address, which it does for a paused process as well. */
export function accepts(address: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: ANSWER_MS_MAX });
    const settle = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
