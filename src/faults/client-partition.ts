/**
 * `client-partition: leader`: clients lose a broker, and no other node does. Their packets are dropped in both directions,
 * so that no broker notices: the leader leads on, and its clients wait for it.
 *
 * Only clients are cut. The experiment asks every broker at another listener, over no link, and sees all of them.
 */
import { CLIENTS } from "../cluster/topology.js";
import { brokersNamed } from "./brokers.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault } from "./fault.js";
import { linksBetween } from "./link.js";

export const clientPartition = defineFault({
  name: "client-partition",
  summary: "Cut the links between producers and brokers. The nodes still reach each other",
  needs: ["client-links"],
  schema: (words) => brokersOnly(words, "must name brokers, which clients connect to"),
  idleOn(_, { faults, expect }) {
    const needsProxy = expect?.errors !== undefined ? "expect.errors" : "the fault proxy";
    return expect?.errors !== undefined || faults.some((step) => step?.fault === "proxy")
      ? `client-partition cuts no link here: producers reach the brokers through the proxy, which ${needsProxy} needs`
      : undefined;
  },
  async inject(cluster, target, targets) {
    const brokers = await targets.resolve(target);
    brokersNamed(cluster, brokers, "client-partition");
    return {
      targets: brokers,
      detail: "cut off from clients only",
      heal: await cluster.cut(linksBetween([CLIENTS], brokers)),
    };
  },
});
