/** What the kernel, or the image of the sidecars, may not be able to do to links. */
import type { LinkCapability } from "../../cluster/spec.js";
import { InfrastructureError } from "../../errors.js";

/** What was found out by trying. */
export interface LinkAbilities {
  /** The kernel delays and loses packets. */
  readonly hasNetem: boolean;
  /** The kernel limits the rate of packets. */
  readonly hasHtb: boolean;
  /** The kernel ends connections when it is asked to. */
  readonly hasReset: boolean;
}

type Lacks = Readonly<Partial<Record<LinkCapability, () => InfrastructureError>>>;

export function lacksOf({ hasNetem, hasHtb, hasReset }: LinkAbilities): Lacks {
  return {
    ...(!hasNetem && { delay: noDelay, loss: noLoss }),
    ...(!hasHtb && { throttle: noThrottle }),
    ...(!hasReset && { reset: noReset }),
  };
}

function noDelay(): InfrastructureError {
  return new InfrastructureError("this kernel cannot delay packets: it has no netem (tc says so)", {
    remedy: "load it (modprobe sch_netem), or run with --engine local, whose links need no kernel for that",
  });
}

function noLoss(): InfrastructureError {
  return new InfrastructureError("this kernel cannot lose packets: it has no netem (tc says so)", {
    remedy: "load it (modprobe sch_netem); the local engine loses no packets either",
  });
}

function noThrottle(): InfrastructureError {
  return new InfrastructureError("this kernel cannot throttle links: it has no htb (tc says so)", {
    remedy: "load it (modprobe sch_htb), or run with --engine local, whose links need no kernel for that",
  });
}

function noReset(): InfrastructureError {
  return new InfrastructureError("connections cannot be reset: `ss -K` ended none", {
    remedy:
      "take an image with ss and bash (CHAOS_NETWORK_IMAGE) on a kernel with CONFIG_INET_DIAG_DESTROY, or run with --engine local",
  });
}
