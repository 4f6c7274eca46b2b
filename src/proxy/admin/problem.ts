/** Every error is answered with `{ message, issues? }` and a fitting status, never with a stack trace. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { RuleError } from "../interceptor-rules.js";
import type { ValidationIssue } from "../validation-issues.js";

export const problemSchema = z.object({
  message: z.string().describe("The mistake, and the allowed values"),
  issues: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe("The fields that are wrong"),
});

/** An answer that is not a success, thrown from a route or a hook. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly statusCode: number,
    message: string,
    readonly issues: readonly ValidationIssue[] = [],
  ) {
    super(message);
  }
}

/** Our texts for Fastify's errors. An error without an entry has a message that is a sentence already. */
const WORDS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "a body has to be JSON, with the header Content-Type: application/json",
  FST_ERR_CTP_BODY_TOO_LARGE: "the body is too large: 1 MB is the limit",
  FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER:
    "this needs a user and a password (HTTP basic auth), as in: curl --user admin:…",
};

interface HttpError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
}

export function answerWithProblems(app: FastifyInstance, log: (line: string) => void): void {
  app.setErrorHandler((error: HttpError, request, reply) => answer(error, request, reply, log));
}

export function answer(
  error: HttpError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: (line: string) => void,
): void {
  const { status, message, issues } = problemOf(error);
  if (status >= 500) log(`${request.method} ${request.url} failed: ${error.message}`);
  // The schema that the route declares is not applied: this answer is the same for all routes.
  reply
    .code(status)
    .type("application/json")
    .send(JSON.stringify(issues.length === 0 ? { message } : { message, issues }));
}

function problemOf(error: HttpError): {
  status: number;
  message: string;
  issues: readonly ValidationIssue[];
} {
  if (error instanceof RuleError) return { status: 400, message: error.message, issues: error.issues };
  if (error instanceof Problem) {
    return { status: error.statusCode, message: error.message, issues: error.issues };
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status, message: "the proxy could not do this; its log says why", issues: [] };
  return { status, message: WORDS[error.code ?? ""] ?? error.message, issues: [] };
}
