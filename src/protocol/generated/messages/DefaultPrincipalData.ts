// Generated from the message definitions of Kafka 4.4.0 and 3.9.2 by "npm run generate". Do not edit.

import type { UnknownTaggedField } from "../../schema.js";

/** DefaultPrincipalData · versions 0, flexible 0 */
export interface DefaultPrincipalData {
  /** The principal type. */
  type: string;
  /** The principal name. */
  name: string;
  /** Whether the principal was authenticated by a delegation token on the forwarding broker. */
  tokenAuthenticated: boolean;
  unknownTaggedFields?: UnknownTaggedField[];
}
