/** The routes of the REST APIs with the control of who may call them. They do not listen yet. */

import { distance } from "fastest-levenshtein";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { type AccessControl, controlAccess } from "./access.js";
import { type FirstGenerationOptions, firstGeneration } from "./first-generation.js";
import { documented } from "./openapi.js";
import { type OperationsOptions, operations } from "./operations.js";
import { answer, answerWithProblems, Problem } from "./problem.js";
import { type App, validateWithZod } from "./schemas.js";
import { type SecondGenerationOptions, secondGeneration } from "./second-generation.js";
import { type ThirdGenerationOptions, thirdGeneration } from "./third-generation.js";

export interface AppOptions
  extends FirstGenerationOptions,
    SecondGenerationOptions,
    ThirdGenerationOptions,
    OperationsOptions {
  readonly accessControl: AccessControl;
  readonly log: (line: string) => void;
}

const BODY_BYTES_MAX = 1024 * 1024;
const REQUEST_LIMIT_MS = 30_000;
/** The limit of one part of a path. The limit of names is lower, and its error names it. */
const PARAMETER_LENGTH_MAX = 4_096;
const NEAR_ROUTES_MAX = 5;
/** The limit of a path that is compared with the routes: the time is the product of both lengths. */
const COMPARED_LENGTH_MAX = 256;

export async function createApp(options: AppOptions): Promise<App> {
  const { log } = options;
  const app: FastifyInstance = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_LIMIT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: (error: FastifyError, request, reply) => answer(error, request, reply, log),
    clientErrorHandler(_, socket) {
      const body = JSON.stringify({
        message: "this is not an HTTP request that the proxy's API understands",
      });
      if (socket.writable) {
        socket.end(
          `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
      }
    },
  });
  refuseLargeBodiesUnasked(app);
  takeJsonOnly(app);
  answerWithProblems(app, log);
  await controlAccess(app, options.accessControl);
  await documented(app);

  const routes: { method: string; url: string }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) if (one !== "HEAD") routes.push({ method: one, url });
  });
  const typed = validateWithZod(app);
  operations(typed, options);
  firstGeneration(typed, options);
  secondGeneration(typed, options);
  thirdGeneration(typed, options);
  app.setNotFoundHandler(({ method, url }) => {
    const path = url.replace(/\?.*$/s, "");
    throw new Problem(
      404,
      `there is no ${method} ${path}; near it are: ${near(routes, method, path).join(", ")}`,
    );
  });
  await app.ready();
  return typed;
}

/** A client that asks before it sends a body (`Expect: 100-continue`) need not send one that is too large. */
function refuseLargeBodiesUnasked(app: FastifyInstance): void {
  app.server.on("checkContinue", (request, response) => {
    if (Number(request.headers["content-length"] ?? 0) <= BODY_BYTES_MAX) response.writeContinue();
    app.server.emit("request", request, response);
  });
}

function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    // Some clients send the header without a body too.
    if (body === "") done(null, undefined);
    else parse(request, body, (error, value) => done(error === null ? null : notJson(body), value));
  });
}

/** Fastify's parser does not say what is wrong with the JSON. */
function notJson(body: string): Problem {
  try {
    JSON.parse(body);
  } catch (error) {
    return new Problem(400, `the body is not JSON: ${(error as Error).message}`);
  }
  return new Problem(400, "the body has a key that would change an object's prototype");
}

/** The routes that have the most leading parts in common with the path; among these the most similar ones. */
function near(routes: readonly { method: string; url: string }[], method: string, path: string): string[] {
  const wanted = path.slice(0, COMPARED_LENGTH_MAX);
  return routes
    .map(({ method: own, url }) => ({
      text: `${own} ${url}`,
      parts: commonParts(url, wanted),
      distance: distance(`${method} ${wanted}`, `${own} ${url}`),
    }))
    .sort((a, b) => b.parts - a.parts || a.distance - b.distance)
    .slice(0, NEAR_ROUTES_MAX)
    .map(({ text }) => text);
}

function commonParts(url: string, path: string): number {
  const parts = path.split("/");
  const own = url.split("/");
  const end = own.findIndex((part, i) => !(part === parts[i] || (part.startsWith(":") && parts[i])));
  return end === -1 ? own.length : end;
}
