/** What a page of HTML is made of besides its own markup. */
import { createHash } from "node:crypto";

/** As text and as the value of an attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A script or a style as a policy (CSP) names it: `sha256-…` */
export function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
