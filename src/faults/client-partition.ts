/**
 * `client-partition: leader`: clients lose a broker, and no other node does. Their packets are dropped in both directions,
 * so that no broker notices: the leader leads on, and its clients wait for it.
 *
 * Only clients are cut. The experiment asks every broker at another listener, over no link, and sees all of them.
 */
import { brokersOf, CLIENTS, dedicatedMembersOf } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { defineFault } from "./fault.js";
import { linksBetween } from "./link.js";

export const clientPartition = defineFault({
  name: "client-partition",
  summary: "Cut the links between producers and brokers. The nodes still reach each other",
  needs: ["client-links"],
  schema: ({ target, nodes }) => {
    const members = dedicatedMembersOf({ nodes });
    // A controller that is no broker has no clients.
    const others = [
      ...members.map(({ name }) => name),
      ...(members.some(({ quorum }) => quorum === "kraft")
        ? ["controller", "controller follower", "voter"]
        : []),
    ];
    return target.refine((names) => !names.some((name) => others.includes(name)), {
      error: "must name brokers, which clients connect to",
    });
  },
  idleOn: (_, { faults }) =>
    faults.some((step) => step?.fault === "proxy")
      ? "client-partition cuts no link here: producers reach the brokers through the proxy, which the fault proxy needs"
      : undefined,
  async inject(cluster, target, targets) {
    const brokers = await targets.resolve(target);
    const known = brokersOf(cluster).map(({ name }) => name);
    const stranger = brokers.find((broker) => !known.includes(broker));
    if (stranger !== undefined) {
      throw new InfrastructureError(`client-partition is for brokers; ${stranger} is none`);
    }
    return {
      targets: brokers,
      detail: "cut off from clients only",
      heal: await cluster.cut(linksBetween([CLIENTS], brokers)),
    };
  },
});
