import type { InfrastructureError } from "../errors.js";
import type { Finding } from "./engine.js";

/** What a look at the machine found; a look that throws found that it is not ok, and how to mend it. */
export async function finding(
  what: string,
  look: () => Promise<Omit<Finding, "what" | "ok">>,
): Promise<Finding> {
  try {
    return { what, ok: true, ...(await look()) };
  } catch (error) {
    const { message, remedy } = error as InfrastructureError;
    return { what, ok: false, detail: message, ...(remedy !== undefined && { fix: remedy }) };
  }
}
