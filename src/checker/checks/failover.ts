/** `failover`: another broker became the leader of a partition. A change that was seen is certain: no log tells of it. */
import { brokenLimit, type Check } from "../check-kind.js";

export const failover: Check<"failover"> = {
  name: "failover",
  needs: "leaders",
  broken({ failovers }, expected) {
    const changes = failovers?.length;
    if (expected === "none" && changes) {
      const times = changes === 1 ? "once" : `${changes} times`;
      const text = `no fail-over was expected, but the leader of a partition changed ${times}`;
      return [{ text, isCertain: true }];
    }
    if (expected === "some" && changes === 0) {
      return [{ text: "a fail-over was expected, but no leader changed", isCertain: false }];
    }
    if (typeof expected !== "object" || changes === undefined) return [];
    return brokenLimit("failover", expected, changes, { seen: true });
  },
};
