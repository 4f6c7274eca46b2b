/** Maven, which brings what is on Maven Central, or in whatever repository this machine is set to use. */
import { access } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import { InfrastructureError } from "../../errors.js";
import type { Supervisor } from "./supervisor-client.js";

export interface MavenOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Maven belongs to it, so that it goes when the runner goes. */
  readonly supervisor: Supervisor;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

export interface MavenOrder {
  /** In sentences: `Kafka 3.9.1`. */
  readonly what: string;
  readonly args: readonly string[];
  /** Of the pom: elsewhere Maven would read the settings of the project that it is in. */
  readonly folder: string;
  /** What to do when Maven fails. */
  readonly remedy: string;
  /** How to do without Maven, as the end of a sentence; empty: not at all. */
  readonly instead: string;
}

/** @throws InfrastructureError with Maven's first complaint */
export async function runMaven(
  { what, args, folder, remedy, instead }: MavenOrder,
  { env, supervisor, signal, onProgress }: MavenOptions,
): Promise<void> {
  let done = 0;
  let problem = "";
  const code = await supervisor.run(
    {
      name: "maven",
      command: await findMaven(env, { what, instead }),
      args: ["--batch-mode", "--strict-checksums", ...args],
      cwd: folder,
      env: stringsOnly({
        ...env,
        // Else Java cannot open a path that is not ASCII.
        LC_ALL: "C.UTF-8",
        MAVEN_OPTS: `${env.MAVEN_OPTS ?? ""} -XX:TieredStopAtLevel=1 -XX:-UsePerfData`,
      }),
    },
    {
      signal,
      onLine: (line) => {
        if (/Downloaded .*\.jar /.test(line) || /Copying .*\.jar to/.test(line)) {
          done++;
          if (done % 10 === 0) onProgress(`fetching ${what}: ${done} files`);
        }
        if (problem === "" && line.includes("[ERROR]")) problem = line.replace(/^.*\[ERROR\]\s*/, "");
      },
    },
  );
  signal.throwIfAborted();
  if (code !== 0) {
    throw new InfrastructureError(`Maven could not fetch ${what}: ${problem || `it ended with ${code}`}`, {
      remedy,
    });
  }
}

/** A pom for the dependency plugin; what Maven writes besides goes below the pom's own folder. */
export function pomWith(
  dependencies: readonly (readonly [group: string, artifact: string, version: string])[],
): string {
  const wanted = dependencies.map(
    ([group, artifact, version]) =>
      `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>\n`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>chaos</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${wanted.join("")}  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version>
  </plugin></plugins></build>
</project>
`;
}

/** `mvn` on PATH. */
export async function findMaven(
  env: NodeJS.ProcessEnv,
  { what, instead }: Pick<MavenOrder, "what" | "instead">,
): Promise<string> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const candidate = resolve(folder, process.platform === "win32" ? "mvn.cmd" : "mvn");
    if (
      await access(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  throw new InfrastructureError(
    `the jars of ${what} are not here yet, and there is no Maven to fetch them with`,
    { remedy: `install Maven (Debian, Ubuntu: apt-get install maven)${instead}` },
  );
}

function stringsOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
